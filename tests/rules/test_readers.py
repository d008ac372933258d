"""The quick way to a condition's answer, held against Google's runtime on conditions nobody thought of."""

from datetime import date

import pytest
from cel_expr_python import cel
from hypothesis import given, settings
from hypothesis import strategies as st
from support.any_case import CASES
from support.cases import a_case

import rules
from intake_daemon.model import Case
from rules.bindings import Bindings
from rules.expressions import Condition, Language

POLICY = rules.load(rules.SHIPPED).policy
LANGUAGE = Language(POLICY.house, frozenset({date(2026, 3, 3)}))

one_of = st.sampled_from
TEXTS = one_of(
    ["patient.name", "requestor.phone", "authorization.discloser", "kind", "channel", '"hiv"', '"x"', '""']
)
DATES = one_of(
    ["patient.dob", "scope.start", "authorization.signed_on", "received_on", "today", 'day("2020-02-29")']
)
LISTS = one_of(
    ["scope.sensitive", "patient.other_names", "intents", "facility_names", '["hiv", "x"]', "[kind]"]
)
STANDS = one_of(["present", "absent", "unsure", "unreadable", "conflicting", "unjudged"])
OF = one_of(["patient.name", "patient.dob", "authorization.signed", "scope.sensitive", "scope.periods"])
COMPARED = one_of(["==", "!=", "<", "<=", ">", ">="])


def written(pattern: str, **parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A piece of a condition, its parts drawn."""
    return st.builds(lambda **drawn: pattern.format(**drawn), **parts)


NUMBERS = st.one_of(
    one_of(["0", "-3", "house.adult_age", "9223372036854775807"]),
    written("age_on({a}, {b})", a=DATES, b=DATES),
    written("days_between({a}, {b})", a=DATES, b=DATES),
    written("business_days_between({a}, {b})", a=DATES, b=DATES),
    written("size({a})", a=st.one_of(TEXTS, LISTS)),
    written("{a}.size()", a=LISTS),
)
SUMS = st.one_of(NUMBERS, written("({a} {sign} {b})", a=NUMBERS, sign=one_of("+-*/%"), b=NUMBERS))
PLAIN = st.one_of(
    one_of(["true", "false", "authorization.signed", "authorization_needed", "match.known", "known_form"]),
    written("{field}.{stands}", field=OF, stands=STANDS),
    written("{a} {sign} {b}", a=DATES, sign=COMPARED, b=DATES),
    written("{a} {sign} {b}", a=TEXTS, sign=COMPARED, b=TEXTS),
    written("{a} {sign} {b}", a=SUMS, sign=COMPARED, b=SUMS),
    written("{a} == {b}", a=LISTS, b=LISTS),
    written("{a} in {b}", a=TEXTS, b=LISTS),
    written(
        "{a}.{does}({b})", a=TEXTS, does=one_of(["contains", "startsWith", "endsWith", "matches"]), b=TEXTS
    ),
    written("{a}.getFullYear() > 2019", a=DATES),
    written("day({a}) > {b}", a=TEXTS, b=DATES),
    written("business_days_after({a}, 3) > {b}", a=DATES, b=DATES),
    written("{a} - {b} > duration('24h')", a=DATES, b=DATES),
    written("matches_facility({a}, {b})", a=TEXTS, b=LISTS),
    written("mentions({a}, {b})", a=TEXTS, b=LISTS),
    written("{a} in [1, true, kind]", a=one_of(["authorization.signed", "kind", "known_form"])),
    one_of(['scope.periods.exists(p, p["end"] == "")', 'scope.periods.exists(p, p.start > "2025")']),
)


def _larger(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        written("({a}) {sign} ({b})", a=parts, sign=one_of(["&&", "||", "==", "!="]), b=parts),
        written("!({a})", a=parts),
        written("({a}) ? ({b}) : ({c})", a=parts, b=parts, c=parts),
        written(
            "{over}.{macro}({item}, {item} {sign} {b} || ({a}))",
            over=LISTS,
            macro=one_of(["exists", "all", "exists_one"]),
            item=one_of(["x", "kind", "channel"]),
            sign=COMPARED,
            b=TEXTS,
            a=parts,
        ),
        written("{over}.filter(x, {a}).map(y, size(y)).exists(z, z > {n})", over=LISTS, a=parts, n=NUMBERS),
    )


CONDITIONS = st.recursive(PLAIN, _larger, max_leaves=8)


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
    except rules.readers.FAULTS:
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

    assert rules.expressions.Answer.YES is loop.ask(names)
    assert names["kind"] == "third_party_authorization"
