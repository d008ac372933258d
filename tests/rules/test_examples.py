"""The examples in the rule files are the tests of the rules."""

import pytest

import rules
from rules.judging.examples import Expected, case_of, examples_of, run_example
from rules.ruleset import Rule
from rules.schema import Example

SHIPPED = rules.load(rules.SHIPPED)
ALL = [(rule, *example) for rule in SHIPPED.rules for example in examples_of(rule)]


@pytest.mark.parametrize(
    ("rule", "claim", "number", "example"), ALL, ids=[f"{r.id}-{c.word}-{n}" for r, c, n, _ in ALL]
)
def test_every_example_comes_out_as_it_says(
    rule: Rule, claim: Expected, number: int, example: Example
) -> None:
    assert run_example(SHIPPED, rule, claim, number, example) is None


@pytest.mark.parametrize(("rule", "claim", "number", "example"), ALL[::7])
def test_an_example_under_the_wrong_heading_is_told(
    rule: Rule, claim: Expected, number: int, example: Example
) -> None:
    opposite = {
        Expected.PASS: Expected.FAIL,
        Expected.FAIL: Expected.PASS,
        Expected.UNSURE: Expected.PASS,
        Expected.APPLIES: Expected.LEAVES,
        Expected.LEAVES: Expected.APPLIES,
    }[claim]

    failure = run_example(SHIPPED, rule, opposite, number, example)

    assert failure is not None
    assert (rule.id, opposite.word, number) == (failure.rule, failure.expected, failure.number)


def test_running_all_examples_finds_no_failure_in_the_shipped_rules() -> None:
    assert rules.run_examples(SHIPPED) == ()


def test_an_example_with_a_misspelt_name_is_told_and_does_not_stop_the_others() -> None:
    rule = SHIPPED.rule("expired")
    assert rule is not None

    failure = run_example(SHIPPED, rule, Expected.PASS, 1, {"authorization.expires": "2026-01-01"})

    assert failure is not None
    assert "this example is no case" in failure.got


def test_a_short_example_stands_for_a_whole_case() -> None:
    case = case_of(
        {
            "kind": "payment",
            "patient.dob": {"value": "1971-04-09", "confidence": 0.5},
            "authorization.signed": "absent",
            "match": {"of": "r1"},
        }
    )

    assert case.kind == "payment"
    assert (case.fields["patient.dob"].value, case.fields["patient.dob"].confidence) == ("1971-04-09", 0.5)
    assert case.fields["authorization.signed"].state == "absent"
    assert case.match is not None
    assert (case.match.outcome, case.match.relation, case.match.of) == ("duplicate", "resend", "r1")
