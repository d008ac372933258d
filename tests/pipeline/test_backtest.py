"""Replaying stored decisions, on SQLite and on PostgreSQL: which ones, on which facts, with nothing written."""

import zlib
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DatabaseError
from support.cases import absent
from support.clinic import NOON, Clinic, authorization
from support.mails import mail

from intake_daemon.errors import TransientError
from intake_daemon.model import Decision
from intake_daemon.pipeline.backtest.rebuilt import Rebuilder
from intake_daemon.pipeline.backtest.replay import Apart, Lost, Replay, Span, how_many, replays
from intake_daemon.pipeline.correct import accept
from intake_daemon.pipeline.looking import looking
from intake_daemon.store.looking import only_looking
from intake_daemon.store.requests import DecisionRow, RequestRow

MISSING = {"authorization__purpose": absent()}


def span(clinic: Clinic, *, first: bool = False) -> Span:
    day = clinic.services.local_day(NOON)
    return Span(day, day + timedelta(days=30), clinic.config.facility.zone, first=first)


def replayed(clinic: Clinic, *, first: bool = False) -> list[Replay | Lost]:
    services = looking(clinic.config, clinic.services.engine, clinic.services.policy.rules)
    with only_looking(clinic.services.engine) as session:
        found = list(replays(session, span(clinic, first=first), Rebuilder(services)))
        assert how_many(session, span(clinic, first=first)) == len(found)
    return found


def test_each_request_is_replayed_once_with_what_was_known_last_or_first(either_clinic: Clinic) -> None:
    request = either_clinic.settle(mail("The form."), authorization(**MISSING))
    (question,) = either_clinic.messages()
    either_clinic.settle(mail("Here.", in_reply_to=question.message_id), authorization())

    last, first = replayed(either_clinic), replayed(either_clinic, first=True)

    ours = [one for one in last if isinstance(one, Replay) and one.reference == request.reference]
    before = [one for one in first if isinstance(one, Replay) and one.reference == request.reference]
    assert [(one.recorded, one.rebuilt, one.apart) for one in ours] == [(Decision.ENQUEUE, False, None)]
    assert [one.recorded for one in before] == [Decision.CLARIFY]
    assert [one.apart for one in last if isinstance(one, Replay)] == [None, Apart.ATTACHED]


def test_what_a_person_decided_afterwards_is_marked_and_the_rules_word_replayed(
    either_clinic: Clinic,
) -> None:
    request = either_clinic.settle(mail("The form."), authorization(**MISSING))
    with either_clinic.session() as session:
        accept(
            session,
            either_clinic.services,
            session.get_one(RequestRow, request.id),
            actor="maria",
            reason="called them",
        )

    (one,) = replayed(either_clinic)

    assert isinstance(one, Replay)
    assert (one.apart, one.recorded) == (Apart.PERSON, Decision.CLARIFY)


def test_a_case_that_was_not_kept_is_put_together_as_of_the_day_of_decision(either_clinic: Clinic) -> None:
    either_clinic.settle(mail("The form."), authorization(**MISSING))
    (kept,) = replayed(either_clinic)
    with either_clinic.session() as session:
        session.execute(update(DecisionRow).values(case=None))
    either_clinic.wait(days=9)

    (rebuilt,) = replayed(either_clinic)

    assert isinstance(kept, Replay)
    assert isinstance(rebuilt, Replay)
    assert (kept.rebuilt, rebuilt.rebuilt) == (False, True)
    assert rebuilt.case == kept.case


@pytest.mark.parametrize("content", [zlib.compress(b'{"of": "another version"}'), b"spoilt"])
def test_a_case_that_cannot_be_understood_is_put_together_anew(clinic: Clinic, content: bytes) -> None:
    clinic.settle(mail("The form."), authorization(**MISSING))
    with clinic.session() as session:
        session.execute(update(DecisionRow).values(case=content))

    (one,) = replayed(clinic)

    assert isinstance(one, Replay)
    assert one.rebuilt


def test_requests_of_other_days_are_left_out(clinic: Clinic) -> None:
    clinic.wait(days=-1)
    clinic.settle(mail("The form."), authorization(**MISSING))
    clinic.wait(days=1)

    assert replayed(clinic) == []


def test_the_database_refuses_to_be_written_in_while_it_is_only_looked_at(either_clinic: Clinic) -> None:
    either_clinic.settle(mail("The form."), authorization(**MISSING))

    with (
        pytest.raises((DatabaseError, TransientError), match=r"(?i)read-?only"),
        only_looking(either_clinic.services.engine) as session,
    ):
        session.execute(update(RequestRow).values(priority=1))

    with either_clinic.session() as session:
        session.execute(update(RequestRow).values(priority=2))
    assert [one.priority for one in either_clinic.requests()] == [2]
