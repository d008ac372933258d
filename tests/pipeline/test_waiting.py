"""Time: reminders, escalation, and work that nobody goes on with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import column, delete, table
from support.cases import absent
from support.clinic import Clinic, authorization
from support.mails import mail

from intake_daemon.engine import arrival_workflow, deliver_workflow
from intake_daemon.pipeline.remind import remind
from intake_daemon.pipeline.sweep import MAX_RESTARTS
from intake_daemon.rehearsal.smtp_sink import SmtpSink
from intake_daemon.store.database import transaction
from intake_daemon.store.messages import MessageState
from intake_daemon.store.requests import RequestRow, Status
from parsers.readers import Readers

WITHOUT_PURPOSE = authorization(authorization__purpose=absent())


@pytest.fixture
def asking(tmp_path: Path, readers: Readers) -> Iterator[Clinic]:
    """A clinic that has asked its question."""
    with SmtpSink() as sink:
        clinic = Clinic(tmp_path, readers, smtp={"host": sink.host, "port": sink.port, "tls": "none"})
        clinic.settle(mail("The form."), WITHOUT_PURPOSE)
        clinic.deliver()
        yield clinic
        clinic.check()
        clinic.close()


def remind_now(clinic: Clinic, number: int) -> RequestRow:
    (request,) = clinic.requests()
    with clinic.session() as session:
        remind(session, clinic.services, request.id, number)
    return clinic.request(request.reference)


def test_the_first_silence_is_answered_with_a_reminder(asking: Clinic) -> None:
    asking.wait(days=5)
    request = remind_now(asking, 1)
    assert [row.situation for row in asking.messages()] == ["clarification", "reminder"]
    assert asking.messages()[-1].state == MessageState.READY
    assert request.status == Status.PENDING_CLARIFICATION
    assert len(asking.events("request.reminded")) == 1


def test_the_second_silence_goes_to_a_person(asking: Clinic) -> None:
    asking.wait(days=5)
    remind_now(asking, 1)
    asking.wait(days=7)
    remind_now(asking, 2)
    assert len(asking.messages()) == 2
    assert asking.exceptions()[0].reasons == ["the requestor has not answered our question"]


def test_the_same_reminder_twice_is_one_reminder(asking: Clinic) -> None:
    for _ in range(2):
        remind_now(asking, 1)
    assert len(asking.messages()) == 2


def test_nobody_is_reminded_of_a_question_that_never_went_out(clinic: Clinic) -> None:
    clinic.settle(mail("The form."), WITHOUT_PURPOSE)
    remind_now(clinic, 1)
    assert [row.situation for row in clinic.messages()] == ["clarification"]
    assert len(clinic.exceptions()) == 1


def test_a_reminder_for_a_request_that_moved_on_does_nothing(asking: Clinic) -> None:
    with asking.session() as session:
        session.get_one(RequestRow, 1).status = Status.IN_PROGRESS
    before = asking.actions()
    remind_now(asking, 1)
    assert asking.actions() == before


def test_an_exception_that_nobody_moves_is_escalated_once(clinic: Clinic) -> None:
    request = clinic.settle(mail("The form.", proven=False), WITHOUT_PURPOSE)
    (exception,) = clinic.exceptions()
    clinic.now = exception.escalate_at
    assert clinic.sweep() == 1
    assert clinic.sweep() == 0
    (escalated,) = clinic.exceptions()
    assert (escalated.queue, escalated.escalated_at) == (exception.escalate_to, clinic.now)
    assert clinic.request(request.reference).status == Status.ESCALATED
    assert len(clinic.events("exception.escalated")) == 1


def test_an_exception_is_not_escalated_before_its_time(clinic: Clinic) -> None:
    clinic.settle(mail("The form.", proven=False), WITHOUT_PURPOSE)
    assert clinic.sweep() == 0


def lose_workflow(clinic: Clinic, identity: str) -> None:
    """The workflow engine has given up on it; so says its table."""
    workflows = table(
        "workflow_status",
        column("workflow_uuid"),
        schema="dbos" if clinic.services.engine.dialect.name == "postgresql" else None,
    )
    with transaction(clinic.services.engine) as session:
        done = session.execute(delete(workflows).where(workflows.c.workflow_uuid == identity))
        assert done.rowcount == 1


def test_stranded_work_is_started_anew_and_parked_after_the_third_time(either_clinic: Clinic) -> None:
    either_clinic.take(mail("Please."))
    assert either_clinic.sweep() == 0
    for number in range(1, MAX_RESTARTS):
        lose_workflow(either_clinic, arrival_workflow(1, 1, number))
        assert either_clinic.sweep() == 1
        assert either_clinic.schedule.over([(1, 1, number + 1)]) == set()
    lose_workflow(either_clinic, arrival_workflow(1, 1, MAX_RESTARTS))
    assert either_clinic.sweep() == 1
    (arrival,) = either_clinic.arrivals()
    assert (arrival.state, arrival.problem_kind) == ("parked", "stranded")
    assert len(either_clinic.events("arrival.restarted")) == MAX_RESTARTS - 1
    assert len(either_clinic.exceptions()) == 1
    assert either_clinic.sweep() == 0


def test_work_that_is_done_is_not_stranded(clinic: Clinic) -> None:
    clinic.take(mail("Please."))
    lose_workflow(clinic, arrival_workflow(1, 1, 1))
    clinic.work()
    assert clinic.sweep() == 0


def test_a_stranded_delivery_is_planned_again(either_clinic: Clinic) -> None:
    either_clinic.settle(mail("The form."), WITHOUT_PURPOSE)
    lose_workflow(either_clinic, deliver_workflow(1, 1))
    assert either_clinic.sweep() == 1
    assert either_clinic.messages()[0].scheduled == 2
    assert either_clinic.schedule.undelivered([(1, 2)]) == set()
    assert either_clinic.sweep() == 0


def test_a_backlog_larger_than_one_question_to_the_database_is_swept(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    from intake_daemon.pipeline import sweep as stage

    monkeypatch.setattr(stage, "PORTION", 2)
    for _ in range(5):
        clinic.take(mail("Please."))
    for number in (2, 5):
        lose_workflow(clinic, arrival_workflow(number, 1, 1))
    assert clinic.sweep() == 2
    assert [row.arrival_id for row in clinic.events("arrival.restarted")] == [2, 5]
