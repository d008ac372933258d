"""Conditions: what they see of a case, and what they say when something is not known."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.cases import a_case, absent, present, unreadable

import rules
from intake_daemon.model import FieldValue, Match, Outcome, Period, Relation, State
from rules.conditions import days
from rules.conditions.expressions import Answer, Condition
from rules.conditions.facility import matches_facility, mentions
from rules.conditions.standings import Standing, standing_of
from rules.judging.facts import Facts
from rules.judging.weigh import Result, weigh
from rules.ruleset import Rule, RuleSet
from rules.schema import Examples, RuleText, Then

SHIPPED = rules.load(rules.SHIPPED)


def ask(condition: str, fields: dict[str, FieldValue] | None = None, **given_facts: object) -> Answer:
    """Ask one condition of one case, with a rule set that holds nothing else."""
    compiled = SHIPPED.language.compile(condition)
    assert isinstance(compiled, Condition), compiled
    text = RuleText(
        id="asked",
        title="Asked in a test",
        why="House policy",
        when=condition,
        then=Then.SET,
        examples=Examples(),
    )
    only = RuleSet(SHIPPED.policy, (Rule(text, compiled),), "", SHIPPED.language)
    return Facts(only, a_case(fields, **given_facts)).ask(compiled)


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ("patient.dob == day('1971-04-09')", Answer.YES),
        ("patient.dob.present && !patient.dob.absent && !patient.dob.unsure", Answer.YES),
        ("age_on(patient.dob, received_on) == 54", Answer.YES),
        ("days_between(authorization.signed_on, received_on) == 10", Answer.YES),
        ("business_days_after(received_on, 5) == day('2026-03-09')", Answer.YES),
        ("'labs' in scope.record_types", Answer.YES),
        ("size(scope.sensitive) == 0", Answer.YES),
        ("authorization.signed", Answer.YES),
        ("kind == 'third_party_authorization' && language == 'en' && channel == 'fax'", Answer.YES),
        ("intent == 'records_request' && 'records_request' in intents", Answer.YES),
        ("received_on == today && requestor_reachable && !requestor_verified", Answer.YES),
        ("house.adult_age == 18", Answer.YES),
        ("match.known || match.outcome != ''", Answer.NO),
        ("patient.mrn.present || patient.mrn.absent || patient.mrn.unsure", Answer.NO),
    ],
)
def test_a_condition_sees_the_case(condition: str, answer: Answer) -> None:
    assert ask(condition) is answer


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ("authorization.purpose == 'claim'", Answer.UNSURE),
        ("!(authorization.purpose == 'claim')", Answer.UNSURE),
        ("authorization.purpose.present", Answer.UNSURE),
        ("authorization.purpose.unsure", Answer.YES),
        ("authorization.purpose.present || patient.name.present", Answer.YES),
        ("authorization.purpose.present && patient.name.absent", Answer.NO),
    ],
)
def test_what_depends_on_an_unreadable_field_cannot_be_told_and_nothing_else(
    condition: str, answer: Answer
) -> None:
    assert ask(condition, {"authorization.purpose": unreadable()}) is answer


@pytest.mark.parametrize(
    "condition", ["authorization.expires_on < received_on", "!(authorization.expires_on < received_on)"]
)
def test_comparing_a_value_that_is_not_on_the_paper_does_not_hold_either_way(condition: str) -> None:
    assert ask(condition, {"authorization.expires_on": absent()}) is Answer.NOTHING


def test_periods_are_seen_with_start_and_end() -> None:
    fields = {
        "scope.periods": present((Period(start="2025-01-01"), Period(start="2025-03-01", end="2025-04-01")))
    }

    assert ask("scope.periods.exists(p, p['start'] == '2025-03-01' && p['end'] != '')", fields) is Answer.YES


def test_a_match_is_known_only_when_it_is_sure() -> None:
    def match(outcome: Outcome) -> Match:
        return Match(outcome=outcome, relation=Relation.RESEND, of="r1")

    assert ask("match.known", match=match(Outcome.DUPLICATE)) is Answer.YES
    assert ask("match.known", match=match(Outcome.REVIEW)) is Answer.NO


@pytest.mark.parametrize(
    ("given_value", "standing"),
    [
        (None, Standing.UNJUDGED),
        (present("2025-01-01"), Standing.PRESENT),
        (present("2025-01-01", 0.90), Standing.PRESENT),
        (present("2025-01-01", 0.899), Standing.UNSURE),
        (present("01/02/2025"), Standing.UNSURE),
        (present(True), Standing.UNSURE),
        (FieldValue(state=State.PRESENT), Standing.UNSURE),
        (FieldValue(value="2025-01-01", state=State.CONFLICTING), Standing.UNSURE),
        (unreadable(), Standing.UNSURE),
        (absent(), Standing.ABSENT),
        (absent(0.5), Standing.UNSURE),
    ],
)
def test_a_field_stands_as_sure_as_it_was_read(given_value: FieldValue | None, standing: Standing) -> None:
    assert standing_of("patient.dob", given_value, 0.90) is standing


def test_an_unticked_box_and_an_empty_list_count_as_absent() -> None:
    assert standing_of("authorization.signed", present(False), 0.9) is Standing.ABSENT
    assert standing_of("scope.sensitive", present(()), 0.9) is Standing.ABSENT


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 3, 2), date(2026, 3, 2), 18),
    ],
)
def test_age_is_completed_years(born: date, day: date, age: int) -> None:
    assert days.age_on(born, day) == age


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 30))
def test_business_days_end_on_an_open_day_and_count_only_open_days(start: date, count: int) -> None:
    end = days.business_days_after(start, count)

    open_days = [
        d for d in range(start.toordinal() + 1, end.toordinal() + 1) if date.fromordinal(d).weekday() < 5
    ]
    assert end.weekday() < 5
    assert len(open_days) == count


def test_holidays_are_no_business_days() -> None:
    christmas = frozenset({date(2026, 12, 25)})

    assert days.business_days_after(date(2026, 12, 24), 1, christmas) == date(2026, 12, 28)
    assert days.last_business_day_until(date(2026, 12, 25), christmas) == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("text", "names", "matches"),
    [
        ("HARBOR CLINIC, 2 Quay Street", ["Harbor Clinic"], True),
        ("Harbor C1inic", ["Harbor Clinic"], True),
        ("Any physician, hospital or clinic", ["Harbor Clinic"], True),
        ("Cualquier hospital o médico", ["Harbor Clinic"], True),
        ("Clinic", ["Harbor Clinic"], False),
        ("Mill Road Dental", ["Harbor Clinic"], False),
        ("", ["Harbor Clinic"], False),
        ("all of my records", ["Harbor Clinic"], False),
    ],
)
def test_a_text_names_us_by_name_or_by_class(text: str, names: list[str], matches: bool) -> None:
    assert matches_facility(text, names) is matches


def test_the_version_changes_with_any_file_and_not_without(tmp_path: object) -> None:
    assert rules.load(rules.SHIPPED).version == SHIPPED.version
    assert len(SHIPPED.version) == 64


def test_templates_and_asked_fields_can_be_checked_before_anything_is_sent() -> None:
    assert {"clarification", "already_here", "status"} <= SHIPPED.templates
    assert {"authorization.signed", "patient.dob", "scope.start"} <= SHIPPED.askable


def test_business_days_between_undoes_business_days_after() -> None:
    holidays = frozenset({date(2026, 3, 6), date(2026, 3, 7)})
    for count in range(30):
        for start in (date(2026, 3, 2) + timedelta(days=n) for n in range(7)):
            end = days.business_days_after(start, count, holidays)

            assert days.business_days_between(start, end, holidays) == count


@pytest.mark.parametrize(
    ("text", "phrases", "said"),
    [
        ("Any and all records", ["any and all"], True),
        ("ANY   and ALL", ["any and all"], True),
        ("Many and all", ["any and all"], False),
        ("historia clínica", ["clinica"], True),
        ("labs", ["", "any"], False),
    ],
)
def test_mentions_finds_whole_words(text: str, phrases: list[str], said: bool) -> None:
    assert mentions(text, phrases) is said


SIGNED_LATELY = "days_between(authorization.signed_on, received_on) <= 180"


@pytest.mark.parametrize(("key", "condition"), [("check", SIGNED_LATELY), ("forbid", f"!({SIGNED_LATELY})")])
@pytest.mark.parametrize(
    ("signed_on", "result"),
    [
        (present("2026-02-20"), Result.PASS),
        (present("2025-02-20"), Result.FAIL),
        (absent(), Result.PASS),
        (unreadable(), Result.UNSURE),
    ],
    ids=["lately", "long-ago", "not-dated", "unreadable"],
)
def test_a_check_and_the_forbidding_of_its_opposite_are_one(
    key: str, condition: str, signed_on: FieldValue, result: Result
) -> None:
    texts, _ = rules.read_texts(rules.SHIPPED)
    texts["lately.yaml"] = (
        "- id: lately\n  title: It was signed lately\n  why: 'House policy: for a test'\n"
        f'  {key}: "{condition}"\n  field: authorization.signed_on\n  problem: It was signed long ago.\n'
        "  then: review\n  examples:\n    pass: [{authorization.signed_on: absent}]\n"
        "    fail: [{authorization.signed_on: 2020-01-01}]\n"
    )
    loaded = rules.load_texts(texts)
    rule = loaded.rule("lately")
    assert rule is not None

    assert weigh(rule, Facts(loaded, a_case({"authorization.signed_on": signed_on}))).result is result
