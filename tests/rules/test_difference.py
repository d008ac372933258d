"""What `rules diff` finds: every change of meaning, and none but those."""

import re
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rules
from rules.difference import Difference, compare
from rules.difference_text import lines_of, summary, text_diff

SHIPPED = rules.load(rules.SHIPPED)
WITHOUT_FOLDERS = re.sub(r"(?m)^folders:.*\n(?: .*\n)*", "", SHIPPED.texts["policy.yaml"])
HOUSE = """\
- id: birth-date-there
  title: The date of birth is there
  why: "House policy: a test"
  kinds: [third_party_authorization]
  require: {field: patient.dob}
  then: ask
  examples:
    pass: [{patient.dob: 1971-04-09}]
    fail: [{patient.dob: absent}]
"""


def a_set(house: str = HOUSE, *, policy: str = "", matching: str = "", state: str = "") -> rules.RuleSet:
    texts = {
        "policy.yaml": policy or WITHOUT_FOLDERS,
        "matching.yaml": matching or SHIPPED.texts["matching.yaml"],
        "ours.yaml": house,
    }
    return rules.load_texts({**texts, **({"states/ours.yaml": state} if state else {})})


def changes(before: rules.RuleSet, after: rules.RuleSet) -> Mapping[str, tuple[str, str]]:
    (rule,) = compare(before, after).changed
    return {change.key: (change.old, change.new) for change in rule.changes}


def test_a_set_does_not_differ_from_itself() -> None:
    same = compare(SHIPPED, SHIPPED)

    assert not same.in_meaning
    assert list(lines_of(same)) == [f"no difference: both are version {SHIPPED.version[:12]}"]


def test_comments_order_and_spelling_make_another_version_and_no_difference_of_meaning() -> None:
    spelt = HOUSE.replace(
        "kinds: [third_party_authorization]", "kinds:\n    - third_party_authorization  # ours"
    )

    found = compare(a_set(), a_set("# a comment\n" + spelt))

    assert found.old != found.new
    assert not found.in_meaning
    assert "only comments" in summary(found)


def test_rules_that_came_and_went_are_named() -> None:
    other = HOUSE.replace("birth-date-there", "name-there").replace("patient.dob", "patient.name")

    found = compare(a_set(), a_set(other))

    assert [(one.rule, one.file) for one in found.added] == [("name-there", "ours.yaml")]
    assert [one.rule for one in found.removed] == ["birth-date-there"]
    assert compare(a_set(other), a_set()).added[0].rule == "birth-date-there"


def test_a_rule_that_was_only_renamed_is_not_one_gone_and_one_new() -> None:
    found = compare(a_set(), a_set(HOUSE.replace("birth-date-there", "dob-there")))

    assert (found.added, found.removed) == ((), ())
    assert [(one.was, one.rule) for one in found.changed] == [("birth-date-there", "dob-there")]


EDITS: list[tuple[str, Callable[[str], str], str, tuple[str, str]]] = [
    ("the effect", lambda t: t.replace("then: ask", "then: review"), "then",
     ("ask: the requestor is asked for it", "review: a person looks")),
    ("for whom", lambda t: t.replace("[third_party_authorization]", "[subpoena, court_order]"), "kinds",
     ("third-party authorization", "subpoena and court order")),
    ("for all", lambda t: t.replace("  kinds: [third_party_authorization]\n", ""), "kinds",
     ("third-party authorization", "every kind of request")),
    ("a condition", lambda t: t.replace("  then", '  when: channel == "fax"\n  then'), "when",
     ("always", 'channel == "fax"')),
    ("a clock", lambda t: t.replace("  then", "  clock: {days: 15, counted: business}\n  then"), "clock",
     ("none", "15 business days from the day of receipt")),
    ("switched off", lambda t: t.replace("  then", "  enabled: false\n  then"), "enabled", ("yes", "no")),
    ("what is required", lambda t: t.replace("{field: patient.dob}", "{any_of: [patient.dob, patient.mrn]}"),
     "require", ("patient.dob", "patient.dob or patient.mrn")),
    ("what is verified", lambda t: t.replace("  then", "  verify: {identity: Call back}\n  then"), "verify",
     ("none", "identity: Call back")),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "key", "said"), [e[1:] for e in EDITS], ids=[e[0] for e in EDITS])
def test_a_changed_key_is_told_with_both_values_in_words(
    edit: Callable[[str], str], key: str, said: tuple[str, str]
) -> None:
    assert changes(a_set(), a_set(edit(HOUSE))) == {key: said}


def test_examples_are_counted() -> None:
    more = HOUSE.replace(
        "[{patient.dob: absent}]", "[{patient.dob: absent, channel: fax}, {patient.dob: absent}]"
    )

    found = compare(a_set(), a_set(more))

    assert (found.examples_added, found.examples_removed) == (1, 0)
    assert found.changed[0].changes == ()


def test_a_switched_folder_is_told_once_and_a_figure_by_its_path() -> None:
    state = HOUSE.replace("birth-date-there", "state-rule")
    off = (
        WITHOUT_FOLDERS.replace("signature_age_days: 365", "signature_age_days: 180")
        + "\nfolders: {states: false}\n"
    )

    found = compare(a_set(state=state), a_set(policy=off, state=state))

    assert [(one.folder, one.on) for one in found.folders] == [("states", False)]
    assert [(one.file, one.key, one.old, one.new) for one in found.figures] == [
        ("policy.yaml", "house.signature_age_days", "365", "180")
    ]


def test_a_weight_of_matching_is_a_figure_too() -> None:
    text = SHIPPED.texts["matching.yaml"].replace("same_bits: 26", "same_bits: 28", 1)

    (figure,) = compare(a_set(), a_set(matching=text)).figures

    assert (figure.file, figure.key, figure.old, figure.new) == ("matching.yaml", "same_bits", "26.0", "28.0")


def test_lines_of_a_difference_name_everything_in_it() -> None:
    after = a_set(HOUSE.replace("then: ask", "then: note") + HOUSE.replace("birth-date-there", "another"))

    lines = list(lines_of(compare(a_set(), after)))

    assert "1 rule added, 1 rule changed" in lines[0]
    assert any("+ another (ours.yaml)" in line for line in lines)
    assert any("leads to" in line for line in lines)


def test_a_changed_condition_is_told_in_words_too() -> None:
    dated = HOUSE.replace("  then", "  when: authorization.signed_on < received_on\n  then")

    (rule,) = compare(a_set(), a_set(dated)).changed
    lines = [line.strip() for line in lines_of(compare(a_set(), a_set(dated)))]

    assert (rule.changes[0].old_words, rule.changes[0].new_words) == (
        "", "the date of the signature is before the day of receipt",
    )  # fmt: skip
    assert "was: always" in lines
    assert "that is: the date of the signature is before the day of receipt" in lines


def test_text_is_compared_line_by_line() -> None:
    before, after = a_set(), a_set(HOUSE.replace("then: ask", "then: note"))

    lines = list(text_diff(before.texts, after.texts, names=("a", "b")))

    assert lines[:2] == ["--- a/ours.yaml", "+++ b/ours.yaml"]
    assert {"-  then: ask", "+  then: note"} <= set(lines)
    assert list(text_diff(before.texts, before.texts, names=("a", "b"))) == []


@settings(max_examples=12, deadline=None)  # a set of rules takes a while to load
@given(st.sampled_from(sorted(SHIPPED.policy.house)), st.integers(1, 10_000))
def test_any_other_figure_of_the_house_is_found_and_nothing_else(name: str, number: int) -> None:
    old = SHIPPED.policy.house[name]
    text = WITHOUT_FOLDERS.replace(f"{name}: {old}", f"{name}: {number}", 1)

    found: Difference = compare(a_set(), a_set(policy=text))

    expected = [] if number == old else [(f"house.{name}", str(old), str(number))]
    assert [(one.key, one.old, one.new) for one in found.figures] == expected
    assert (found.added, found.removed, found.changed, found.folders) == ((), (), (), ())
