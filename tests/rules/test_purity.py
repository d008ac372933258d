"""Judging is a function of the rules and the case: no clock, no file, nothing remembered, nothing edited."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.any_case import ANY_CASE
from support.cases import a_case, absent

import rules
from intake_daemon.model import Case

SHIPPED = rules.load(rules.SHIPPED)
TEXTS, _ = rules.read_texts(rules.SHIPPED)

CLOCKS = {"now", "today", "utcnow", "time", "time_ns", "monotonic", "perf_counter", "localtime", "gmtime"}
OUTSIDE = {"open", "read", "write", "connect", "send", "recv", "listdir", "scandir", "stat", "system", "fork"}
CHANCE = {"random", "getrandbits", "urandom", "randint"}

Hook = Callable[[FrameType, str, object], None]


@contextmanager
def watched(hook: Hook) -> Iterator[None]:
    """Have every call of a built-in function and of Python's own pass by."""
    before = sys.getprofile()
    sys.setprofile(hook)
    try:
        yield
    finally:
        sys.setprofile(before)


def calls_of(work: Callable[[], object]) -> set[str]:
    """The names of all built-in functions called, by anybody but hypothesis when memory is tidied up."""
    seen: set[str] = set()

    def note(frame: FrameType, event: str, called: object) -> None:
        if event == "c_call" and not str(frame.f_globals["__name__"]).startswith("hypothesis"):
            seen.add(str(getattr(called, "__name__", "")))

    with watched(note):
        work()
    return seen


@settings(max_examples=60, deadline=None)
@given(ANY_CASE)
def test_judging_asks_no_clock_and_nothing_outside_and_leaves_nothing_to_chance(case: Case) -> None:
    called = calls_of(lambda: rules.judge(SHIPPED, case))

    assert set() == called & (CLOCKS | OUTSIDE | CHANCE)


@pytest.mark.parametrize("forbidden", ["now", "open"])
def test_a_clock_or_a_file_would_be_noticed(forbidden: str) -> None:
    from datetime import UTC, datetime

    does = {"now": lambda: datetime.now(UTC), "open": lambda: open(__file__).close()}

    assert forbidden in calls_of(does[forbidden])


@settings(max_examples=60, deadline=None)
@given(ANY_CASE, st.lists(ANY_CASE, min_size=1, max_size=3))
def test_what_was_judged_before_does_not_matter(case: Case, others: list[Case]) -> None:
    alone = rules.judge(fresh(), case)
    for other in others:
        rules.judge(SHIPPED, other)

    assert alone == rules.judge(SHIPPED, case)


def fresh() -> rules.RuleSet:
    """The shipped rules with nothing remembered."""
    return rules.RuleSet(SHIPPED.policy, SHIPPED.rules, SHIPPED.version, SHIPPED.language, SHIPPED.files)


@settings(max_examples=60, deadline=None)
@given(ANY_CASE)
def test_nothing_of_a_case_is_edited(case: Case) -> None:
    before = case.model_dump_json()

    rules.judge(SHIPPED, case)

    assert before == case.model_dump_json()


@pytest.fixture(scope="module")
def elsewhere() -> rules.RuleSet:
    """The shipped rules in files of other names, the last first."""
    moved = {}
    for place, (name, text) in enumerate(TEXTS.items()):
        folder, slash, last = name.rpartition("/")
        keeps_its_name = last in ("policy.yaml", rules.MATCHING)
        moved[name if keeps_its_name else f"{folder}{slash}{9999 - place}-{last}"] = text
    return rules.load_texts(dict(reversed(moved.items())))


@pytest.mark.parametrize(
    "case",
    [
        a_case(),
        a_case({"authorization.purpose": absent(), "patient.dob": absent()}),
        a_case({"scope.end": absent(), "authorization.signed_on": absent()}, kind="treatment"),
    ],
)
def test_it_does_not_matter_in_which_file_a_rule_stands(elsewhere: rules.RuleSet, case: Case) -> None:
    assert SHIPPED.version != elsewhere.version
    assert rules.judge(SHIPPED, case) == rules.judge(elsewhere, case)
