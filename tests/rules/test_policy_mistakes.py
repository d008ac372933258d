"""Figures of policy.yaml that cannot be, or cannot be meant, each with the sentence that says so."""

import pytest
from support.wrong_rules import AROUND, policy

import rules
from rules.files.policy_file import POLICY

RULE = """\
- id: a-rule
  title: The paper is in order
  why: "House policy: an example for tests"
  check: >-
    house.adult_age + house.rush_days + house.oldest_age + house.signature_age_days > 0 && patient.name.present
  field: patient.name
  problem: The name is missing.
  then: review
  examples: {pass: [{patient.name: Alma Quist}], fail: [{patient.name: absent}]}
"""
MISTAKES = [
    ("act_above: 0.90", "act_above: 1.9", "confidence.act_above: 1.9 is too large; 1 is the most."),
    ("hour: 14", "hour: 25", "escalation.hour: 25 is too large; 23 is the most."),
    ("priority: 1,", "priority: 0,", "0 is too small; 1 is the least."),
    ("{queue: records, review_queue: review, priority: 2, authorization: never",
     "{queue: recods, review_queue: review, priority: 2, authorization: never",
     "kinds.patient_access.queue: there is no queue recods. Did you mean records?"),
    ("clarify: {after_business_days: 10, to: records}", "clarify: {after_business_days: 10, to: recrods}",
     "escalation.clarify.to: there is no queue recrods. Did you mean records?"),
    ("escalate_to: supervisor", "escalate_to: supervisr",
     "queues.clinical.escalate_to: there is no queue supervisr. Did you mean supervisor?"),
    ("authorization: never, ask: always", "authorization: nevr, ask: always",
     "nevr is not one of: always, never, if_verified or unless_verified. Did you mean never?"),
    ("second_reminder_days: 12", "second_reminder_days: 4",
     "the days must rise: first_reminder_days, second_reminder_days, give_up_days."),
    ("target_days: 10,", "target_days: 999999,", "are more than a hundred years"),
    ("holidays: []", "holidays: Christmas", "holidays: a list is wanted here; for a single item write [Christmas]."),
    ("holidays: []", "holidays: [Christmas]", "a day is wanted here, written as 2026-12-25; Christmas is none."),
    ("holidays: []", "holidays: [25.12.2026]", "written as 2026-12-25; 25.12.2026 is none."),
    ("holidays: []", "holidays: [2026-12-32]", "2026-12-32 looks like a day or a number and is none."),
    ("adult_age: 18", "adult_age: eighteen", "a whole number is wanted here; eighteen is none."),
    ("adult_age: 18", "adult_age: 18.5", "a whole number is wanted here; 18.5 is none."),
    ("adult_age: 18", "adult_age: 2000000000", "is too large to be counted with."),
    ("already_here_template: already_here", "already_here_template: alredy_here",
     "there is no message template alredy_here. Did you mean already_here?"),
    ("repeat_after_days: 14", "repeat_after_day: 14",
     "there is no key repeat_after_day. Did you mean repeat_after_days?"),
    ("  - patient.dob\n", "  - patient.dbo\n", "there is no field patient.dbo. Did you mean patient.dob?"),
]  # fmt: skip
WARNINGS = [
    ("act_above: 0.90", "act_above: 0.3", "from 0.3 on counts as sure what is wrong more often than right."),
    ("kind_above: 0.90", "kind_above: 1", "nearly all goes to a person."),
    ("fields: {}", "fields: {patient.dob: 0.1}", "from 0.1 on counts as sure"),
    ("legal_days: 30", "legal_days: 45", "gives 30 days from receipt, and no more."),
    ("target_days: 10", "target_days: 31", "the aim is later than the law allows"),
    ("billing: {owner: billing office}", "biling: {owner: billing office}", "nothing ever goes to the queue biling."),
    ("adult_age: 18", "adult_age: 18\n  unused: 3", "no condition reads house.unused."),
]  # fmt: skip


def changed(old: str, new: str) -> tuple[rules.RuleProblem, ...]:
    """What is said of the policy after one change in it, besides what is said of it unchanged."""
    before = policy()
    assert old in before
    texts = {POLICY: before.replace(old, new, 1), "rules.yaml": RULE}
    usual = {problem.message for problem in rules.check_texts({**texts, POLICY: before}, AROUND)}
    return tuple(one for one in rules.check_texts(texts, AROUND) if one.message not in usual)


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES)
def test_a_figure_that_cannot_be_is_a_mistake_with_its_place(old: str, new: str, said: str) -> None:
    told = rules.mistakes(changed(old, new))

    assert any(said in problem.render() for problem in told), [problem.render() for problem in told]
    assert {(problem.file, problem.line > 0) for problem in told} == {(POLICY, True)}


@pytest.mark.parametrize(("old", "new", "said"), WARNINGS)
def test_a_figure_that_can_hardly_be_meant_is_a_warning(old: str, new: str, said: str) -> None:
    told = changed(old, new)

    assert rules.mistakes(told) == ()
    assert any(said in problem.render() for problem in told), [problem.render() for problem in told]


def test_an_example_that_only_the_house_s_own_figures_turn_is_a_warning() -> None:
    unsure = RULE.replace(
        "fail: [", "unsure: [{patient.name: {value: Alma Quist, confidence: 0.7}}], fail: ["
    )
    texts = {POLICY: policy().replace("act_above: 0.90", "act_above: 0.6"), "rules.yaml": unsure}

    (told,) = (one for one in rules.check_texts(texts, AROUND) if one.file == "rules.yaml")

    assert told.warning
    assert "with the confidence that is usual it would" in told.message
