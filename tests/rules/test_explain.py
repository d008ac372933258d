"""Why a case came out as it did, rule by rule, and what a rule says in words."""

import re

import pytest
from support.cases import a_case, absent, present, unreadable

import rules
from intake_daemon.model import Decision, Effect, Intent, Kind, Match, Outcome, Relation

SHIPPED = rules.load(rules.SHIPPED)


def results(explained: tuple[rules.Explained, ...]) -> dict[str, str]:
    return {one.rule: one.result for one in explained}


def test_every_rule_of_the_set_is_explained_once_in_the_order_of_ids() -> None:
    explained = rules.explain(SHIPPED, a_case())

    assert [one.rule for one in explained] == sorted(rule.id for rule in SHIPPED.rules)


def test_the_explanation_says_what_passed_failed_could_not_be_told_or_did_not_apply() -> None:
    case = a_case({"authorization.purpose": absent(), "authorization.signed": unreadable()})

    said = results(rules.explain(SHIPPED, case))

    assert said["authorization-recipient"] == "pass"
    assert said["authorization-purpose"] == "fail"
    assert said["authorization-signed"] == "cannot be told"
    assert said["representative-authority"] == "does not apply"
    assert said["access-signed"] == "not for this kind of request"
    assert said["access-dates"] == "disabled"


def test_the_explanation_shows_how_fields_stand_and_never_what_they_say() -> None:
    case = a_case({"authorization.expires_on": present("2026-03-01", 0.97)})

    expired = next(one for one in rules.explain(SHIPPED, case) if one.rule == "expired")

    seen = expired.fields[0]
    assert (seen.name, seen.standing, seen.confidence) == ("authorization.expires_on", "present", 0.97)
    assert "2026-03-01" not in expired.model_dump_json()
    assert expired.cites.startswith("45 CFR 164.508(b)(2)")


def test_a_rule_explains_itself_in_words() -> None:
    said = rules.explain_rule(SHIPPED, "authorization-dates")

    lines = said.splitlines()
    assert re.fullmatch(r"authorization-dates \(\S+\.yaml:\d+\)", lines[0])
    assert lines[1:7] == [
        "The authorization says for which dates of service",
        "Source: 45 CFR 164.508(c)(1)(i): information described in a specific and meaningful fashion (federal law)",
        "For: every kind of request, when authorization_needed",
        "  that is: an authorization is needed",
        "On the paper: scope.start or scope.end or scope.all_dates or scope.open_ended or scope.periods",
        "If not: ask for scope.start, scope.end; cannot be told: review; nothing seen of it: review",
    ]
    assert lines[7].startswith("Example, pass: {")


def test_the_line_named_is_the_one_in_which_the_rule_begins() -> None:
    for rule in SHIPPED.rules:
        line = rules.line_of(SHIPPED, rule.id)
        assert line is not None
        assert SHIPPED.texts[SHIPPED.files[rule.id]].splitlines()[line - 1].strip() == f"- id: {rule.id}"


FULL = """
- id: minors-are-looked-at
  title: A minor's request is looked at by a person
  why: "Code of Virginia § 32.1-127.1:03"
  source: {url: "https://law.example/32.1-127.1", read_on: 2026-11-02}
  kinds: [patient_access]
  when: channel == "fax"
  then: set
  clock: {days: 15, counted: business}
  checklist: ["The parent's authority is on file."]
  verify: {identity: "by a copy of an identity card"}
  channels: [letter]
  owner: the privacy officer
  accounting: true
  examples:
    applies: [{channel: fax}]
    leaves: [{channel: email}]
"""


def test_all_that_a_rule_brings_with_it_is_told_with_its_source_and_the_day_it_was_read() -> None:
    ours = rules.load_texts({**SHIPPED.texts, "ours/minors.yaml": FULL})

    said = rules.explain_rule(ours, "minors-are-looked-at").splitlines()

    assert said[0] == "minors-are-looked-at (ours/minors.yaml:2)"
    assert said[2] == (
        "Source: Code of Virginia § 32.1-127.1:03 (state law); read on 2026-11-02 at https://law.example/32.1-127.1"
    )
    assert "Clock: 15 business days from the day of receipt" in said
    assert "To go through: The parent's authority is on file." in said
    assert "To be verified before release: identity: by a copy of an identity card" in said
    assert "Who answers for it: the privacy officer" in said
    assert "In the accounting of disclosures: yes" in said
    assert said[-2:] == ["Example, applies: {channel: fax}", "Example, leaves: {channel: email}"]


def test_a_rule_in_a_folder_that_is_switched_off_says_so() -> None:
    policy = SHIPPED.texts["policy.yaml"]
    off = (
        policy.replace("\nfolders:\n", "\nfolders:\n  ours: false\n")
        if "\nfolders:\n" in policy
        else f"{policy}\nfolders: {{ours: false}}\n"
    )
    ours = rules.load_texts({**SHIPPED.texts, "policy.yaml": off, "ours/minors.yaml": FULL})

    said = rules.explain_rule(ours, "minors-are-looked-at")

    assert "Not used: policy.yaml switches the folder ours off." in said


def test_what_a_finding_leads_to_is_told_with_its_sentence() -> None:
    case = a_case({"authorization.purpose": absent()})

    found = {one.rule: one for one in rules.explain(SHIPPED, case)}["authorization-purpose"]

    assert (found.effect, found.authority) == (Effect.ASK, "federal")
    assert found.why.startswith("The purpose")


def test_the_order_of_thought_ends_with_the_step_that_settles_the_case() -> None:
    complete = a_case()
    doubtful = a_case(doubts=("two patients on one paper",))
    again = a_case(match=Match(outcome=Outcome.DUPLICATE, relation=Relation.RESEND, of="R-2222-2222"))
    complaint = a_case(intent=Intent.COMPLAINT, intents=(Intent.COMPLAINT,), kind=Kind.OTHER)

    told = {
        case: [*rules.thoughts(SHIPPED, one)]
        for case, one in enumerate((complete, doubtful, again, complaint))
    }

    assert [len(steps) for steps in told.values()] == [4, 4, 2, 1]
    assert [[step.settled for step in steps] for steps in told.values()] == [
        [False, False, False, True],
        [False, False, True, False],
        [False, True],
        [True],
    ]
    assert "two patients on one paper" in told[1][2].said
    assert told[2][1].said[0].startswith("yes: resend of R-2222-2222")
    assert "settles it" in told[3][0].said[1]


@pytest.mark.parametrize("intent", list(Intent))
def test_the_rule_said_to_settle_a_case_is_the_one_that_does(intent: Intent) -> None:
    case = a_case(intent=intent, intents=(intent,), kind=Kind.OTHER)

    first = next(rules.thoughts(SHIPPED, case))

    settling = [said.partition(" settles it: ") for said in first.said if " settles it: " in said]
    titles = [title for _, _, title in settling]
    verdict = rules.judge(SHIPPED, case)
    assert titles in ([], [verdict.reasons[0]])
    assert first.settled is bool(titles) or verdict.decision is Decision.REVIEW


@pytest.mark.parametrize("rule_id", [rule.id for rule in SHIPPED.rules])
def test_every_rule_can_explain_itself_with_its_source(rule_id: str) -> None:
    rule = SHIPPED.rule(rule_id)
    assert rule is not None

    assert f"Source: {rule.text.why}" in rules.explain_rule(SHIPPED, rule_id)


def test_a_rule_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="no-such-rule"):
        rules.explain_rule(SHIPPED, "no-such-rule")
