"""What must hold for every case, not only for those somebody thought of."""

import dataclasses
import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.cases import RECEIVED, a_case, absent, complete_authorization, without

import rules
from intake_daemon.model import (
    CATALOGUE,
    Case,
    Decision,
    Effect,
    FieldSpec,
    FieldValue,
    Intent,
    Kind,
    Match,
    Outcome,
    Period,
    Relation,
    State,
    Value,
)
from rules.facts import Facts
from rules.judge import findings
from rules.weigh import finding

SHIPPED = rules.load(rules.SHIPPED)

DAYS = st.dates(date(2015, 1, 1), date(2030, 1, 1)).map(date.isoformat)
WORDS = st.sampled_from(["Alma Quist", "Harbor Clinic", "hiv", "x", " "])
VALUES: dict[str, st.SearchStrategy[Value]] = {
    "date": st.one_of(DAYS, st.just("13/45/2020")),
    "bool": st.booleans(),
    "list": st.lists(WORDS, max_size=2).map(tuple),
    "periods": st.just((Period(start="2025-01-01"),)),
}


def field_values(spec: FieldSpec) -> st.SearchStrategy[FieldValue]:
    present = st.builds(
        FieldValue,
        value=VALUES.get(spec.type, WORDS),
        state=st.sampled_from([State.PRESENT, State.CONFLICTING]),
        confidence=st.sampled_from([0.5, 0.89, 0.9, 0.99]),
    )
    missing = st.builds(
        FieldValue,
        state=st.sampled_from([State.ABSENT, State.UNREADABLE]),
        confidence=st.sampled_from([0.5, 0.9, 1.0]),
    )
    return st.one_of(present, missing)


FIELDS = st.fixed_dictionaries({}, optional={spec.name: field_values(spec) for spec in CATALOGUE})
MATCHES = st.one_of(
    st.none(),
    st.builds(
        Match,
        outcome=st.sampled_from(Outcome),
        relation=st.sampled_from(Relation),
        of=st.sampled_from([None, "r1"]),
    ),
)
CASES = st.builds(
    Case,
    kind=st.sampled_from(Kind),
    kind_confidence=st.sampled_from([0.5, 1.0]),
    intents=st.lists(st.sampled_from(Intent), min_size=1, max_size=2).map(tuple),
    fields=FIELDS,
    received_on=st.just(RECEIVED),
    today=st.just(RECEIVED),
    requestor_verified=st.booleans(),
    requestor_reachable=st.booleans(),
    facility_names=st.sampled_from([(), ("Harbor Clinic",)]),
    match=MATCHES,
)


@settings(max_examples=150, deadline=None)
@given(CASES)
def test_every_case_gets_one_verdict_with_a_reason_and_the_case_is_not_edited(case: Case) -> None:
    before = case.model_dump_json()

    verdict = rules.judge(SHIPPED, case)

    assert verdict.reasons
    assert verdict == rules.judge(SHIPPED, case)
    assert before == case.model_dump_json()


@settings(max_examples=60, deadline=None)
@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_the_rules_does_not_change_the_verdict(case: Case, chance: random.Random) -> None:
    shuffled = list(SHIPPED.rules)
    chance.shuffle(shuffled)
    other = dataclasses.replace(SHIPPED, rules=tuple(shuffled))

    first, second = rules.judge(SHIPPED, case), rules.judge(other, case)

    assert set(first.findings) == set(second.findings)
    assert (first.decision, first.asks, first.queue) == (second.decision, second.asks, second.queue)


@settings(max_examples=150, deadline=None)
@given(CASES)
def test_only_what_is_surely_absent_or_surely_wrong_is_asked_for(case: Case) -> None:
    for found in rules.judge(SHIPPED, case).findings:
        if found.effect is Effect.ASK:
            given_value = case.fields[found.field]
            assert given_value.state in (State.ABSENT, State.PRESENT)
            assert given_value.confidence >= 0.9


@settings(max_examples=150, deadline=None)
@given(CASES)
def test_asking_and_enqueueing_never_rest_on_a_doubtful_key_field(case: Case) -> None:
    verdict = rules.judge(SHIPPED, case)
    if verdict.decision in (Decision.ENQUEUE, Decision.CLARIFY):
        for name in SHIPPED.policy.key_fields:
            read = case.fields.get(name)
            assert read is None or (read.confidence >= 0.9 and read.state in (State.PRESENT, State.ABSENT))


@settings(max_examples=150, deadline=None)
@given(CASES)
def test_looking_at_many_rules_in_one_go_finds_what_each_finds_by_itself(case: Case) -> None:
    facts = Facts(SHIPPED, case)
    one_by_one = tuple(
        found
        for rule in SHIPPED.rules
        if rule.finds and rule.is_for(case.kind) and (found := finding(rule, facts))
    )

    assert findings(facts) == one_by_one


@pytest.mark.parametrize("name", sorted(complete_authorization()))
@pytest.mark.parametrize("confidence", [0.0, 0.5, 0.89])
def test_an_unreadable_field_never_leads_to_a_question(name: str, confidence: float) -> None:
    for state in (State.UNREADABLE, State.CONFLICTING, State.ABSENT):
        case = a_case({name: FieldValue(state=state, confidence=confidence)})

        assert rules.judge(SHIPPED, case).decision != Decision.CLARIFY


NEEDED = {
    Kind.THIRD_PARTY_AUTHORIZATION: [
        "patient.name",
        "patient.dob",
        "authorization.recipient.organization",
        "authorization.purpose",
        "authorization.expires_on",
        "authorization.signed",
        "authorization.signed_on",
    ],
    Kind.PATIENT_ACCESS: ["patient.name", "patient.dob", "authorization.signed"],
}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in NEEDED.items() for name in names])
def test_a_complete_request_that_loses_a_needed_field_is_not_enqueued(kind: Kind, name: str) -> None:
    assert rules.judge(SHIPPED, a_case(kind=kind)).decision == Decision.ENQUEUE
    assert rules.judge(SHIPPED, without(name, kind=kind)).decision != Decision.ENQUEUE
    assert rules.judge(SHIPPED, a_case({name: absent()}, kind=kind)).decision != Decision.ENQUEUE


@settings(max_examples=60, deadline=None)
@given(CASES)
def test_no_word_of_a_verdict_comes_from_a_value_on_the_paper(case: Case) -> None:
    secret = {
        name: FieldValue(value="Zanzibarova", state=State.PRESENT)
        for name in complete_authorization()
        if name.startswith(("patient", "authorization.recipient"))
    }
    marked = case.model_copy(update={"fields": {**case.fields, **secret}})

    assert "Zanzibarova" not in rules.judge(SHIPPED, marked).model_dump_json()
    assert "Zanzibarova" not in str(rules.explain(SHIPPED, marked))
