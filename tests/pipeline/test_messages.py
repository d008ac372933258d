"""Messages: when they leave, when they wait, and that nobody is asked the same twice."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.cases import absent, present
from support.clinic import Clinic, authorization
from support.mails import SENDER, mail

from intake_daemon.pipeline.decide import decide_again
from intake_daemon.pipeline.deliver import WAITS, deliver
from intake_daemon.rehearsal.smtp_sink import SmtpSink
from intake_daemon.store.database import transaction
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.requests import RequestRow
from parsers.readers import Readers

WITHOUT_PURPOSE = authorization(authorization__purpose=absent())
PEOPLE = [("Alma Quist", "1971-04-09"), ("Tobias Marrow", "1988-12-24"), ("Ines Okafor", "1954-07-01")]


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def sending(tmp_path: Path, readers: Readers, sink: SmtpSink) -> Iterator[Clinic]:
    smtp: dict[str, object] = {"host": sink.host, "port": sink.port, "tls": "none"}
    clinic = Clinic(tmp_path, readers, smtp=smtp, delivery={"cap_per_address_day": 2, "cap_per_day": 4})
    yield clinic
    clinic.check()
    clinic.close()


def ask(clinic: Clinic, person: int = 0, sender: str = SENDER) -> MessageRow:
    """One request without a purpose, about one of the people."""
    name, dob = PEOPLE[person % 3]
    number = person // 3
    paper = authorization(
        authorization__purpose=absent(),
        patient__name=present(f"{name}{'abcdefgh'[number]}"),
        patient__dob=present(dob),
    )
    clinic.settle(mail("The form.", sender=sender), paper)
    return clinic.messages()[-1]


def test_a_question_leaves_once_and_is_recorded(sending: Clinic, sink: SmtpSink) -> None:
    message = ask(sending)
    sending.deliver()
    sending.deliver()
    (kept,) = sink.mails
    assert kept.recipients == [SENDER]
    assert kept.message["Message-ID"] == message.message_id
    assert [row.state for row in sending.messages()] == [MessageState.SENT]
    assert len(sending.events("message.sent")) == 1


def test_a_planned_try_that_was_overtaken_does_nothing(sending: Clinic, sink: SmtpSink) -> None:
    message = ask(sending)
    with transaction(sending.services.engine) as session:
        session.get_one(MessageRow, message.id).scheduled = 2
    deliver(sending.services, message.id, 1)
    assert sink.mails == []
    deliver(sending.services, message.id, 2)
    assert len(sink.mails) == 1


def test_a_message_that_a_person_stopped_does_not_leave(sending: Clinic, sink: SmtpSink) -> None:
    message = ask(sending)
    with transaction(sending.services.engine) as session:
        session.get_one(MessageRow, message.id).state = MessageState.HELD
    deliver(sending.services, message.id, 1)
    assert sink.mails == []


def test_a_busy_server_is_tried_again_later(sending: Clinic, sink: SmtpSink) -> None:
    message = ask(sending, sender="greylist@postbox.example")
    sending.deliver()
    (waiting,) = sending.messages()
    assert (waiting.state, waiting.attempts, waiting.scheduled) == (MessageState.READY, 1, 2)
    assert (waiting.next_try_at - sending.now).total_seconds() >= WAITS[0]
    assert sending.schedule.undelivered([(message.id, 2)]) == set()
    deliver(sending.services, message.id, 2)
    assert [row.state for row in sending.messages()] == [MessageState.SENT]


def test_after_two_days_of_trying_a_person_is_told(sending: Clinic) -> None:
    message = ask(sending, sender="temporary-450@postbox.example")
    for number in range(1, len(WAITS) + 2):
        deliver(sending.services, message.id, number)
    (parked,) = sending.messages()
    assert (parked.state, parked.attempts) == (MessageState.PARKED, len(WAITS) + 1)
    assert [len(sending.events(word)) for word in ("message.deferred", "message.parked")] == [len(WAITS), 1]
    assert "could not be delivered" in sending.exceptions()[0].reasons[0]


def test_a_refused_address_is_told_to_a_person_at_once(sending: Clinic) -> None:
    ask(sending, sender="permanent-550@postbox.example")
    sending.deliver()
    assert [row.state for row in sending.messages()] == [MessageState.PARKED]
    (exception,) = sending.exceptions()
    assert "Reach the requestor another way" in exception.next_step


def test_a_message_whose_fate_is_unknown_is_not_sent_again_by_itself(sending: Clinic) -> None:
    message = ask(sending, sender="kept-drop@postbox.example")
    sending.deliver()
    assert [row.state for row in sending.messages()] == [MessageState.UNKNOWN]
    assert len(sending.exceptions()) == 1
    assert sending.sweep() == 0
    assert sending.messages()[0].scheduled == message.scheduled


def test_without_a_mail_server_questions_wait(clinic: Clinic) -> None:
    ask(clinic)
    clinic.deliver()
    (message,) = clinic.messages()
    assert (message.state, message.reason) == (MessageState.READY, "no [smtp] server is configured")


def test_a_dry_run_writes_files_and_sends_nothing(tmp_path: Path, readers: Readers) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    clinic = Clinic(tmp_path, readers, delivery={"mode": "dry_run", "dry_run_folder": folder})
    message = ask(clinic)
    clinic.deliver()
    clinic.deliver()
    assert [path.read_bytes() for path in folder.iterdir()] == [message.content]
    assert [row.state for row in clinic.messages()] == [MessageState.RENDERED]
    assert clinic.actions().count("message.rendered") == 1
    clinic.check()
    clinic.close()


def test_in_hold_mode_every_message_waits_for_a_person(tmp_path: Path, readers: Readers) -> None:
    clinic = Clinic(tmp_path, readers, delivery={"mode": "hold"})
    message = ask(clinic)
    assert (message.state, message.recipient, message.scheduled) == (MessageState.HELD, SENDER, 0)
    assert message.content != b""
    assert len(clinic.exceptions()) == 1
    assert clinic.sweep() == 0
    clinic.check()
    clinic.close()


def test_one_address_gets_only_so_many_messages_a_day(sending: Clinic) -> None:
    states = [ask(sending, person).state for person in range(3)]
    assert states == [MessageState.READY, MessageState.READY, MessageState.HELD]
    assert "already got its 2 messages today" in str(sending.messages()[-1].reason)
    sending.wait(days=1)
    assert ask(sending, 5).state == MessageState.READY


def test_all_addresses_together_get_only_so_many_a_day(sending: Clinic) -> None:
    states = [ask(sending, number, sender=f"clerk{number}@postbox.example").state for number in range(5)]
    assert states == [MessageState.READY] * 4 + [MessageState.HELD]


def test_the_day_of_the_cap_is_the_facility_s_day(sending: Clinic) -> None:
    sending.now = datetime(2026, 11, 6, 3, 0, tzinfo=UTC)  # 22:00 on the 5th in New York
    ask(sending, 0)
    ask(sending, 1)
    sending.now = datetime(2026, 11, 6, 4, 30, tzinfo=UTC)  # 23:30 on the same day
    assert ask(sending, 2).state == MessageState.HELD
    sending.now = datetime(2026, 11, 6, 5, 30, tzinfo=UTC)  # half an hour into the next
    assert ask(sending, 4).state == MessageState.READY


def test_judging_the_same_again_asks_nothing_again(sending: Clinic) -> None:
    ask(sending)
    (request,) = sending.requests()
    for _ in range(3):
        with sending.session() as session:
            decide_again(session, sending.services, session.get_one(RequestRow, request.id))
    assert len(sending.messages()) == 1
    decisions = sending.decisions(request)
    assert [row.superseded_by for row in decisions] == [row.id for row in decisions[1:]] + [None]
    assert [row.decision for row in decisions] == ["clarify"] * 4


def test_a_message_tells_nothing_of_the_patient(sending: Clinic, sink: SmtpSink) -> None:
    ask(sending)
    sending.deliver()
    content = sink.mails[0].content.decode()
    for word in ("Alma", "Quist", "1971", "04/09"):
        assert word not in content


def test_a_question_answers_the_mail_that_it_is_about(sending: Clinic, sink: SmtpSink) -> None:
    sending.settle(mail("The form.", message_id="<their-17@postbox.example>"), WITHOUT_PURPOSE)
    sending.deliver()
    assert sink.mails[0].message["In-Reply-To"] == "<their-17@postbox.example>"
    assert sink.mails[0].message["Auto-Submitted"] is not None
