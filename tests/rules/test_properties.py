"""What must hold for every case, not only for those somebody thought of."""

import dataclasses
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.any_case import ANY_CASE, CASES, NEARLY_COMPLETE
from support.cases import a_case, absent, complete_authorization, without

import rules
from intake_daemon.model import (
    Case,
    Decision,
    Effect,
    FieldValue,
    Kind,
    State,
)

SHIPPED = rules.load(rules.SHIPPED)
PLAIN = dataclasses.replace(SHIPPED, plainly=True)


@settings(max_examples=150, deadline=None)
@given(CASES)
def test_every_case_gets_one_verdict_with_a_reason_and_the_case_is_not_edited(case: Case) -> None:
    before = case.model_dump_json()

    verdict = rules.judge(SHIPPED, case)

    assert verdict.reasons
    assert verdict == rules.judge(SHIPPED, case)
    assert before == case.model_dump_json()


@settings(max_examples=60, deadline=None)
@given(ANY_CASE, st.randoms(use_true_random=False))
def test_the_order_of_the_rules_does_not_change_the_verdict(case: Case, chance: random.Random) -> None:
    shuffled = list(SHIPPED.rules)
    chance.shuffle(shuffled)
    other = dataclasses.replace(SHIPPED, rules=tuple(shuffled))

    assert rules.judge(SHIPPED, case) == rules.judge(other, case)


@settings(max_examples=150, deadline=None)
@given(ANY_CASE)
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


@settings(max_examples=300, deadline=None)
@given(ANY_CASE)
def test_the_quick_way_and_weighing_every_rule_by_itself_give_one_verdict(case: Case) -> None:
    assert rules.judge(PLAIN, case) == rules.judge(SHIPPED, case)


@settings(max_examples=200, deadline=None)
@given(NEARLY_COMPLETE, st.data())
def test_a_field_that_turns_unreadable_or_conflicting_is_never_asked_for(
    case: Case, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(case.fields)))
    state = data.draw(st.sampled_from([State.UNREADABLE, State.CONFLICTING]))
    doubtful = FieldValue(value=case.fields[name].value, state=state, confidence=0.99)

    verdict = rules.judge(SHIPPED, case.model_copy(update={"fields": {**case.fields, name: doubtful}}))

    asking = [found.rule for found in verdict.findings if found.effect is Effect.ASK]
    assert [rule for rule in asking if name in required_by(rule)] == []
    assert name not in {found.field for found in verdict.findings if found.effect is Effect.ASK}


def required_by(rule_id: str) -> tuple[str, ...]:
    rule = SHIPPED.rule(rule_id)
    return rule.text.require.fields() if rule and rule.text.require else ()


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
