"""Answers to our questions: whose they are, what they may fill in, and whom they may not touch."""

from support.cases import absent, present, unreadable
from support.clinic import Clinic, answer, authorization, saying
from support.mails import mail

from intake_daemon.model import Intent
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.requests import FieldRow, RequestRow, Status

WITHOUT_PURPOSE = authorization(authorization__purpose=absent())
PURPOSE = answer(authorization__purpose=present("insurance claim"))


def asked(clinic: Clinic) -> tuple[RequestRow, MessageRow]:
    """A request whose purpose we have asked for."""
    request = clinic.settle(mail("The form."), WITHOUT_PURPOSE)
    (question,) = clinic.messages()
    return request, question


def test_an_answer_from_the_address_we_wrote_to_completes_the_request(either_clinic: Clinic) -> None:
    request, question = asked(either_clinic)
    reply = either_clinic.settle(mail("Here.", in_reply_to=question.message_id), PURPOSE)
    completed = either_clinic.request(request.reference)
    assert (completed.decision, completed.status) == ("enqueue", Status.NEW)
    assert (reply.decision, reply.attached_to, reply.status) == ("attach", request.id, Status.CLOSED)
    assert [row.decision for row in either_clinic.decisions(request)] == ["clarify", "enqueue"]
    assert either_clinic.exceptions() == []
    (filled,) = either_clinic.events("request.completed_by")
    assert filled.detail["fields"] == ["authorization.purpose"]


def test_the_clock_still_runs_from_the_first_receipt(clinic: Clinic) -> None:
    request, question = asked(clinic)
    due = request.due_on
    clinic.wait(days=4)
    clinic.settle(mail("Here.", in_reply_to=question.message_id), PURPOSE)
    assert clinic.request(request.reference).due_on == due


def test_a_reference_in_the_subject_is_enough_from_the_right_address(clinic: Clinic) -> None:
    request, _ = asked(clinic)
    words = PURPOSE.model_copy(update={"reference": request.reference})
    clinic.settle(mail("Here."), words)
    assert clinic.request(request.reference).decision == "enqueue"


def test_an_answer_from_another_address_is_looked_at_by_a_person(either_clinic: Clinic) -> None:
    request, question = asked(either_clinic)
    stranger = mail("Here.", sender="eve@elsewhere.example", in_reply_to=question.message_id)
    reply = either_clinic.settle(stranger, PURPOSE)
    assert (reply.decision, reply.attached_to) == ("review", None)
    assert either_clinic.request(request.reference).decision == "clarify"
    assert len(either_clinic.exceptions(request_id=reply.id)) == 1


def test_an_unproven_answer_is_looked_at_by_a_person(clinic: Clinic) -> None:
    request, question = asked(clinic)
    reply = clinic.settle(mail("Here.", proven=False, in_reply_to=question.message_id), PURPOSE)
    assert reply.decision == "review"
    assert clinic.request(request.reference).decision == "clarify"


def test_an_answer_that_names_another_patient_is_never_taken_in(clinic: Clinic) -> None:
    request, question = asked(clinic)
    other = answer(authorization__purpose=present("insurance claim"), patient__dob=present("1999-01-31"))
    reply = clinic.settle(mail("Here.", in_reply_to=question.message_id), other)
    assert clinic.request(request.reference).decision == "clarify"
    (exception,) = clinic.exceptions(request_id=reply.id)
    assert "is attached by its reference but names another patient" in exception.reasons
    assert reply.attached_to is None
    assert "request.completed_by" not in clinic.actions()


def test_an_answer_never_replaces_what_was_read_with_confidence(clinic: Clinic) -> None:
    request, question = asked(clinic)
    more = answer(
        authorization__purpose=present("insurance claim"),
        authorization__recipient__organization=present("Other"),
    )
    clinic.settle(mail("Here.", in_reply_to=question.message_id), more)
    with clinic.session() as session:
        both = session.get_one(FieldRow, (request.id, "authorization.recipient.organization"))
        said = [other["value"] for other in both.content["alternatives"]]
    assert (both.state, said) == ("conflicting", ["Larkspur Mutual", "Other"])
    assert clinic.request(request.reference).decision == "review"


def test_an_answer_that_is_not_sure_fills_nothing(clinic: Clinic) -> None:
    request, question = asked(clinic)
    guess = answer(authorization__purpose=present("insurance claim", confidence=0.6))
    clinic.settle(mail("Here.", in_reply_to=question.message_id), guess)
    assert clinic.request(request.reference).decision == "clarify"
    assert "request.completed_by" not in clinic.actions()


def test_an_answer_that_brings_something_else_is_not_met_with_the_same_question(clinic: Clinic) -> None:
    request, question = asked(clinic)
    other = answer(requestor__phone=present("+16145550188"))
    clinic.settle(mail("Here.", in_reply_to=question.message_id), other)
    assert len(clinic.messages()) == 1
    assert clinic.exceptions()
    assert clinic.request(request.reference).reference == request.reference


def test_an_answer_to_a_closed_request_opens_an_exception(clinic: Clinic) -> None:
    request, question = asked(clinic)
    with clinic.session() as session:
        row = session.get_one(RequestRow, request.id)
        row.status, row.closure_reason = Status.CLOSED, "withdrawn"
    reply = clinic.settle(mail("Here.", in_reply_to=question.message_id), PURPOSE)
    (exception,) = clinic.exceptions(request_id=reply.id)
    assert request.reference in exception.reasons[0]
    assert clinic.request(request.reference).status == Status.CLOSED


def test_an_answer_that_names_two_of_our_requests_belongs_to_neither(clinic: Clinic) -> None:
    _, question = asked(clinic)
    other = clinic.settle(
        mail("The form."),
        authorization(
            authorization__purpose=absent(),
            patient__name=present("Tobias Marrow"),
            patient__dob=present("1988-12-24"),
        ),
    )
    words = PURPOSE.model_copy(update={"reference": other.reference})
    reply = clinic.settle(mail("Here.", in_reply_to=question.message_id), words)
    assert (reply.decision, reply.attached_to) == ("review", None)


def test_an_out_of_office_reply_to_our_question_is_closed_and_answers_nothing(clinic: Clinic) -> None:
    request, question = asked(clinic)
    away = mail(
        "Back on Monday.", in_reply_to=question.message_id, headers=[("Auto-Submitted", "auto-replied")]
    )
    reply = clinic.settle(away, saying(Intent.AUTO_REPLY))
    assert (reply.decision, reply.status) == ("ignore", Status.CLOSED)
    assert clinic.request(request.reference).decision == "clarify"
    assert len(clinic.messages()) == 1


def test_a_second_answer_after_the_first_is_filed_with_the_request(clinic: Clinic) -> None:
    request, question = asked(clinic)
    clinic.settle(mail("Here.", in_reply_to=question.message_id), PURPOSE)
    second = clinic.settle(mail("And again.", in_reply_to=question.message_id), PURPOSE)
    assert (second.decision, second.attached_to) == ("attach", request.id)
    assert [row.decision for row in clinic.decisions(request)] == ["clarify", "enqueue"]


def test_two_answers_fill_two_gaps_and_only_then_is_it_complete(clinic: Clinic) -> None:
    both = authorization(authorization__purpose=absent(), authorization__signed_on=absent())
    request = clinic.settle(mail("The form."), both)
    (question,) = clinic.messages()
    clinic.settle(mail("Here.", in_reply_to=question.message_id), PURPOSE)
    half = clinic.request(request.reference)
    assert half.decision == "clarify"
    assert [message.asks for message in clinic.messages()] == [
        ["authorization.purpose", "authorization.signed_on"],
        ["authorization.signed_on"],
    ]
    dated = answer(authorization__signed_on=present("2026-10-30"))
    clinic.settle(mail("The date.", in_reply_to=question.message_id), dated)
    assert clinic.request(request.reference).decision == "enqueue"


def test_an_unreadable_answer_changes_nothing(clinic: Clinic) -> None:
    request, question = asked(clinic)
    clinic.settle(mail("Here.", in_reply_to=question.message_id), answer(authorization__purpose=unreadable()))
    assert clinic.request(request.reference).decision == "clarify"
    assert [message.state for message in clinic.messages()] == [MessageState.READY]


def test_a_status_question_of_the_proven_requestor_is_answered_from_the_status(clinic: Clinic) -> None:
    request, question = asked(clinic)
    asks = saying(Intent.STATUS_INQUIRY, request.reference)
    reply = clinic.settle(mail("Did you get it?", in_reply_to=question.message_id), asks)
    assert (reply.decision, reply.closure_reason) == ("answer", "answered")
    message = clinic.messages()[-1]
    assert (message.situation, message.request_id, message.state) == (
        "status",
        request.id,
        MessageState.READY,
    )


def test_an_answer_about_an_open_question_names_what_is_still_missing(clinic: Clinic) -> None:
    request = clinic.settle(mail("The form."), WITHOUT_PURPOSE)
    clinic.settle(mail("Where is it?"), saying(Intent.STATUS_INQUIRY, request.reference))
    answer = clinic.messages()[-1]

    assert (answer.situation, answer.asks) == ("status", ["authorization.purpose"])
    assert "waiting for something from you" in " ".join(answer.text.split())
    assert "nothing." not in answer.text


def test_a_status_question_of_somebody_else_is_told_nothing(clinic: Clinic) -> None:
    request, _ = asked(clinic)
    asks = saying(Intent.STATUS_INQUIRY, request.reference)
    reply = clinic.settle(mail("Did you get it?", sender="eve@elsewhere.example"), asks)
    assert reply.decision == "review"
    assert len(clinic.messages()) == 1
