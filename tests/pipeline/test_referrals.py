"""Referrals are followed: opened when routed, moved with dates and reasons, handed over when late, closed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from support.cases import present
from support.clinic import Clinic

from intake_daemon.model import FieldValue, Intent, IntentGuess, Kind, RequestDraft, State, Understanding
from intake_daemon.pipeline.close import close
from intake_daemon.pipeline.decide import decide_again
from intake_daemon.pipeline.referral_draft import draft, lacking
from intake_daemon.pipeline.referrals import Move, move
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.store.queries_referrals import figures, referrals
from intake_daemon.store.referrals import ReferralRow, ReferralStatus, ReferralStepRow
from intake_daemon.store.requests import RequestRow, Status

TODAY = date(2026, 11, 5)  #: a Thursday
PACKET = {
    "patient.name": "Wilhelmina Tate",
    "patient.dob": "1988-11-11",
    "referral.reason": "migraines",
    "referral.service": "neurology",
    "referral.provider.name": "Elaine Finch",
    "referral.provider.fax": "+16145550120",
}
INFORMATION = ReferralStatus.WAITING_FOR_INFORMATION
ACTION = ReferralStatus.NEEDS_PATIENT_ACTION
SCHEDULED = ReferralStatus.SCHEDULED
CLOSED = ReferralStatus.CLOSED
SENT = ReferralStatus.SENT


def packet(intent: Intent = Intent.REFERRAL, **more: FieldValue) -> Understanding:
    """A message that refers a patient and lacks telephone, insurance and notes."""
    fields = {name: present(value) for name, value in PACKET.items()}
    fields["patient.phone"] = FieldValue(state=State.ABSENT, confidence=0.95)
    fields["referral.insurance"] = FieldValue(state=State.UNREADABLE, confidence=0.9)
    fields |= {name.replace("__", "."): value for name, value in more.items()}
    request = RequestDraft(kind=Kind.OTHER, kind_confidence=0.9, pages=(1,), fields=fields)
    return Understanding(intents=(IntentGuess(intent=intent, confidence=0.95),), requests=(request,))


@pytest.fixture
def referred(clinic: Clinic) -> RequestRow:
    """A referral that came in today."""
    return clinic.settle(b"From: a@finch.example\n\nreferral", packet())


def step(clinic: Clinic, request: RequestRow, status: ReferralStatus, **given: object) -> None:
    """Take one step with a referral."""
    taken = replace(Move(status, on=clinic.now.date()), **given)  # type: ignore[arg-type]
    with clinic.session() as session:
        move(session, clinic.services, session.get_one(RequestRow, request.id), taken, actor="maria")


def the_referral(clinic: Clinic) -> ReferralRow:
    """The only referral there is."""
    with clinic.session() as session:
        return session.scalars(select(ReferralRow)).one()


def steps_taken(clinic: Clinic) -> list[str]:
    """Where the only referral stood, first to last."""
    with clinic.session() as session:
        return list(session.scalars(select(ReferralStepRow.status).order_by(ReferralStepRow.id)))


def test_a_routed_referral_is_followed_from_the_day_it_came(clinic: Clinic, referred: RequestRow) -> None:
    row = the_referral(clinic)

    assert (referred.queue, row.status, row.came_on, row.follow_up_on) == (
        "referrals",
        "new",
        TODAY,
        TODAY + timedelta(days=4),  # two business days, over a weekend
    )


def test_a_request_for_records_is_no_referral(clinic: Clinic) -> None:
    clinic.settle(b"From: a@finch.example\n\nappointment", packet(Intent.APPOINTMENT))

    with clinic.session() as session:
        assert session.scalars(select(ReferralRow)).all() == []


def test_what_the_packet_lacks_is_listed_and_drafted_and_nothing_is_sent(
    clinic: Clinic, referred: RequestRow
) -> None:
    with clinic.session() as session:
        request = session.get_one(RequestRow, referred.id)
        lacks = {row.field: row.state for row in lacking(session, request)}
        written = draft(session, clinic.services, request)

    assert (lacks["patient.phone"], lacks["referral.insurance"]) == ("absent", "unreadable")
    assert written is not None
    assert "patient's telephone number" in written.text
    assert "insurance" not in written.text  # it is on the paper; we could not read it
    assert clinic.messages() == []


def test_a_draft_names_no_patient(clinic: Clinic, referred: RequestRow) -> None:
    with clinic.session() as session:
        written = draft(session, clinic.services, session.get_one(RequestRow, referred.id))

    assert written is not None
    assert "Tate" not in written.text


def test_a_step_moves_the_referral_and_its_request_and_is_kept(clinic: Clinic, referred: RequestRow) -> None:
    step(clinic, referred, INFORMATION, because="missing_information")
    row, request = the_referral(clinic), clinic.requests()[0]

    assert (row.status, row.delay_reason, row.outreach_on) == (INFORMATION, "missing_information", TODAY)
    assert (request.status, request.owner, request.follow_up_on) == (
        Status.IN_PROGRESS,
        "maria",
        row.follow_up_on,
    )
    assert (steps_taken(clinic), clinic.exceptions()) == (["new", INFORMATION], [])


def test_an_appointment_is_looked_at_again_after_it(clinic: Clinic, referred: RequestRow) -> None:
    step(clinic, referred, SCHEDULED, on=date(2026, 11, 20))
    row = the_referral(clinic)

    assert (row.appointment_on, row.follow_up_on, row.since) == (
        date(2026, 11, 20),
        date(2026, 11, 23),
        TODAY,
    )


@pytest.mark.parametrize(
    ("status", "given"),
    [
        (INFORMATION, {}),
        (ACTION, {"because": "weather"}),
        (SENT, {"because": "weather"}),
        (SENT, {"on": TODAY + timedelta(days=1)}),
        (SENT, {"on": TODAY - timedelta(days=1)}),
        (SENT, {"follow_up_on": TODAY - timedelta(days=1)}),
        (ReferralStatus.NEW, {}),
        (CLOSED, {}),
        (CLOSED, {"reason": "fulfilled"}),
        (CLOSED, {"reason": "fulfilled", "proof": "  "}),
    ],
)
def test_a_step_without_its_reason_day_or_proof_is_refused(
    clinic: Clinic, referred: RequestRow, status: ReferralStatus, given: dict[str, object]
) -> None:
    with pytest.raises(RefusedError):
        step(clinic, referred, status, **given)

    assert the_referral(clinic).status == "new"


def test_what_stays_where_it_is_needs_a_reason(clinic: Clinic, referred: RequestRow) -> None:
    step(clinic, referred, SENT)

    with pytest.raises(RefusedError, match="no_capacity"):
        step(clinic, referred, SENT)


def test_a_closed_referral_closes_its_request_with_proof(clinic: Clinic, referred: RequestRow) -> None:
    step(clinic, referred, CLOSED, reason="fulfilled", proof="report faxed")
    row, request = the_referral(clinic), clinic.requests()[0]

    assert (row.status, row.follow_up_on) == (CLOSED, None)
    assert (request.status, request.closure_proof) == (Status.CLOSED, "report faxed")


def test_a_closed_request_closes_its_referral(clinic: Clinic, referred: RequestRow) -> None:
    with clinic.session() as session:
        request = session.get_one(RequestRow, referred.id)
        close(session, clinic.services, request, reason="withdrawn", proof="call", actor="maria")

    assert the_referral(clinic).status == CLOSED


def test_nothing_moves_after_the_end(clinic: Clinic, referred: RequestRow) -> None:
    step(clinic, referred, CLOSED, reason="fulfilled", proof="report faxed")

    with pytest.raises(RefusedError, match="is closed"):
        step(clinic, referred, SENT)


def test_a_late_referral_is_handed_over_once_and_again_after_the_next_day(
    clinic: Clinic, referred: RequestRow
) -> None:
    step(clinic, referred, SENT, follow_up_on=TODAY + timedelta(days=1))
    clinic.wait(days=1)
    clinic.sweep()
    on_the_day = len(clinic.exceptions())
    clinic.wait(days=1)
    clinic.sweep()
    clinic.sweep()
    (late,) = clinic.exceptions()
    step(clinic, referred, ACTION, because="patient_not_reached", follow_up_on=clinic.now.date())
    clinic.wait(days=1)
    clinic.sweep()

    assert on_the_day == 0
    assert (late.queue, late.escalate_to) == ("referrals", "supervisor")
    assert len(clinic.exceptions()) == 1


def test_late_referrals_are_listed_first(clinic: Clinic, referred: RequestRow) -> None:
    clinic.wait(days=10)
    later = clinic.settle(b"From: b@finch.example\n\nreferral", packet(referral__urgency=present("stat")))
    with clinic.session() as session:
        listed = referrals(session, clinic.now.date())

    assert [one.request.reference for one in listed] == [referred.reference, later.reference]
    assert [one.late for one in listed] == [True, False]
    assert [(one.patient, one.service) for one in listed] == [("Wilhelmina Tate", "neurology")] * 2


def test_a_stat_referral_goes_to_the_front(clinic: Clinic) -> None:
    request = clinic.settle(b"From: b@finch.example\n\nreferral", packet(referral__urgency=present("stat")))

    assert (request.queue, request.priority) == ("referrals", 1)


def test_the_figures_count_what_was_done_and_what_waits(clinic: Clinic, referred: RequestRow) -> None:
    clinic.settle(b"From: b@finch.example\n\nreferral", packet())
    clinic.wait(days=3)
    step(clinic, referred, SENT)
    step(clinic, referred, CLOSED, reason="fulfilled", proof="report faxed")
    with clinic.session() as session:
        found = figures(session, clinic.now.date(), TODAY)

    assert (found.received, found.completed, found.open, found.not_reached) == (2, 1, 1, 1)
    assert (found.median_days_to_outreach, found.by_age["3-7 days"]) == (3.0, 1)
    assert found.by_delay == {"nothing delays it": 1}


def test_deciding_again_leaves_a_referral_where_it_stands(clinic: Clinic, referred: RequestRow) -> None:
    step(clinic, referred, ACTION, because="patient_not_reached")
    with clinic.session() as session:
        decide_again(session, clinic.services, session.get_one(RequestRow, referred.id))

    assert (the_referral(clinic).status, steps_taken(clinic)) == (ACTION, ["new", ACTION])


def test_every_step_is_in_the_audit(clinic: Clinic, referred: RequestRow) -> None:
    step(clinic, referred, SENT)
    step(clinic, referred, CLOSED, reason="fulfilled", proof="report faxed")
    actions = [action for action in clinic.actions() if action.startswith("referral.")]

    assert actions == ["referral.opened", "referral.moved", "referral.moved"]
