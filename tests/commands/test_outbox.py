"""Outgoing messages in the hands of people."""

import email
import email.policy
import re

import pytest
from sqlalchemy import select
from support.office import MakeOffice, Office, proven_mail, truth

from intake_daemon.pipeline.deliver import deliver
from intake_daemon.rehearsal.smtp_sink import SmtpSink
from intake_daemon.store.messages import MessageRow, MessageState
from outbox.facts import Situation

CLERK = "clerk@lockhart.example"


def smtp(sink: SmtpSink) -> str:
    return f'[smtp]\nhost = "{sink.host}"\nport = {sink.port}\ntls = "none"'


def asked(office: Office, *, proven: bool = True) -> None:
    """One request with a question that waits for a person."""
    office.receive(
        truth("fax-unsigned.tif"), name="unsigned", envelope=proven_mail(CLERK) if proven else None
    )


def send_all(office: Office) -> None:
    """Do what the daemon's worker for outgoing mail does."""
    with office.session() as session:
        ready = session.scalars(select(MessageRow).where(MessageRow.state == MessageState.READY)).all()
    for message in ready:
        deliver(office.services, message.id, message.scheduled)


def test_messages_are_listed_with_the_reason_why_they_wait(office: Office) -> None:
    asked(office)

    assert "delivery.mode = hold" in office.json("outbox", "list", "--state", "held")[0]["reason"]
    assert office.json("outbox", "list", "--state", "sent") == []
    assert [one["id"] for one in office.json("outbox", "list", "--request", office.reference(1))] == [1]
    assert CLERK in office.said("outbox", "list")


@pytest.mark.parametrize("command", ["show", "preview"])
def test_a_message_is_shown_as_it_would_leave(office: Office, command: str) -> None:
    asked(office)

    shown = office.said("outbox", command, "1")

    assert f"To: {CLERK}" in shown
    assert office.reference(1) in shown
    assert "signature" in shown
    assert "Kowalczyk" not in shown


def test_a_message_without_a_recipient_is_shown_too(office: Office) -> None:
    asked(office, proven=False)

    assert "nobody yet" in office.said("outbox", "show", "1")
    assert "signature" in office.json("outbox", "show", "1")["text"]


def test_every_text_can_be_read_through_before_it_is_used(office: Office) -> None:
    shown = office.said("outbox", "preview", "--all-situations")
    spanish = office.said("outbox", "preview", "--all-situations", "--language", "es")

    titles = re.findall("^=== (.*)$", shown, re.MULTILINE)
    assert {f"{situation} ({code})" for situation in Situation for code in ("en", "es")} <= set(titles)
    assert "(es)" in spanish
    assert "(en)" not in spanish
    assert office.call("outbox", "preview").exit_code == 2


def test_a_released_message_leaves_once_and_its_exception_is_over(make_office: MakeOffice) -> None:
    with SmtpSink() as sink:
        office = make_office(more=smtp(sink))
        asked(office)

        office.said("outbox", "release", "1")
        send_all(office)

        assert [mail.recipients for mail in sink.mails] == [[CLERK]]
        assert office.json("review", "list") == []
        again = office.call("outbox", "release", "1")
        assert again.exit_code == 1
        assert "never sent twice" in again.stderr
        send_all(office)
        assert len(sink.mails) == 1
        office.said("audit", "verify")


def test_an_unproven_address_needs_a_person_who_answers_for_it(make_office: MakeOffice) -> None:
    with SmtpSink() as sink:
        office = make_office(more=smtp(sink))
        asked(office, proven=False)

        refused = office.call("outbox", "release", "1")
        wrong = office.call("outbox", "release", "1", "--to", "a@b.example, c@d.example")
        office.said("outbox", "release", "1", "--to", "desk@firm.example")
        send_all(office)

        assert (refused.exit_code, wrong.exit_code) == (1, 1)
        assert "--to" in refused.stderr
        mail = email.message_from_bytes(sink.mails[0].content, policy=email.policy.default)
        assert (
            mail["To"],
            next(name for name in mail if name == "Auto-Submitted"),
        ) == ("desk@firm.example", "Auto-Submitted")
        document = office.json("outbox", "list")[0]
        assert (document["state"], document["proof"]) == ("sent", "person")
        assert document["released_by"]


def test_nothing_is_released_while_there_is_no_server(office: Office) -> None:
    asked(office)

    result = office.call("outbox", "release", "1")

    assert result.exit_code == 1
    assert "[smtp]" in result.stderr
    assert office.json("outbox", "list")[0]["state"] == "held"


def test_a_message_whose_fate_is_unknown_is_sent_again_only_when_told_so(make_office: MakeOffice) -> None:
    with SmtpSink() as sink:
        office = make_office(more=smtp(sink))
        asked(office)
        with office.session() as session:
            session.get_one(MessageRow, 1).state = MessageState.UNKNOWN

        refused = office.call("outbox", "release", "1")
        office.said("outbox", "release", "1", "--again")
        send_all(office)

        assert refused.exit_code == 1
        assert len(sink.mails) == 1


def test_a_message_about_to_leave_can_be_held_and_released_again(make_office: MakeOffice) -> None:
    with SmtpSink() as sink:
        office = make_office(delivery='mode = "send"', more=smtp(sink))
        asked(office)
        assert office.json("outbox", "list")[0]["state"] == "ready"

        office.said("outbox", "hold", "1")
        send_all(office)
        assert sink.mails == []
        assert office.call("outbox", "hold", "1").exit_code == 1
        office.said("outbox", "release", "1")
        send_all(office)

        assert len(sink.mails) == 1


def test_a_message_that_left_while_it_was_being_held_is_told_as_sent(make_office: MakeOffice) -> None:
    """The person types `hold` while the server already has it: what is told is what happened."""
    with SmtpSink() as sink:
        office = make_office(delivery='mode = "send"', more=smtp(sink))
        asked(office)
        with office.session() as session:
            message = session.get_one(MessageRow, 1)
            recipient = "slow-2@lockhart.example"
            message.recipient = recipient
        import threading

        worker = threading.Thread(target=send_all, args=(office,))
        worker.start()
        while not sink.attempts:
            worker.join(0.05)
        office.said("outbox", "hold", "1")
        worker.join()

        assert office.json("outbox", "list")[0]["state"] == "sent"
        assert office.call("outbox", "release", "1").exit_code == 1
        office.said("audit", "verify")


def test_a_cancelled_message_is_never_sent(make_office: MakeOffice) -> None:
    with SmtpSink() as sink:
        office = make_office(more=smtp(sink))
        asked(office)

        office.said("outbox", "cancel", "1")

        assert office.call("outbox", "release", "1").exit_code == 1
        send_all(office)
        assert sink.mails == []
        assert office.call("outbox", "cancel", "99").exit_code == 2


def test_releasing_an_answer_closes_the_question_it_answers(make_office: MakeOffice) -> None:
    with SmtpSink() as sink:
        office = make_office(more=smtp(sink))
        asked(office)
        about = truth("mail-status.eml").model_copy(update={"reference": office.reference(1)})
        office.receive(about, name="status", envelope=proven_mail(CLERK))
        assert office.json("queue", "show", office.reference(2))["request"]["decision"] == "answer"

        office.said("outbox", "release", "2")

        request = office.json("queue", "show", office.reference(2))["request"]
        assert (request["status"], request["closure_reason"]) == ("closed", "answered")
        assert office.json("outbox", "list", "--request", office.reference(1))[-1]["state"] == "held"
