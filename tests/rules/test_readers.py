"""The quick way to a condition's answer, held against Google's runtime on conditions nobody thought of."""

from datetime import date

import pytest
from cel_expr_python import cel
from hypothesis import given, settings
from support.any_case import CASES
from support.any_condition import CONDITIONS
from support.cases import a_case

import rules
from intake_daemon.model import Case
from rules.conditions.bindings import Bindings
from rules.conditions.expressions import Condition, Language

POLICY = rules.load(rules.SHIPPED).policy
LANGUAGE = Language(POLICY.house, frozenset({date(2026, 3, 3)}))


def compiled(text: str) -> Condition:
    condition = LANGUAGE.compile(text)
    assert isinstance(condition, Condition), (text, condition)
    return condition


def said_by_runtime(condition: Condition, names: Bindings) -> object:
    """Google's own answer; None for an error."""
    known = {name: value for name in condition.names if (value := names[name]) is not None}
    said = condition.program.eval(data=known)
    return said.value() if said.type() == cel.Type.BOOL else None


@settings(max_examples=300, deadline=None)
@given(CONDITIONS, CASES)
def test_the_quick_way_gives_the_answer_of_the_runtime(text: str, case: Case) -> None:
    condition = compiled(text)

    assert condition.ask(Bindings(case, POLICY), plainly=True) is condition.ask(Bindings(case, POLICY))


@settings(max_examples=300, deadline=None)
@given(CONDITIONS, CASES)
def test_a_value_is_known_to_the_quick_way_when_it_is_to_the_runtime(text: str, case: Case) -> None:
    condition, names = compiled(text), Bindings(case, POLICY)
    if condition.reader is None:
        return
    try:
        said = condition.reader(names)
    except rules.conditions.readers.FAULTS:
        return

    assert said_by_runtime(condition, names) is said


@pytest.mark.parametrize(
    "text",
    [
        "authorization_needed && !(authorization.expires_on.present && authorization.expires_on < received_on)",
        'scope.sensitive.exists(category, !(category in ["hiv", "substance_use"]))',
        "age_on(patient.dob, received_on) - 1 > house.oldest_age",
        'kind in ["treatment", "payment"] ? requestor_verified : known_form',
        'size(facility_names) > 0 && mentions(scope.text, ["any and all"])',
    ],
)
def test_what_rules_are_written_in_has_a_quick_way(text: str) -> None:
    assert compiled(text).reader is not None


WORDS = ("", "ab", "abcab", "cab", "Zürich", "zürich")
NUMBERS_TRIED = ("-7", "0", "2", "3", "9223372036854775807")


@pytest.mark.parametrize("pattern", ["contains", "startsWith", "endsWith"])
@pytest.mark.parametrize("left", WORDS)
@pytest.mark.parametrize("right", WORDS)
def test_every_function_of_texts_gives_what_the_runtime_gives(pattern: str, left: str, right: str) -> None:
    held_against_the_runtime(f'"{left}".{pattern}("{right}")')


@pytest.mark.parametrize("sign", ["==", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize("left", WORDS)
@pytest.mark.parametrize("right", WORDS)
def test_texts_are_ordered_as_the_runtime_orders_them(sign: str, left: str, right: str) -> None:
    held_against_the_runtime(f'"{left}" {sign} "{right}"')
    held_against_the_runtime(f'size("{left}") {sign} size("{right}")')
    held_against_the_runtime(f'("{left}" in ["ab", "{right}"]) {sign} true')


@pytest.mark.parametrize("sign", ["+", "-", "*"])
@pytest.mark.parametrize("left", NUMBERS_TRIED)
@pytest.mark.parametrize("right", NUMBERS_TRIED)
def test_numbers_are_counted_as_the_runtime_counts_them(sign: str, left: str, right: str) -> None:
    for compared in ("<", "==", ">"):
        held_against_the_runtime(f"{left} {sign} {right} {compared} 6")


def held_against_the_runtime(text: str) -> None:
    condition, names = compiled(text), Bindings(a_case(), POLICY)

    assert condition.reader is not None
    assert condition.ask(names, plainly=True) is condition.ask(names)


@pytest.mark.parametrize(
    "text",
    [
        "1 / 0 == 1",
        "true in [1, true, kind]",
        'patient.name.matches("x+")',
        "today.getFullYear() > 1",
        "1.5 > 1.0",
    ],
)
def test_what_python_may_see_otherwise_is_left_to_the_runtime(text: str) -> None:
    assert compiled(text).reader is None


def test_a_loop_leaves_the_names_outside_it_as_they_were() -> None:
    loop, names = compiled('["hiv"].exists(kind, kind == "hiv")'), Bindings(a_case(), POLICY)

    assert rules.conditions.expressions.Answer.YES is loop.ask(names)
    assert names["kind"] == "third_party_authorization"
