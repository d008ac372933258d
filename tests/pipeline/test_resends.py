"""The same request once more: what becomes of it, of the first one, and of the clock."""

from datetime import timedelta

import pytest
from support.cases import absent, present, unreadable
from support.clinic import NOON, Clinic, authorization
from support.mails import mail

from intake_daemon.model import Channel, FieldValue, Understanding
from intake_daemon.pipeline.close import close
from intake_daemon.store.requests import FieldRow, RequestRow, Status

COMPLETE = authorization()
UNSIGNED = authorization(authorization__signed=absent(), authorization__signed_on=absent())


def first_and_again(
    clinic: Clinic, one: Understanding, two: Understanding, *, days: float = 2
) -> tuple[RequestRow, RequestRow]:
    """Two papers, some days apart, and the requests they came to."""
    first = clinic.settle(mail("The form."), one)
    clinic.wait(days=days)
    again = clinic.settle(mail("The form."), two)
    return clinic.request(first.reference), again


def field(clinic: Clinic, request: RequestRow, name: str) -> FieldRow:
    with clinic.session() as session:
        return session.get_one(FieldRow, (request.id, name))


def reasons(clinic: Clinic, request: RequestRow) -> str:
    return "; ".join(clinic.decisions(request)[-1].reasons)


def test_a_resend_of_an_open_request_is_attached_told_once_and_starts_no_clock(either_clinic: Clinic) -> None:
    first, again = first_and_again(either_clinic, COMPLETE, COMPLETE)
    assert (again.decision, again.attached_to, again.due_on) == ("attach", first.id, None)
    assert first.due_on == (NOON + timedelta(days=14)).date()
    either_clinic.settle(mail("The form."), COMPLETE)
    assert [(m.situation, m.request_id) for m in either_clinic.messages()] == [("already_here", first.id)]
    assert len(either_clinic.events("request.attached")) == 2
    assert len(either_clinic.decisions(first)) == 1


def test_a_resend_by_fax_of_what_came_by_mail_is_attached_and_nobody_is_written_to(clinic: Clinic) -> None:
    first = clinic.settle(mail("The form."), COMPLETE)
    again = clinic.settle(b"the form as a fax", COMPLETE, channel=Channel.FAX)
    assert again.attached_to == first.id
    assert [message.recipient for message in clinic.messages()] == [""]


def test_the_same_bytes_from_another_sender_go_through_matching(clinic: Clinic) -> None:
    first = clinic.settle(b"the same pages", COMPLETE, channel=Channel.FAX, same_arrival_key="one number")
    again = clinic.settle(b"the same pages", COMPLETE, channel=Channel.FAX, same_arrival_key="another")
    assert (again.id == first.id, again.attached_to) == (False, first.id)


def test_the_same_bytes_after_the_limit_are_a_second_ask_that_is_never_swallowed(clinic: Clinic) -> None:
    first = clinic.settle(b"the same pages", COMPLETE, channel=Channel.FAX, same_arrival_key="one number")
    clinic.wait(days=20)
    again = clinic.settle(b"the same pages", COMPLETE, channel=Channel.FAX, same_arrival_key="one number")
    assert (again.id == first.id, again.status, again.attached_to) == (False, Status.ESCALATED, None)


UNREAD_KINDS = authorization(scope__record_types=unreadable())


def test_the_very_same_file_is_a_resend_though_something_on_it_cannot_be_read(clinic: Clinic) -> None:
    first = clinic.settle(b"the same pages", UNREAD_KINDS, channel=Channel.FAX)
    again = clinic.settle(b"the same pages", UNREAD_KINDS, channel=Channel.FAX)
    other = clinic.settle(b"other pages", UNREAD_KINDS, channel=Channel.FAX)
    assert (again.attached_to, other.attached_to, other.decision) == (first.id, None, "review")
    assert "every file of it has come before, byte for byte" in reasons(clinic, again)


def test_the_very_same_file_about_somebody_who_cannot_be_read_joins_nobody(clinic: Clinic) -> None:
    unread = authorization(patient__name=unreadable(), patient__dob=unreadable())
    clinic.settle(b"the same pages", unread, channel=Channel.FAX)
    assert clinic.settle(b"the same pages", unread, channel=Channel.FAX).attached_to is None


def test_a_resend_that_is_signed_now_completes_the_first(either_clinic: Clinic) -> None:
    signed = authorization(authorization__signed_on=present("2026-11-07"))
    first, again = first_and_again(either_clinic, UNSIGNED, signed)
    assert (first.decision, again.attached_to) == ("enqueue", first.id)
    assert first.due_on == (NOON + timedelta(days=14)).date()
    row = field(either_clinic, first, "authorization.signed")
    assert (row.content["value"], row.arrival_id) == (True, again.arrival_id)
    question, told = either_clinic.messages()
    assert (question.situation, question.state) == ("clarification", "cancelled")
    assert told.situation == "attached_reply"


@pytest.mark.parametrize(
    ("name", "doubtful"),
    [
        ("patient__dob", unreadable()),
        ("authorization__expires_on", unreadable()),
        ("scope__end", present("2025-06-30", 0.7)),
        ("authorization__purpose", present("insurance clam", 0.6)),
    ],
)
def test_a_resend_on_which_more_can_be_read_settles_what_a_person_was_to_look_at(
    clinic: Clinic, name: str, doubtful: FieldValue
) -> None:
    first = clinic.settle(mail("The form."), authorization(**{name: doubtful}))
    assert first.decision == "review"
    again = clinic.settle(mail("The form."), COMPLETE)
    if again.decision == "review":  # too little is left of the first to join them unseen
        assert "may be a request we already have" in reasons(clinic, again)
        return
    assert (clinic.request(first.reference).decision, again.attached_to) == ("enqueue", first.id)
    assert clinic.exceptions() == []


def test_a_worse_copy_takes_nothing_away(clinic: Clinic) -> None:
    worse = authorization(
        authorization__purpose=unreadable(),
        authorization__signed=absent(),
        authorization__expires_on=present("2026-12-81", 0.4),
        patient__phone=present("+16145550999", 0.3),
    )
    first, again = first_and_again(clinic, COMPLETE, worse)
    assert again.attached_to == first.id
    assert (first.decision, len(clinic.decisions(first))) == ("enqueue", 1)
    assert "request.completed_by" not in clinic.actions()


def test_a_new_authorization_signed_later_takes_the_place_of_an_expired_one(clinic: Clinic) -> None:
    expired = authorization(
        authorization__expires_on=present("2026-10-01"), authorization__signed_on=present("2026-01-05")
    )
    renewed = authorization(
        authorization__expires_on=present("2027-10-01"), authorization__signed_on=present("2026-11-06")
    )
    first, again = first_and_again(clinic, expired, renewed)
    assert (first.decision, again.attached_to) == ("enqueue", first.id)
    assert field(clinic, first, "authorization.expires_on").content["value"] == "2027-10-01"


def test_two_sure_and_different_dates_of_a_signature_are_shown_to_a_person(clinic: Clinic) -> None:
    earlier = authorization(authorization__signed_on=present("2026-02-18"))
    first, again = first_and_again(clinic, COMPLETE, earlier)
    assert (first.decision, again.attached_to) == ("review", first.id)
    said = field(clinic, first, "authorization.signed_on").content["alternatives"]
    assert [other["value"] for other in said] == ["2026-02-20", "2026-02-18"]
    assert f"{again.reference}, which came later, says otherwise: date of the signature" in reasons(
        clinic, first
    )


def test_a_request_that_was_answered_lately_and_comes_again_is_looked_at(either_clinic: Clinic) -> None:
    first = either_clinic.settle(mail("The form."), COMPLETE)
    _close(either_clinic, first, "fulfilled")
    either_clinic.wait(days=9)
    again = either_clinic.settle(mail("The form."), COMPLETE)
    assert (again.decision, again.attached_to) == ("review", None)
    assert again.due_on == (NOON + timedelta(days=9 + 14)).date()
    assert f"{first.reference} was answered on 2026-11-05 by maria" in reasons(either_clinic, again)
    assert len(either_clinic.exceptions(request_id=again.id)) == 1


def test_a_request_that_was_answered_long_ago_and_comes_again_is_a_new_one(clinic: Clinic) -> None:
    dates = {
        "authorization__expires_on": present("2028-01-01"),
        "authorization__signed_on": present("2026-10-01"),
    }
    first = clinic.settle(mail("The form."), authorization(**dates))
    _close(clinic, first, "fulfilled")
    clinic.wait(days=120)
    again = clinic.settle(mail("The form."), authorization(**dates))
    assert (again.decision, again.patient_of) == ("enqueue", first.id)


def test_a_request_that_was_given_up_and_comes_again_is_judged_by_itself(clinic: Clinic) -> None:
    first = clinic.settle(mail("The form."), UNSIGNED)
    _close(clinic, first, "no_reply")
    clinic.wait(days=2)
    again = clinic.settle(mail("The form."), COMPLETE)
    once_more = clinic.settle(mail("The form."), COMPLETE)
    assert (again.decision, again.attached_to, again.patient_of) == ("enqueue", None, first.id)
    assert once_more.attached_to == again.id


@pytest.mark.parametrize("reason", ["denied", "withdrawn", "referred"])
def test_what_was_closed_for_a_reason_and_comes_again_is_looked_at(clinic: Clinic, reason: str) -> None:
    first = clinic.settle(mail("The form."), COMPLETE)
    _close(clinic, first, reason)
    again = clinic.settle(mail("The form."), COMPLETE)
    assert again.decision == "review"
    assert f"{first.reference} was closed on 2026-11-05 by maria: {reason}" in reasons(clinic, again)


def _close(clinic: Clinic, request: RequestRow, reason: str) -> None:
    with clinic.session() as session:
        row = session.get_one(RequestRow, request.id)
        close(session, clinic.services, row, reason=reason, proof="fax report 7", actor="maria")


def test_a_third_ask_is_counted_from_the_first_and_escalated(clinic: Clinic) -> None:
    first, again = first_and_again(clinic, COMPLETE, COMPLETE, days=5)
    assert again.attached_to == first.id
    clinic.wait(days=15)
    third = clinic.settle(mail("The form."), COMPLETE)
    assert (third.status, third.decision) == (Status.ESCALATED, "review")
    assert f"asked for the 3rd time since 2026-11-05, first as {first.reference}" in reasons(clinic, third)
    clinic.wait(days=3)
    fourth = clinic.settle(mail("The form."), COMPLETE)
    assert (fourth.status, fourth.attached_to) == (Status.ESCALATED, None)
    assert f"asked for the 4th time since 2026-11-05, first as {first.reference}" in reasons(clinic, fourth)


def test_another_request_of_a_known_patient_is_linked_and_has_a_clock_of_its_own(clinic: Clinic) -> None:
    later = authorization(scope__start=present("2025-07-01"), scope__end=present("2025-12-31"))
    signed = later.requests[0].fields | {"authorization.signed_on": present("2026-11-01")}
    draft = later.requests[0].model_copy(update={"fields": signed})
    first, again = first_and_again(clinic, COMPLETE, later.model_copy(update={"requests": (draft,)}))
    assert (again.decision, again.patient_of, again.attached_to) == ("enqueue", first.id, None)
    assert again.due_on == (NOON + timedelta(days=2 + 14)).date()


def test_another_recipient_is_another_request(clinic: Clinic) -> None:
    firm = authorization(
        authorization__recipient__organization=present("Moss & Calloway"),
        requestor__organization=present("Moss & Calloway"),
        requestor__fax=present("+12065550177"),
    )
    _, again = first_and_again(clinic, COMPLETE, firm)
    assert (again.decision, again.attached_to) == ("enqueue", None)


def test_a_value_in_doubt_joins_nobody_by_itself(clinic: Clinic) -> None:
    known = authorization(patient__name=present("Maria Garcia"))
    guessed = authorization(patient__name=present("Maria Garcia"), patient__dob=present("1971-04-09", 0.5))
    first, again = first_and_again(clinic, known, guessed)
    assert first.decision == "enqueue"
    assert (again.decision, again.attached_to) == ("review", None)
    assert "not read for sure: patient's date of birth" in reasons(clinic, again)


def test_a_value_in_doubt_keeps_nobody_apart_by_itself(clinic: Clinic) -> None:
    misread = authorization(requestor__organization=present("Lankspun Mitoal", 0.5))
    first, again = first_and_again(clinic, COMPLETE, misread)
    assert again.attached_to == first.id


def test_a_person_s_correction_stands_against_every_later_paper(clinic: Clinic) -> None:
    from intake_daemon.pipeline.correct import correct

    first = clinic.settle(mail("The form."), COMPLETE)
    with clinic.session() as session:
        row = session.get_one(RequestRow, first.id)
        correct(session, clinic.services, row, "authorization.purpose", "a claim", actor="maria")
    again = clinic.settle(mail("The form."), authorization(authorization__purpose=present("a claim")))
    assert again.attached_to == first.id
    assert field(clinic, first, "authorization.purpose").person == "maria"
    assert clinic.request(first.reference).decision == "enqueue"
