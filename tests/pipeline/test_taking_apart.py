"""Undoing what was joined: afterwards everything stands as if it had never been joined."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select
from support.cases import absent, present, unreadable
from support.clinic import Clinic, answer, authorization
from support.mails import mail

from intake_daemon.model import FieldValue, Relation
from intake_daemon.pipeline import relate
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.reprocess import Step, reprocess
from intake_daemon.store.requests import FieldRow, RequestRow

COMPLETE = authorization()


def standing(clinic: Clinic, request: RequestRow) -> object:
    """All that the request is: its fields, decision, reasons, due day, queue and open exceptions."""
    now = clinic.request(request.reference)
    with clinic.session() as session:
        rows = session.scalars(select(FieldRow).where(FieldRow.request_id == request.id))
        fields = {row.name: (row.arrival_id, json.dumps(row.content, sort_keys=True)) for row in rows}
    return (
        fields,
        now.decision,
        now.status,
        now.due_on,
        now.queue,
        now.priority,
        clinic.decisions(request)[-1].reasons,
        sorted(str(row.reasons) for row in clinic.exceptions(request_id=request.id)),
        [
            (m.situation, m.state, m.asks)
            for m in clinic.messages(request_id=request.id)
            if m.state != "cancelled"
        ],
    )


def person(
    clinic: Clinic, does: Callable[..., RequestRow], request: RequestRow, *more: object, **how: object
) -> None:
    with clinic.session() as session:
        does(session, clinic.services, session.get_one(RequestRow, request.id), *more, actor="maria", **how)


def again(clinic: Clinic, request: RequestRow) -> None:
    """Have a document worked on once more, from its stored fields."""
    reprocess(clinic.services, request.arrival_id, Step.DECIDE, actor="maria")
    clinic.work()


@pytest.mark.parametrize(
    "brings",
    [
        {},
        {"authorization__signed": absent(), "authorization__signed_on": absent()},
        {"authorization__purpose": absent()},
        {"authorization__expires_on": unreadable()},
        {"authorization__signed_on": present("2026-02-18")},
        {"authorization__expires_on": present("2026-11-30")},
        {"patient__phone": present("+16145550188", 0.5)},
    ],
)
def test_split_leaves_the_first_as_if_the_second_had_never_come(
    either_clinic: Clinic, brings: dict[str, FieldValue]
) -> None:
    first = either_clinic.settle(mail("The form."), authorization(**brings))
    before = standing(either_clinic, first)
    either_clinic.wait(hours=3)
    second = either_clinic.settle(mail("The form."), COMPLETE)
    assert second.attached_to == first.id
    person(either_clinic, relate.split, second)
    assert standing(either_clinic, first) == before
    alone = either_clinic.request(second.reference)
    assert (alone.decision, alone.attached_to, alone.patient_of) == ("enqueue", None, None)
    told = either_clinic.messages(arrival_id=second.arrival_id)
    assert {message.state for message in told} <= {"cancelled"}


def test_of_two_later_papers_the_one_that_stays_keeps_what_it_brought(clinic: Clinic) -> None:
    first = clinic.settle(mail("The form."), authorization(authorization__purpose=absent()))
    wrong, right = (clinic.settle(mail("The form."), COMPLETE) for _ in range(2))
    person(clinic, relate.split, wrong)
    with clinic.session() as session:
        purpose = session.get_one(FieldRow, (first.id, "authorization.purpose"))
    assert (purpose.arrival_id, clinic.request(first.reference).decision) == (right.arrival_id, "enqueue")


def test_working_on_either_once_more_keeps_them_together_and_keeps_them_apart(clinic: Clinic) -> None:
    first = clinic.settle(mail("The form."), authorization(authorization__purpose=absent()))
    second = clinic.settle(mail("The form."), COMPLETE)
    together = standing(clinic, first)
    for request in (first, second, first):
        again(clinic, request)
        assert standing(clinic, first) == together
        assert clinic.request(second.reference).attached_to == first.id
    person(clinic, relate.split, second)
    apart = standing(clinic, first)
    for request in (first, second, first):
        again(clinic, request)
        assert standing(clinic, first) == apart
        assert clinic.request(second.reference).attached_to is None
    assert len([m for m in clinic.messages() if m.situation == "clarification" and m.state == "ready"]) == 1


def test_a_third_paper_finds_the_request_that_two_were_joined_to(clinic: Clinic) -> None:
    first, _, third = (clinic.settle(mail("The form."), COMPLETE) for _ in range(3))
    assert third.attached_to == first.id


def test_a_follow_up_can_be_taken_out_again(clinic: Clinic) -> None:
    first = clinic.settle(mail("The form."), authorization(authorization__purpose=absent()))
    before = standing(clinic, first)
    (question,) = clinic.messages()
    reply = clinic.settle(
        mail("Here.", in_reply_to=question.message_id), answer(authorization__purpose=present("a claim"))
    )
    assert clinic.request(first.reference).decision == "enqueue"
    person(clinic, relate.split, reply)
    assert standing(clinic, first) == before
    assert clinic.request(reply.reference).decision == "review"


def test_a_link_to_a_patient_can_be_taken_off_for_good(clinic: Clinic) -> None:
    other_range = {"scope__start": present("2024-01-01"), "scope__end": present("2024-06-30")}
    first = clinic.settle(mail("The form."), COMPLETE)
    second = clinic.settle(mail("The form."), authorization(**other_range))
    assert second.patient_of == first.id
    person(clinic, relate.split, second)
    again(clinic, second)
    again(clinic, first)
    assert clinic.request(second.reference).patient_of is None
    with pytest.raises(RefusedError):
        person(clinic, relate.split, second)


MAYBE = authorization(scope__record_types=absent())


def test_a_person_says_that_two_are_the_same_and_takes_it_back(either_clinic: Clinic) -> None:
    first = either_clinic.settle(mail("The form."), authorization(authorization__purpose=absent()))
    before = standing(either_clinic, first)
    maybe = either_clinic.settle(mail("The form."), MAYBE)
    assert (maybe.decision, maybe.attached_to) == ("review", None)
    person(either_clinic, relate.same, maybe, None, relation=Relation.RESEND)
    joined = either_clinic.request(maybe.reference)
    assert (joined.attached_to, joined.status) == (first.id, "closed")
    assert either_clinic.request(first.reference).decision == "enqueue"
    assert either_clinic.exceptions() == []
    again(either_clinic, maybe)
    again(either_clinic, first)
    assert either_clinic.request(maybe.reference).attached_to == first.id
    assert either_clinic.request(first.reference).decision == "enqueue"
    person(either_clinic, relate.split, maybe)
    assert standing(either_clinic, first) == before
    assert either_clinic.request(maybe.reference).attached_to is None
    assert [row.actor for row in either_clinic.events("request.joined")] == ["maria"]


def test_a_person_says_that_two_are_two_and_takes_it_back(either_clinic: Clinic) -> None:
    first = either_clinic.settle(mail("The form."), COMPLETE)
    maybe = either_clinic.settle(mail("The form."), MAYBE)
    person(either_clinic, relate.apart, maybe)
    two = either_clinic.request(maybe.reference)
    assert "may be a request we already have" not in either_clinic.decisions(maybe)[-1].reasons
    assert (two.attached_to, two.apart_from) == (None, [first.id])
    assert either_clinic.request(first.reference).apart_from == [two.id]
    again(either_clinic, maybe)
    assert "may be a request we already have" not in either_clinic.decisions(maybe)[-1].reasons
    with either_clinic.session() as session:
        relate.same(
            session,
            either_clinic.services,
            session.get_one(RequestRow, maybe.id),
            session.get_one(RequestRow, first.id),
            relation=Relation.RESEND,
            actor="maria",
        )
    assert either_clinic.request(maybe.reference).attached_to == first.id


def test_nothing_is_joined_to_what_is_closed_or_came_on_one_paper(clinic: Clinic) -> None:
    first = clinic.settle(mail("The form."), COMPLETE)
    attached = clinic.settle(mail("The form."), COMPLETE)
    with pytest.raises(RefusedError, match="split it first"):
        person(clinic, relate.same, attached, None, relation=Relation.RESEND)
    with pytest.raises(RefusedError, match="already"):
        person(clinic, relate.same, first, attached)
    with pytest.raises(RefusedError, match="--with"):
        person(clinic, relate.same, first, None, relation=Relation.RESEND)
