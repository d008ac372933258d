"""The queries of the command line run on both databases."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine

from intake_daemon.store import audit
from intake_daemon.store.arrivals import ArrivalRow, ArrivalState
from intake_daemon.store.database import reading, transaction
from intake_daemon.store.queries_reconcile import reconcile
from intake_daemon.store.queries_requests import (
    QueueFilter,
    by_reference,
    messages,
    parked,
    queue,
    waiting,
    whole,
)
from intake_daemon.store.requests import DecisionRow, ExceptionRow, FieldRow, RequestRow, Status

NOON = datetime(2026, 11, 5, 12, tzinfo=UTC)


def fill(engine: Engine) -> None:
    """One decided request with an open exception."""
    with transaction(engine) as session:
        arrival = ArrivalRow(
            source="fax", key="k", channel="fax", name="n", sha256="0" * 64, size=1, same_arrival_key="s",
            received_at=NOON, taken_at=NOON, state=ArrivalState.DECIDED, run=1, attempts=1, restarts=0,
        )  # fmt: skip
        session.add(arrival)
        session.flush()
        request = RequestRow(
            reference="R-7K2P-94QX", arrival_id=arrival.id, ordinal=1, kind="treatment", status=Status.NEW,
            decision="review", queue="review", priority=2, received_at=NOON, due_on=date(2026, 11, 7),
            next_step="Look.", language="en", pages=[1], apart_from=[], created_at=NOON,
        )  # fmt: skip
        session.add(request)
        session.flush()
        content = {"value": "Ann Sample", "state": "present"}
        session.add_all(
            [
                FieldRow(
                    request_id=request.id, name="patient.name", arrival_id=arrival.id, state="present",
                    confidence=1.0, content=content, set_at=NOON,
                ),
                DecisionRow(
                    request_id=request.id, arrival_id=arrival.id, run=1, decided_at=NOON, decision="review",
                    reasons=["unclear"], rule_set="0" * 64,
                ),
                ExceptionRow(
                    arrival_id=arrival.id, request_id=request.id, reasons=["unclear"], since=NOON,
                    queue="review", next_step="Look.", escalate_at=NOON,
                ),
            ]
        )  # fmt: skip
        for action in ("arrival.received", "arrival.decided"):
            audit.append(session, action, actor="daemon", arrival_id=arrival.id)


def test_lists_and_balances_are_the_same_on_both(engine: Engine) -> None:
    fill(engine)

    with reading(engine) as session:
        overdue = queue(session, QueueFilter(overdue_on=date(2026, 11, 8), status="new", queue="review"))
        balance = reconcile(session)
        found = by_reference(session, "r7k2p94qx")
        assert found is not None
        everything = whole(session, found)
        counts = [
            len(parked(session)),
            len(messages(session, state="held")),
            len(waiting(session, due_by=NOON)),
        ]

    assert [one.patient for one in overdue] == ["Ann Sample"]
    assert (balance.received, balance.decided, balance.breaks) == (1, 1, ())
    assert counts == [0, 0, 1]
    assert [row.action for row in everything.history] == ["arrival.received", "arrival.decided"]


def test_a_second_standing_decision_is_a_break_on_both(engine: Engine) -> None:
    fill(engine)
    with transaction(engine) as session:
        first = session.get_one(DecisionRow, 1)
        session.add(
            DecisionRow(
                request_id=first.request_id, arrival_id=first.arrival_id, run=1, decided_at=NOON,
                decision="review", reasons=[], rule_set="0" * 64,
            )
        )  # fmt: skip

    with reading(engine) as session:
        assert [found.check for found in reconcile(session).breaks] == ["decisions"]
