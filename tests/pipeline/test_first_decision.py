"""What becomes of a request that comes in for the first time."""

from datetime import date

import pytest
from support.cases import absent, present, unreadable
from support.clinic import NOON, Clinic, access, answer, authorization, saying
from support.mails import SENDER, mail, own_records

from intake_daemon.model import Channel, Intent
from intake_daemon.store.messages import MessageState
from intake_daemon.store.requests import Status


def test_a_complete_authorization_is_enqueued_with_the_house_target(either_clinic: Clinic) -> None:
    request = either_clinic.settle(mail("The signed form."), authorization())
    assert (request.decision, request.queue, request.status) == ("enqueue", "records", Status.NEW)
    assert request.due_on == date(2026, 11, 19)
    assert request.basis == "45 CFR 164.508, authorization"
    assert either_clinic.messages() == []
    assert either_clinic.exceptions() == []


def test_the_thirty_days_of_an_access_request_run_from_receipt_not_from_reading(clinic: Clinic) -> None:
    clinic.take(mail("My records."), received_at=NOON)
    clinic.wait(days=3)
    request = clinic.settle(mail("My records."), access(), received_at=NOON)
    assert (request.decision, request.due_on) == ("enqueue", date(2026, 12, 5))


def test_the_day_of_receipt_is_counted_in_the_facility_s_time_zone(clinic: Clinic) -> None:
    late = NOON.replace(day=6, hour=3)  # the evening of the 5th in New York
    request = clinic.settle(mail("My records."), access(), received_at=late)
    assert request.due_on == date(2026, 12, 5)


def test_a_proven_sender_is_asked_for_exactly_what_is_missing(either_clinic: Clinic) -> None:
    request = either_clinic.settle(
        mail("The form."),
        authorization(authorization__purpose=absent(), authorization__signed_on=absent()),
    )
    assert (request.decision, request.status) == ("clarify", Status.PENDING_CLARIFICATION)
    (message,) = either_clinic.messages()
    assert message.asks == ["authorization.purpose", "authorization.signed_on"]
    assert (message.state, message.recipient, message.proof) == (MessageState.READY, SENDER, "dmarc")
    assert request.reference in message.subject
    assert message.scheduled == 1
    assert either_clinic.schedule.undelivered([(message.id, 1)]) == set()
    assert either_clinic.exceptions() == []


def test_without_proof_of_the_sender_the_question_waits_for_a_person(clinic: Clinic) -> None:
    incomplete = authorization(authorization__purpose=absent())
    request = clinic.settle(mail("The form.", proven=False), incomplete)
    (message,) = clinic.messages()
    assert (message.state, message.recipient, message.content) == (MessageState.HELD, "", b"")
    (exception,) = clinic.exceptions()
    assert exception.request_id == request.id
    assert exception.reasons == [f"a question waits to be sent: {message.reason}"]
    assert clinic.schedule.undelivered([(message.id, 0)]) == {message.id}


def test_a_fax_proves_no_address_so_its_question_waits(clinic: Clinic) -> None:
    clinic.settle(
        b"a fax in plain text",
        authorization(authorization__purpose=absent(), requestor__email=present("records@larkspur.example")),
        channel=Channel.FAX,
    )
    assert [(m.state, m.recipient) for m in clinic.messages()] == [(MessageState.HELD, "")]


def test_what_cannot_be_read_is_never_asked_for(clinic: Clinic) -> None:
    request = clinic.settle(mail("The form."), authorization(authorization__purpose=unreadable()))
    assert request.decision == "review"
    assert clinic.messages() == []
    assert len(clinic.exceptions(request_id=request.id)) == 1


def test_a_mail_s_own_words_go_all_the_way(clinic: Clinic) -> None:
    arrival = clinic.receive(own_records())
    assert arrival.state == "decided"
    (request,) = clinic.requests()
    assert (request.kind, request.arrival_id) == ("patient_access", arrival.id)
    assert [action for action in clinic.actions() if action.startswith("arrival.")] == [
        "arrival.received",
        "arrival.read",
        "arrival.decided",
    ]


@pytest.mark.parametrize("intent", [Intent.CLINICAL_QUESTION, Intent.COMPLAINT, Intent.REVOCATION])
def test_what_needs_a_person_is_routed_and_not_answered(clinic: Clinic, intent: Intent) -> None:
    request = clinic.settle(mail("Please help."), saying(intent))
    assert request.decision == "route"
    assert len(clinic.exceptions(request_id=request.id)) == 1
    assert clinic.messages() == []


def test_an_automatic_reply_is_recorded_and_closed_without_an_answer(clinic: Clinic) -> None:
    absent_clerk = mail("I am out of office.", headers=[("Auto-Submitted", "auto-replied")])
    request = clinic.settle(absent_clerk, saying(Intent.AUTO_REPLY))
    assert (request.decision, request.status, request.closure_reason) == ("ignore", Status.CLOSED, "ignored")
    assert clinic.messages() == []
    assert clinic.exceptions() == []


def test_a_bounce_goes_to_a_person_and_is_never_answered(clinic: Clinic) -> None:
    report = mail("Your mail could not be delivered.", sender="mailer-daemon@postbox.example", return_path="")
    request = clinic.settle(report, saying(Intent.BOUNCE))
    assert request.decision == "route"
    assert len(clinic.exceptions(request_id=request.id)) == 1
    assert clinic.messages() == []


def test_an_incomplete_request_sent_by_a_machine_is_not_answered_by_one(clinic: Clinic) -> None:
    headers = [("Auto-Submitted", "auto-generated")]
    clinic.settle(mail("The form.", headers=headers), authorization(authorization__purpose=absent()))
    assert [message.state for message in clinic.messages()] == [MessageState.HELD]
    assert len(clinic.exceptions()) == 1


def test_an_answer_to_nothing_goes_to_a_person(clinic: Clinic) -> None:
    request = clinic.settle(mail("Here it is."), answer("R-0000-0000", authorization__signed=present(True)))
    assert request.decision == "review"
    assert len(clinic.exceptions(request_id=request.id)) == 1
