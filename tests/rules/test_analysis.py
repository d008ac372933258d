"""What analysis claims of rules is true of every case: on conditions and cases nobody thought of."""

import dataclasses
from collections.abc import Iterable, Iterator

import pytest
import z3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.any_case import CASES
from support.any_condition import CONDITIONS as ANY
from support.any_condition import TIGHT
from support.few_cases import few_cases

import rules
from intake_daemon.model import Case, Kind
from parsers.fields.lexicon import options
from parsers.lexicon import mapping
from rules.analysis import Remark, remarks
from rules.analysis.conduct import Conduct
from rules.analysis.meaning import Meanings
from rules.analysis.world import World
from rules.conditions.expressions import Condition
from rules.conditions.words import READ_AS
from rules.judging.facts import Facts
from rules.judging.weigh import Result, weigh
from rules.ruleset import Rule, RuleSet
from rules.schema import Examples, RuleText, Then

SHIPPED = rules.load(rules.SHIPPED)
FEW = few_cases()
FOUND_WRONG = "this can never go wrong"
NEVER = ("the rule can never apply", "can never hold, so")
CONDITIONS = st.one_of(ANY, TIGHT)
KINDS = st.lists(st.sampled_from(Kind), max_size=2, unique=True).map(tuple)


def compiled(text: str) -> Condition:
    made = SHIPPED.language.compile(text)
    assert isinstance(made, Condition), made
    return made


def rule_of(name: str, when: str | None = None, check: tuple[str, str] | None = None, **more: object) -> Rule:
    """A rule of these conditions; `check` is the key and its condition."""
    given = {"when": when, check[0]: check[1]} if check else {"when": when}
    text = RuleText.model_construct(
        **{key: info.get_default(call_default_factory=True) for key, info in RuleText.model_fields.items()}
        | {
            "id": name,
            "title": "All is well",
            "why": "House policy: a test",
            "then": Then.REVIEW,
            "examples": Examples(),
        }
        | given
        | more
    )
    return Rule(text, compiled(when) if when else None, (compiled(check[1]),) if check else ())


def set_of(*some: Rule) -> RuleSet:
    return dataclasses.replace(SHIPPED, rules=some)


def said_of(*some: Rule) -> list[Remark]:
    return list(remarks(set_of(*some)))


def results(rule: Rule, among: RuleSet, cases: Iterable[Case] = FEW) -> set[Result]:
    """Everything that a rule makes of the cases."""
    return {weigh(rule, Facts(among, case)).result for case in cases}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(TIGHT, KINDS)
def test_a_rule_that_some_case_reaches_is_never_called_unreachable(
    text: str, kinds: tuple[Kind, ...]
) -> None:
    rule = rule_of("a-rule", text, kinds=kinds)

    if any(words in remark.message for remark in said_of(rule) for words in NEVER):
        assert Result.APPLIES not in results(rule, set_of(rule))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(TIGHT, st.sampled_from(["check", "forbid"]))
def test_a_check_that_some_case_fails_is_never_said_to_find_nothing(text: str, key: str) -> None:
    rule = rule_of("a-rule", None, (key, text), field="patient.name", problem="It is wrong.")

    if any(FOUND_WRONG in remark.message for remark in said_of(rule)):
        assert Result.FAIL not in results(rule, set_of(rule))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(CONDITIONS, st.lists(CASES, min_size=6, max_size=6))
def test_what_a_case_does_is_possible_in_the_world_of_all_cases(text: str, cases: list[Case]) -> None:
    rule = rule_of("a-rule", text)
    world = World(set_of(rule))
    conduct = Conduct(rule, world, Meanings(world))
    made = results(rule, set_of(rule), [*cases, *FEW])

    if Result.APPLIES in made:
        assert not world.never(conduct.applies)
    if Result.NOT_APPLICABLE in made or Result.UNSURE in made:
        assert not world.never(z3.Not(conduct.applies))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(TIGHT, TIGHT)
def test_a_rule_that_wins_somewhere_is_never_said_to_be_beaten(one: str, two: str) -> None:
    first = rule_of("first", one, then=Then.ROUTE, queue="records", priority=1)
    second = rule_of("second", two, then=Then.ROUTE, queue="privacy", priority=2)
    both = set_of(first, second)

    if any("never takes effect" in remark.message for remark in said_of(first, second)):
        for case in FEW:
            facts = Facts(both, case)
            applying = [rule.id for rule in (first, second) if weigh(rule, facts).result is Result.APPLIES]
            assert applying != ["second"]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(TIGHT, TIGHT)
def test_rules_that_one_case_satisfies_both_are_never_said_to_contradict_each_other(
    one: str, two: str
) -> None:
    first = rule_of("first", None, ("check", one), field="patient.name", problem="It is wrong.")
    second = rule_of("second", None, ("forbid", two), field="patient.name", problem="It is wrong.")
    both = set_of(first, second)

    if any("no paper can satisfy both" in remark.message for remark in said_of(first, second)):
        for case in FEW:
            facts = Facts(both, case)
            assert {weigh(rule, facts).result for rule in (first, second)} != {Result.PASS}


def dead(*some: Rule) -> Iterator[tuple[str, str]]:
    for remark in said_of(*some):
        yield remark.rule, remark.key


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("authorization_needed", (Kind.PATIENT_ACCESS,)),
        ('kind == "subpoena"', (Kind.TREATMENT,)),
        ('kind == "subpoena" && kind == "treatment"', ()),
        ("patient.dob.present && patient.dob.absent", ()),
        ("authorization.signed && authorization.signed.absent", ()),
        ("authorization.signed_on < scope.start && scope.start < authorization.signed_on", ()),
        ("days_between(scope.start, scope.end) > 30 && days_between(scope.start, scope.end) < 20", ()),
        ("days_between(scope.start, scope.end) > 5 && scope.end < scope.start", ()),
        ("age_on(patient.dob, received_on) > 90 && patient.dob > day(\"2000-01-01\") && received_on < today"
         " && today < day(\"2030-01-01\")", ()),
        ("business_days_after(received_on, 5) < received_on", ()),
        ('size(scope.sensitive) == 0 && "hiv" in scope.sensitive', ()),
        ('match.known && match.outcome == "review"', ()),
        ("house.adult_age > 21", ()),
        ("authorization_needed && requestor_verified", (Kind.TREATMENT,)),
        ('authorization.purpose == ""', ()),
    ],
)  # fmt: skip
def test_a_condition_that_never_holds_is_told(text: str, kinds: tuple[Kind, ...]) -> None:
    assert list(dead(rule_of("a-rule", text, kinds=kinds))) == [("a-rule", "when")]


@pytest.mark.parametrize(
    "text",
    [
        "authorization_needed",
        "age_on(patient.dob, received_on) < house.adult_age",
        'authorization.purpose.contains("disability") && !authorization.purpose.contains("claim")',
        "days_between(authorization.signed_on, received_on) > 180",
        'scope.sensitive.exists(one, one == "hiv") && size(scope.sensitive) == 1',
        "scope.start > scope.end || scope.start > received_on",
        "authorization.signed_on.unreadable || authorization.signed_on.conflicting",
        '(received_on - authorization.signed_on) > duration("36h")',
        "size(scope.sensitive) > 1 && house.oldest_age / (size(scope.sensitive) - 1) > 3",
    ],
)
def test_nothing_is_said_of_a_condition_that_holds_now_and_then(text: str) -> None:
    assert said_of(rule_of("a-rule", text)) == []


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(TIGHT, TIGHT)
def test_a_check_that_finds_something_somewhere_is_never_said_not_to_get_its_turn(one: str, two: str) -> None:
    settling = rule_of("settling", one, then=Then.ROUTE, queue="records", priority=1)
    check = rule_of(
        "a-check", two, ("check", "patient.name.present"), field="patient.name", problem="It is wrong."
    )
    both = set_of(settling, check)

    if any(" checked" in remark.message for remark in said_of(settling, check)):
        for case in FEW:
            assert "a-check" not in {found.rule for found in rules.judge(both, case).findings}


def test_a_check_of_messages_that_are_never_checked_is_told() -> None:
    check = ("check", "patient.name.present")
    complaint = rule_of(
        "a-check", 'intent == "complaint"', check, field="patient.name", problem="It is wrong."
    )
    settled = rule_of("settling", "requestor_verified", then=Then.ROUTE, queue="records")
    verified = rule_of("a-check", "known_requestor", check, field="patient.name", problem="It is wrong.")

    assert ["only messages that want records" in one.message for one in said_of(complaint)] == [True]
    assert [
        "settled before it is checked, by settling" in one.message for one in said_of(settled, verified)
    ] == [True]


def test_words_that_reading_gives_are_those_that_rules_may_compare() -> None:
    for field, words in READ_AS.items():
        if field in options():
            assert {word for word, _ in options()[field]} == set(words)
    assert set(mapping("requestors")) <= set(READ_AS["requestor.kind"])
