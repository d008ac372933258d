"""The order of thought, as a table: what is given, what is decided."""

from datetime import UTC, date, datetime

import pytest
from support.cases import RECEIVED, a_case, absent, complete_authorization, present, unreadable, without

import rules
from intake_daemon.model import (
    Decision,
    Earlier,
    Effect,
    FieldValue,
    Intent,
    Kind,
    Match,
    Outcome,
    Relation,
    State,
)

SHIPPED = rules.load(rules.SHIPPED)

RESEND = Match(outcome=Outcome.DUPLICATE, relation=Relation.RESEND, of="r1")
REPEAT = Match(outcome=Outcome.DUPLICATE, relation=Relation.REPEAT, of="r1")
MAYBE = Match(outcome=Outcome.REVIEW, relation=Relation.RESEND, of="r1")
FOLLOW_UP = Match(outcome=Outcome.NEW, relation=Relation.FOLLOW_UP, of="r1")

UNSEEN = {
    "authorization.purpose": absent(),
    "authorization.expires_on": absent(),
    "authorization.signed_on": absent(),
}


@pytest.mark.parametrize(
    ("intent", "decision", "queue", "template"),
    [
        (Intent.CLINICAL_QUESTION, "route", "clinical", None),
        (Intent.COMPLAINT, "route", "supervisor", None),
        (Intent.REVOCATION, "route", "privacy", None),
        (Intent.REFERRAL, "route", "referrals", None),
        (Intent.AMENDMENT, "route", "privacy", None),
        (Intent.BILLING_QUESTION, "route", "billing", None),
        (Intent.APPOINTMENT, "route", "scheduling", None),
        (Intent.MISDIRECTED, "route", "privacy", None),
        (Intent.RECORDS_DELIVERY, "route", "records", None),
        (Intent.BOUNCE, "route", "review", None),
        (Intent.AUTO_REPLY, "ignore", None, None),
        (Intent.SPAM, "review", "review", None),
        (Intent.STATUS_INQUIRY, "review", "review", None),
        (Intent.CLARIFICATION_REPLY, "review", "review", None),
        (Intent.OTHER, "review", "review", None),
        (Intent.RECORDS_REQUEST, "enqueue", "records", None),
    ],
)
def test_a_message_that_wants_one_thing_goes_where_that_belongs(
    intent: Intent, decision: str, queue: str | None, template: str | None
) -> None:
    verdict = rules.judge(SHIPPED, a_case(intent=intent, intents=(intent,)))

    assert (decision, queue, template) == (verdict.decision, verdict.queue, verdict.template)
    assert verdict.reasons


@pytest.mark.parametrize("other", [i for i in Intent if i is not Intent.CLINICAL_QUESTION])
@pytest.mark.parametrize("match", [None, RESEND, REPEAT, MAYBE])
def test_a_clinical_question_goes_to_people_whatever_else_the_message_is(
    other: Intent, match: Match | None
) -> None:
    case = a_case(intent=other, intents=(other, Intent.CLINICAL_QUESTION), match=match, doubts=("two hands",))

    verdict = rules.judge(SHIPPED, case)

    assert (verdict.decision, verdict.queue, verdict.priority) == (Decision.ROUTE, "clinical", 1)
    assert datetime(2026, 3, 2, 14, tzinfo=UTC) == verdict.escalate_at


@pytest.mark.parametrize(
    ("second", "decision"),
    [
        (Intent.STATUS_INQUIRY, "enqueue"),
        (Intent.OTHER, "enqueue"),
        (Intent.COMPLAINT, "route"),
        (Intent.REVOCATION, "route"),
        (Intent.BILLING_QUESTION, "review"),
        (Intent.REFERRAL, "review"),
        (Intent.AMENDMENT, "review"),
        (Intent.SPAM, "review"),
    ],
)
def test_a_second_wish_in_a_request_is_never_dropped(second: Intent, decision: str) -> None:
    verdict = rules.judge(SHIPPED, a_case(intents=(Intent.RECORDS_REQUEST, second)))

    assert decision == verdict.decision


@pytest.mark.parametrize(
    ("intent", "match", "reachable", "decision", "template"),
    [
        (Intent.STATUS_INQUIRY, FOLLOW_UP, True, "answer", "status"),
        (Intent.STATUS_INQUIRY, FOLLOW_UP, False, "review", None),
        (Intent.STATUS_INQUIRY, MAYBE, True, "review", None),
        (Intent.CLARIFICATION_REPLY, FOLLOW_UP, False, "attach", None),
        (Intent.CLARIFICATION_REPLY, MAYBE, True, "review", None),
        (Intent.BOUNCE, FOLLOW_UP, False, "attach", None),
    ],
)
def test_what_belongs_to_an_open_request_is_tied_to_it_only_when_the_match_is_sure(
    intent: Intent, match: Match, reachable: bool, decision: str, template: str | None
) -> None:
    case = a_case(intent=intent, intents=(intent,), match=match, requestor_reachable=reachable)

    verdict = rules.judge(SHIPPED, case)

    assert (decision, template) == (verdict.decision, verdict.template)


@pytest.mark.parametrize(
    ("match", "doubts", "decision", "template"),
    [
        (None, (), "enqueue", None),
        (FOLLOW_UP, (), "enqueue", None),
        (RESEND, (), "attach", "already_here"),
        (RESEND, ("two patients on one page",), "review", None),
        (MAYBE, (), "review", None),
        (REPEAT, (), "review", None),
    ],
)
def test_what_is_here_already_is_attached_and_a_second_ask_is_never_swallowed(
    match: Match | None, doubts: tuple[str, ...], decision: str, template: str | None
) -> None:
    verdict = rules.judge(SHIPPED, a_case(match=match, doubts=doubts))

    assert (decision, template) == (verdict.decision, verdict.template)


def closed(reason: str) -> Earlier:
    """A first request that a person has closed."""
    return Earlier(
        reference="R-1",
        asked_on=date(2026, 2, 2),
        closed_on=date(2026, 2, 20),
        closed_as=reason,
        closed_by="ann",
    )


@pytest.mark.parametrize("match", [RESEND, REPEAT])
@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("fulfilled", "R-1 was answered on 2026-02-20 by ann"),
        ("not_ours", "R-1 was closed on 2026-02-20 by ann: not ours"),
    ],
)
def test_what_was_closed_and_is_asked_again_goes_to_a_person_with_the_reason(
    match: Match, reason: str, words: str
) -> None:
    verdict = rules.judge(SHIPPED, a_case(match=match, earlier=closed(reason)))

    assert (verdict.decision, verdict.template) == ("review", None)
    assert words in verdict.reasons
    assert "review same" in verdict.next_step


def test_a_repeat_says_how_often_and_since_when_it_was_asked_for() -> None:
    earlier = Earlier(reference="R-1", asked_on=date(2026, 2, 2), times=3)

    reasons = rules.judge(SHIPPED, a_case(match=REPEAT, earlier=earlier)).reasons

    assert "asked for the 3rd time since 2026-02-02, first as R-1" in reasons


def test_days_are_counted_from_the_first_paper_and_signatures_judged_by_their_own() -> None:
    signed_since = {"authorization.signed_on": present("2026-02-27")}
    case = a_case(signed_since, clock_from=date(2026, 2, 16))

    verdict = rules.judge(SHIPPED, case)

    assert (verdict.decision, verdict.due_on) == ("enqueue", date(2026, 3, 2))


def test_a_repeat_is_escalated_on_the_same_day_and_comes_first() -> None:
    verdict = rules.judge(SHIPPED, a_case(match=REPEAT))

    assert (1, datetime(2026, 3, 2, 14, tzinfo=UTC), "supervisor") == (
        verdict.priority,
        verdict.escalate_at,
        verdict.escalate_to,
    )


@pytest.mark.parametrize(
    ("field", "asks"),
    [
        ("authorization.purpose", ("authorization.purpose",)),
        ("authorization.expires_on", ("authorization.expires_on",)),
        ("authorization.signed", ("authorization.signed",)),
        ("authorization.signed_on", ("authorization.signed_on",)),
        ("authorization.recipient.organization", ("authorization.recipient.name",)),
        ("patient.dob", ("patient.dob",)),
    ],
)
def test_exactly_what_is_surely_missing_is_asked_for(field: str, asks: tuple[str, ...]) -> None:
    verdict = rules.judge(SHIPPED, a_case({field: absent()}))

    assert (Decision.CLARIFY, asks, "clarification") == (verdict.decision, verdict.asks, verdict.template)


def test_a_missing_period_is_asked_for_as_first_and_last_day() -> None:
    verdict = rules.judge(SHIPPED, a_case({"scope.start": absent(), "scope.end": absent()}))

    assert (verdict.decision, verdict.asks) == (Decision.CLARIFY, ("scope.start", "scope.end"))


def test_everything_missing_is_asked_for_in_one_message_in_the_order_of_a_form() -> None:
    verdict = rules.judge(SHIPPED, a_case({**UNSEEN, "patient.dob": absent()}))

    assert verdict.asks == (
        "patient.dob",
        "authorization.purpose",
        "authorization.expires_on",
        "authorization.signed_on",
    )


def test_an_expired_authorization_is_asked_for_anew() -> None:
    verdict = rules.judge(SHIPPED, a_case({"authorization.expires_on": present("2026-03-01")}))

    assert (verdict.decision, verdict.asks) == (Decision.CLARIFY, ("authorization.expires_on",))
    assert next(f.state for f in verdict.findings if f.rule == "expired") == State.PRESENT


def test_an_authorization_that_ends_on_the_day_of_receipt_is_still_good() -> None:
    verdict = rules.judge(SHIPPED, a_case({"authorization.expires_on": present("2026-03-02")}))

    assert verdict.decision == Decision.ENQUEUE


@pytest.mark.parametrize("spoilt", [unreadable(), absent(0.5), present("2025-01-01", 0.5)])
@pytest.mark.parametrize("field", ["authorization.expires_on", "authorization.signed_on", "patient.dob"])
def test_what_cannot_be_read_goes_to_a_person_and_is_not_asked_for(field: str, spoilt: FieldValue) -> None:
    verdict = rules.judge(SHIPPED, a_case({field: spoilt}))

    assert (verdict.decision, verdict.asks) == (Decision.REVIEW, ())


def test_something_missing_and_something_unreadable_goes_to_a_person_with_both_reasons() -> None:
    verdict = rules.judge(
        SHIPPED, a_case({"authorization.purpose": absent(), "authorization.signed": unreadable()})
    )

    assert verdict.decision == Decision.REVIEW
    assert verdict.reasons == (
        "The signature could not be read for sure.",
        "The purpose of the release is missing.",
    )


@pytest.mark.parametrize(
    "facts",
    [
        {"doubts": ("a note in the margin",)},
        {"problems": ("encrypted",)},
        {"kind": Kind.PATIENT_ACCESS, "kind_confidence": 0.6},
        {"kind": Kind.OTHER},
        {"kind": Kind.PATIENT_DIRECTED},
    ],
)
def test_any_doubt_about_the_whole_goes_to_a_person(facts: dict[str, object]) -> None:
    verdict = rules.judge(SHIPPED, a_case(**facts))

    assert verdict.decision == Decision.REVIEW
    assert verdict.reasons


@pytest.mark.parametrize(
    "fields",
    [
        {"scope.sensitive": present(("hiv",))},
        {"scope.sensitive": present(("substance_use",))},
        {"scope.sensitive": unreadable()},
        {"authorization.signed_on": present("2026-03-03")},
        {"authorization.expires_on": present("2026-02-01"), "authorization.signed_on": present("2026-02-20")},
        {"patient.dob": present("2015-04-09")},
        {"scope.end": present("2026-02-25")},
        {"scope.start": present("2025-09-09")},
        {"authorization.recipient.fax": present("+15550100200", 0.6)},
        {"authorization.representative.name": present("Ivo Quist")},
        {"authorization.statement.revocation": absent()},
    ],
)
def test_what_only_a_person_may_decide_is_held(fields: dict[str, FieldValue]) -> None:
    case = a_case(fields)
    if "authorization.representative.name" in fields:
        case = case.model_copy(
            update={"fields": {**case.fields, "authorization.representative.authority": unreadable()}}
        )

    assert rules.judge(SHIPPED, case).decision == Decision.REVIEW


@pytest.mark.parametrize(
    ("kind", "verified", "signed", "decision", "queue"),
    [
        (Kind.TREATMENT, True, False, "enqueue", "records"),
        (Kind.TREATMENT, False, True, "enqueue", "records"),
        (Kind.TREATMENT, False, False, "review", "review"),
        (Kind.PAYMENT, True, False, "enqueue", "records"),
        (Kind.PAYMENT, False, False, "review", "review"),
        (Kind.SUBPOENA, False, True, "enqueue", "privacy"),
        (Kind.SUBPOENA, True, False, "review", "privacy"),
        (Kind.COURT_ORDER, False, False, "review", "privacy"),
        (Kind.WORKERS_COMP, False, True, "enqueue", "records"),
        (Kind.WORKERS_COMP, True, False, "review", "review"),
        (Kind.GOVERNMENT, False, False, "review", "privacy"),
        (Kind.GOVERNMENT, False, True, "enqueue", "privacy"),
    ],
)
def test_who_needs_no_authorization_must_be_known_and_the_rest_goes_to_people(
    kind: Kind, verified: bool, signed: bool, decision: str, queue: str
) -> None:
    fields = {} if signed else {"authorization.signed": absent(), "authorization.signed_on": absent()}

    verdict = rules.judge(SHIPPED, a_case(fields, kind=kind, requestor_verified=verified))

    assert (decision, queue) == (verdict.decision, verdict.queue)


def test_a_complete_authorization_needs_no_sure_kind_but_a_question_does() -> None:
    complete = a_case(kind_confidence=0.6)
    missing = a_case({"authorization.purpose": absent()}, kind_confidence=0.6)

    assert rules.judge(SHIPPED, complete).decision == Decision.ENQUEUE
    assert rules.judge(SHIPPED, missing).decision == Decision.REVIEW


def test_when_very_much_seems_to_be_missing_a_person_looks_first() -> None:
    four = {**UNSEEN, "patient.dob": absent()}
    five = {**four, "authorization.signed": absent()}

    assert rules.judge(SHIPPED, a_case(four)).decision == Decision.CLARIFY
    assert rules.judge(SHIPPED, a_case(five)).decision == Decision.REVIEW


def test_the_legal_basis_says_on_what_ground_a_release_stands() -> None:
    known = rules.judge(SHIPPED, a_case(kind=Kind.TREATMENT, requestor_verified=True))
    signed = rules.judge(SHIPPED, a_case(kind=Kind.TREATMENT, requestor_verified=False))

    assert known.basis == "45 CFR 164.506(c), treatment"
    assert signed.basis == "45 CFR 164.508, authorization"


@pytest.mark.parametrize(
    "name",
    [
        "authorization.purpose",
        "authorization.expires_on",
        "authorization.signed_on",
        "authorization.statement.revocation",
        "scope.start",
        "scope.end",
    ],
)
def test_patients_are_never_asked_for_what_their_own_access_does_not_need(name: str) -> None:
    verdict = rules.judge(SHIPPED, a_case({name: absent()}, kind=Kind.PATIENT_ACCESS))

    assert verdict.decision == Decision.ENQUEUE


def test_a_patients_request_stays_good_when_the_forms_printed_expiration_has_passed() -> None:
    expired = {"authorization.expires_on": present("2025-01-01")}

    assert rules.judge(SHIPPED, a_case(expired, kind=Kind.PATIENT_ACCESS)).decision == Decision.ENQUEUE


def test_an_unsigned_request_of_a_patient_is_asked_for_the_signature() -> None:
    verdict = rules.judge(SHIPPED, a_case({"authorization.signed": absent()}, kind=Kind.PATIENT_ACCESS))

    assert (verdict.decision, verdict.asks) == (Decision.CLARIFY, ("authorization.signed",))


def test_the_access_clock_runs_from_receipt_even_while_we_ask() -> None:
    case = a_case({"authorization.signed": absent()}, kind=Kind.PATIENT_ACCESS)
    later = case.model_copy(update={"today": date(2026, 3, 20)})

    assert date(2026, 4, 1) == rules.judge(SHIPPED, case).due_on
    assert date(2026, 4, 1) == rules.judge(SHIPPED, later).due_on


def test_a_question_without_a_proven_address_says_that_it_waits() -> None:
    verdict = rules.judge(SHIPPED, a_case({"authorization.purpose": absent()}, requestor_reachable=False))

    assert verdict.decision == Decision.CLARIFY
    assert any("waits" in reason for reason in verdict.reasons)


def test_a_request_needed_within_days_comes_first() -> None:
    verdict = rules.judge(SHIPPED, a_case({"needed_by": present("2026-03-05")}))

    assert verdict.priority == 1


def test_a_form_that_names_another_facility_goes_to_a_person_only_when_our_names_are_known() -> None:
    other = {"authorization.discloser": present("Mill Road Dental")}

    assert rules.judge(SHIPPED, a_case(other)).decision == Decision.ENQUEUE
    assert rules.judge(SHIPPED, a_case(other, facility_names=("Harbor Clinic",))).decision == Decision.REVIEW


def test_missing_statements_that_were_merely_not_recognised_are_noted() -> None:
    verdict = rules.judge(SHIPPED, without("authorization.statement.revocation"))

    assert verdict.decision == Decision.ENQUEUE
    assert [f.effect for f in verdict.findings] == [Effect.NOTE]


def test_an_enqueued_request_carries_all_that_the_queue_needs() -> None:
    verdict = rules.judge(SHIPPED, a_case())

    assert (verdict.due_on or RECEIVED) > RECEIVED
    assert (verdict.queue, verdict.escalate_to, verdict.reasons) == ("records", "supervisor", ("complete",))
    assert verdict.next_step
    assert verdict.basis


@pytest.mark.parametrize(
    ("name", "organization", "decision"),
    [
        (absent(0.8), present("Larkspur Mutual"), "enqueue"),
        (present("Ada Pomeroy"), absent(0.8), "enqueue"),
        (unreadable(), present("Larkspur Mutual"), "review"),
        (absent(0.8), present("Larkspur Mutual", 0.8), "review"),
        (absent(0.8), absent(0.8), "review"),
    ],
)
def test_a_recipient_is_a_person_or_an_organization(
    name: FieldValue, organization: FieldValue, decision: str
) -> None:
    recipient = {"authorization.recipient.name": name, "authorization.recipient.organization": organization}
    case = a_case(complete_authorization() | recipient)

    assert rules.judge(SHIPPED, case).decision == decision


def test_a_new_request_of_a_patient_who_may_be_known_is_judged_by_its_content() -> None:
    unsure = Match(outcome=Outcome.REVIEW, relation=Relation.NEW_FOR_PATIENT, patient_of="R-1")

    assert rules.judge(SHIPPED, a_case(match=unsure)) == rules.judge(SHIPPED, a_case())


@pytest.mark.parametrize("kind", [Kind.THIRD_PARTY_AUTHORIZATION, Kind.TREATMENT, Kind.WORKERS_COMP])
@pytest.mark.parametrize(
    "name", ["scope.record_types", "delivery.method", "requestor.phone", "patient.address"]
)
def test_a_doubt_about_what_need_not_be_known_stops_nothing(name: str, kind: Kind) -> None:
    fields = complete_authorization() | {name: present(("labs",) if "types" in name else "a", confidence=0.8)}
    del fields["scope.sensitive"]  # nothing of the kind was seen on the paper

    case = a_case(kind=kind).model_copy(update={"fields": fields})

    assert rules.judge(SHIPPED, case).decision == Decision.ENQUEUE
