"""Changing files of rules: the one value changes, and not a sign besides."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

import rules
from intake_daemon.errors import ConfigError
from rules.editing.change import Edit, new_rule, set_figure, switch
from rules.editing.figures import figure_named, read_value
from rules.editing.places import RefusedError, is_in_one_piece, node_at, root_of, span
from rules.editing.put import put
from rules.editing.written import as_yaml
from rules.files.sheet import Tree, read_sheet

SHIPPED = rules.load(rules.SHIPPED)
WITHOUT_FOLDERS = re.sub(r"(?m)^folders:.*\n(?: .*\n)*", "", SHIPPED.texts["policy.yaml"])
RULE = """\
  # before the rule
  - id: birth-date-there   # its name
    title: "The date of birth is there"
    why: 'House policy: a test'
    require: {field: patient.dob}
    then: ask
    examples: {pass: [{patient.dob: 1971-04-09}],
               fail: [{patient.dob: absent}]}  # the end
"""
TEXTS = {
    "policy.yaml": WITHOUT_FOLDERS,
    "matching.yaml": SHIPPED.texts["matching.yaml"],
    "states/ours.yaml": RULE,
}


def leaves(node: Node, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all values of a file that can be replaced as they stand."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield from leaves(value, (*path, key.value))
    elif isinstance(node, SequenceNode):
        for number, value in enumerate(node.value):
            yield from leaves(value, (*path, number))
    if path and is_in_one_piece(node):
        yield path


PLACES = [
    (name, path) for name, text in SHIPPED.texts.items() for path in leaves(root_of(text))
]  # a path of keys and indexes, in a file
VALUES = st.one_of(
    st.booleans(), st.integers(), st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=40),
    st.lists(st.text("abc xyz:#,[]{}'\"&*!|>%@`", max_size=8), max_size=3),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PLACES), VALUES)
def test_any_value_anywhere_is_put_in_and_everything_else_stays_byte_for_byte(
    place: tuple[str, tuple[str | int, ...]], value: Any
) -> None:
    name, path = place
    text = SHIPPED.texts[name]
    node = node_at(root_of(text), path)
    assert node is not None
    start, end = span(node)

    changed = put(name, text, path, value)

    assert changed.startswith(text[:start])
    assert changed.endswith(text[end:])
    assert content_at(changed, path) == value


def content_at(text: str, path: tuple[str | int, ...]) -> Tree:
    sheet, _ = read_sheet("", text)
    assert sheet is not None
    node: Any = sheet.content
    for step in path:
        node = node[step]
    return node


@given(VALUES)
def test_what_is_written_is_read_as_the_same(value: Any) -> None:
    assert content_at(f"value: {as_yaml(value)}\n", ("value",)) == value


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(["house.rush_days", "clarification.most_items", "repeat_after_days"]),
    st.integers(1, 9999),
)
def test_a_figure_is_set_and_only_its_line_is_another(name: str, number: int) -> None:
    old = SHIPPED.texts["policy.yaml"].splitlines()

    new = put("policy.yaml", SHIPPED.texts["policy.yaml"], name.split("."), number).splitlines()

    others = [(before, after) for before, after in zip(old, new, strict=True) if before != after]
    assert len(others) <= 1
    assert all(
        re.sub(r"\d+", "", before, count=1) == re.sub(r"\d+", "", after, count=1) for before, after in others
    )


def only_line(edit: Edit) -> tuple[list[str], list[str]]:
    """The lines that are gone, and those that are new."""
    old, new = edit.old.splitlines(), edit.new.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


SET = [
    ("house.signature_age_days", "180", "180"),
    ("holidays", "[2026-12-25, 2027-01-01]", "[2026-12-25, 2027-01-01]"),
    ("confidence.fields.patient.dob", "0.97", "{patient.dob: 0.97}"),
    ("kinds.subpoena.target_days", "6", "target_days: 6"),
    ("queues.records.owner", "records: the new office", 'owner: "records: the new office"'),
    ("authorization_basis", "45 CFR 164.508", '"45 CFR 164.508"'),
    ("next_steps.ignore", "Nothing; it is junk.", '"Nothing; it is junk."'),
    ("same_bits", "28", "same_bits: 28"),
    ("patient.mrn.exact", "17.5", "17.5"),
    ("facility_names", '["Harbor: Annex"]', 'facility_names: ["Harbor: Annex"]'),
    ("house.signature_age_days", " 181 ", "181"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "written"), SET, ids=[f"{one[0]}={one[1]}" for one in SET])
def test_a_figure_is_set_by_its_dotted_name(name: str, value: str, written: str) -> None:
    edit = set_figure(TEXTS, name, value)

    gone, came = only_line(edit)
    assert len(gone) <= 1
    assert len(came) == 1
    assert written in came[0]


def test_what_is_set_is_what_is_judged_with() -> None:
    edit = set_figure(TEXTS, "house.signature_age_days", "180")

    assert rules.load_texts({**TEXTS, edit.file: edit.new}).policy.house["signature_age_days"] == 180


UNKNOWN = [
    ("house.signature_age", "Did you mean house.signature_age_days?"),
    ("queues.lab.owner", "queues.records.owner"),
    ("kinds.patient_access", "kinds.patient_access.target_days"),
    ("gibberish", "clarification, "),
    ("house.rush_days.more", "There are: house."),
    ("house", "There are: house."),
]


@pytest.mark.parametrize(("name", "told"), UNKNOWN)
def test_an_unknown_figure_is_refused_with_those_there_are(name: str, told: str) -> None:
    with pytest.raises(RefusedError, match=f"there is no figure {re.escape(name)}.*{re.escape(told)}"):
        set_figure(TEXTS, name, "3")


WRONG = [
    ("house.adult_age", "eighteen", "cannot be eighteen"),
    ("clarification.most_items", "0", "greater than 0"),
    ("confidence.act_above", "1.5", "less than or equal to 1"),
    ("confidence.fields.patient.dbo", "0.9", "there is no field patient.dbo. Did you mean patient.dob"),
    ("kinds.treatment.ask", "perhaps", "cannot be perhaps"),
    ("kinds.treatment.queue", "nowhere", "there is no queue nowhere"),
    ("holidays", "[Christmas]", "cannot be"),
    ("patient.mrn.conflict", "3", "less than or equal to 0"),
    ("doubt_bits", "40", "doubt_bits may not be more than same_bits"),
]


@pytest.mark.parametrize(("name", "value", "told"), WRONG)
def test_a_value_that_a_figure_cannot_have_is_refused(name: str, value: str, told: str) -> None:
    with pytest.raises(RefusedError, match=re.escape(told)):
        set_figure(TEXTS, name, value)


def test_a_new_figure_of_the_house_comes_only_when_it_is_meant() -> None:
    with pytest.raises(RefusedError, match="`--new` adds one"):
        set_figure(TEXTS, "house.winter_days", "3")

    edit = set_figure(TEXTS, "house.winter_days", "3", may_be_new=True)

    assert only_line(edit) == ([], ["  winter_days: 3"])


def test_a_list_of_several_lines_is_left_to_a_person_with_its_line() -> None:
    with pytest.raises(RefusedError, match=r"policy\.yaml:\d+: key_fields stands on several lines"):
        set_figure(TEXTS, "key_fields", "[patient.name]")


def test_a_rule_is_switched_off_and_on_again_where_it_stands() -> None:
    off = switch(TEXTS, "birth-date-there", on=False)
    on = switch({**TEXTS, off.file: off.new}, "birth-date-there", on=True)

    assert only_line(off) == ([], ["    enabled: false"])
    assert only_line(on) == (["    enabled: false"], ["    enabled: true"])
    assert not switch(TEXTS, "birth-date-there", on=True).changes


def test_a_folder_is_switched_in_the_policy() -> None:
    off = switch(TEXTS, "states", on=False)
    after = rules.load_texts({**TEXTS, off.file: off.new})

    assert off.file == "policy.yaml"
    assert only_line(off) == ([], ["folders: {states: false}"])
    assert [rule.in_use for rule in after.rules] == [False]
    assert not switch(TEXTS, "states", on=True).changes


def test_a_name_of_neither_rule_nor_folder_is_refused_with_what_may_be_meant() -> None:
    with pytest.raises(
        RefusedError, match=r"no rule or folder birth-date-hter\. Did you mean birth-date-there\?"
    ):
        switch(TEXTS, "birth-date-hter", on=False)


def test_a_name_of_both_needs_to_be_said_more_exactly() -> None:
    both = {**TEXTS, "rush/ours.yaml": RULE.replace("birth-date-there", "rush")}

    with pytest.raises(RefusedError, match="write rush/ for the folder"):
        switch(both, "rush", on=False)
    assert switch(both, "rush/", on=False).file == "policy.yaml"


@pytest.mark.parametrize("file", ["own.yaml", "states/ours.yaml"])
def test_a_new_rule_loads_as_it_is_and_is_switched_off(file: str) -> None:
    edit = new_rule(TEXTS, "my-rule", file=file)
    after = rules.load_texts({**TEXTS, edit.file: edit.new})
    rule = after.rule("my-rule")

    assert edit.new.startswith(edit.old)
    assert rule is not None
    assert not rule.in_use
    assert rules.run_examples(after) == ()
    assert after.files["my-rule"] == file


@pytest.mark.parametrize("file", ["own.yaml", "states/ours.yaml"])
def test_a_copy_is_the_same_rule_under_another_name_and_switched_off(file: str) -> None:
    edit = new_rule(TEXTS, "my-rule", like="birth-date-there", file=file)
    after = rules.load_texts({**TEXTS, edit.file: edit.new})
    first, copy = after.rule("birth-date-there"), after.rule("my-rule")

    assert first is not None
    assert copy is not None
    assert copy.text == first.text.model_copy(update={"id": "my-rule", "enabled": False})
    assert "# its name" in edit.new[len(edit.old) :]


@pytest.mark.parametrize("like", [rule.id for rule in SHIPPED.rules])
def test_every_shipped_rule_can_be_copied(like: str) -> None:
    from rules.editing.blocks import with_copy

    copied = with_copy("own.yaml", "", "my-rule", of=like, source=SHIPPED.texts[SHIPPED.files[like]])
    sheet, problems = read_sheet("own.yaml", copied)
    original, _ = read_sheet("", SHIPPED.texts[SHIPPED.files[like]])

    assert problems == ()
    assert sheet is not None
    assert original is not None
    (block,) = [one for one in original.content if one["id"] == like]  # type: ignore[union-attr,index,call-overload]
    assert sheet.content == [{**block, "id": "my-rule", "enabled": False}]  # type: ignore[dict-item]


@pytest.mark.parametrize(("rule", "like", "told"), [
    ("birth-date-there", None, "there is a rule birth-date-there already"),
    ("my-rule", "birth-date", "Did you mean birth-date-there"),
    ("My Rule", None, "nothing was written"),
])  # fmt: skip
def test_a_rule_that_cannot_be_is_refused(rule: str, like: str | None, told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        new_rule(TEXTS, rule, like=like)


def test_a_set_with_mistakes_is_not_changed_further() -> None:
    with pytest.raises(ConfigError, match=r"broken\.yaml"):
        set_figure({**TEXTS, "broken.yaml": "- id: broken\n"}, "house.rush_days", "3")


def test_examples_that_come_out_otherwise_after_a_change_are_told() -> None:
    check = "check: days_between(patient.dob, received_on) > house.rush_days\n    field: patient.dob"
    dated = (
        RULE.replace("require: {field: patient.dob}", f"{check}\n    problem: It is of this week.")
        .replace("then: ask", "then: review")
        .replace("{patient.dob: absent}", "{patient.dob: 2026-03-01}")
    )

    (failure,) = set_figure({**TEXTS, "states/ours.yaml": dated}, "house.rush_days", "0").failures

    assert failure.file == "states/ours.yaml"
    assert failure.key.startswith("birth-date-there.examples.fail")


def test_a_figure_that_may_be_nothing_is_checked_by_what_it_may_be() -> None:
    figure = figure_named("kinds.subpoena.legal_days", SHIPPED)

    assert read_value(figure, "30") == 30
    with pytest.raises(RefusedError):
        read_value(figure, "soon")


EDITS = {
    "set": lambda texts: set_figure(texts, "house.rush_days", "3"),
    "add": lambda texts: set_figure(texts, "house.winter_days", "3", may_be_new=True),
    "switch": lambda texts: switch(texts, "birth-date-there", on=False),
    "new": lambda texts: new_rule(texts, "my-rule", file="states/ours.yaml"),
    "copy": lambda texts: new_rule(texts, "my-rule", like="birth-date-there", file="states/ours.yaml"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_file_with_lines_that_end_as_on_windows_keeps_them(edit: str) -> None:
    as_on_windows = {name: text.replace("\n", "\r\n") for name, text in TEXTS.items()}

    made, plain = EDITS[edit](as_on_windows), EDITS[edit](TEXTS)

    assert made.new == plain.new.replace("\n", "\r\n")


@pytest.mark.parametrize("edit", EDITS)
def test_a_file_without_an_end_to_its_last_line_can_be_changed(edit: str) -> None:
    cut = {name: text.rstrip("\n") for name, text in TEXTS.items()}

    made, plain = EDITS[edit](cut), EDITS[edit](TEXTS)

    assert made.new.rstrip("\n") == plain.new.rstrip("\n")
