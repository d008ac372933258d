"""How much is done to judge one case: counted, not timed, so that a busy machine does not matter."""

import sys
from collections import Counter
from types import FrameType

import pytest
from support.cases import a_case, absent, present, unreadable

import rules
from intake_daemon.model import Case, Intent, Kind

SHIPPED = rules.load(rules.SHIPPED)

CASES = {
    "complete": a_case(),
    "one missing": a_case({"authorization.purpose": absent()}),
    "unreadable": a_case({"authorization.signed_on": unreadable()}),
    "sensitive": a_case({"scope.sensitive": present(("hiv",))}),
    "access": a_case(kind=Kind.PATIENT_ACCESS),
    "treatment": a_case(kind=Kind.TREATMENT, requestor_verified=True),
    "complaint": a_case(intent=Intent.COMPLAINT, intents=(Intent.COMPLAINT,)),
    "nothing seen": a_case().model_copy(update={"fields": {}}),
}


def work(case: Case) -> Counter[str]:
    """What is called to judge a case: `python` for all functions, and every built-in one by its name."""
    rules.judge(SHIPPED, case)  # a plan is made for the first case in its circumstances
    counted: Counter[str] = Counter()

    def count(_frame: FrameType, event: str, called: object) -> None:
        counted["python"] += event == "call"
        if event == "c_call":
            counted[str(getattr(called, "__name__", ""))] += 1

    sys.setprofile(count)
    try:
        rules.judge(SHIPPED, case)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_no_condition_of_the_shipped_rules_is_sent_to_the_runtime(case: Case) -> None:
    assert work(case)["eval"] == 0


def test_the_runtime_is_counted_when_it_is_asked() -> None:
    rule = next(rule for rule in SHIPPED.rules if rule.when)
    assert rule.when is not None
    counted: Counter[str] = Counter()

    def count(_frame: FrameType, event: str, called: object) -> None:
        counted[str(getattr(called, "__name__", ""))] += event == "c_call"

    sys.setprofile(count)
    try:
        rule.when.program.eval(data={})
    finally:
        sys.setprofile(None)

    assert counted["eval"] == 1


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_judging_calls_few_functions_for_each_rule(case: Case) -> None:
    assert work(case)["python"] <= 10 * len(SHIPPED.rules)


@pytest.mark.parametrize("case", [CASES["complete"], CASES["access"]], ids=["complete", "access"])
def test_of_a_complete_case_few_rules_are_weighed_in_full(case: Case) -> None:
    from rules.judging.facts import Facts

    heard = Facts(SHIPPED, case).worth_weighing(lambda plan: plan.finding)

    assert len(heard) <= len(SHIPPED.rules) / 10


def test_a_message_about_something_else_is_decided_without_looking_at_rules_for_requests() -> None:
    assert work(CASES["complaint"])["python"] <= work(CASES["complete"])["python"] / 2
