"""Ways, reminders and follow-up days that rules lay down for a request."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.cases import absent
from support.clinic import NOON, Clinic, access, authorization
from support.mails import mail
from support.terms_rules import laying_down, use_rules

from intake_daemon.model import Cadence
from intake_daemon.pipeline.decide import decide_again
from intake_daemon.pipeline.extend import extend
from intake_daemon.pipeline.follow_up import follow_up
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.release import given_by_hand, hold, release
from intake_daemon.pipeline.remind import remind
from intake_daemon.pipeline.rhythm import is_reminder, wait_for
from intake_daemon.rehearsal.smtp_sink import SmtpSink
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.requests import RequestRow
from parsers.readers import Readers

RECEIVED = NOON.date()
WITHOUT_PURPOSE = authorization(authorization__purpose=absent())
LETTER_ONLY = laying_down("channels: [letter]")


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def sending(tmp_path: Path, readers: Readers, sink: SmtpSink) -> Iterator[Clinic]:
    clinic = Clinic(tmp_path, readers, smtp={"host": sink.host, "port": sink.port, "tls": "none"})
    yield clinic
    clinic.check()
    clinic.close()


def step(clinic: Clinic, number: int) -> None:
    """What the daemon does when a wait is over, and what it then has to send."""
    with clinic.session() as session:
        remind(session, clinic.services, 1, number)
    clinic.deliver()


def test_a_question_that_may_not_go_by_mail_waits_as_a_letter(sending: Clinic, sink: SmtpSink) -> None:
    use_rules(sending.services, LETTER_ONLY)
    sending.settle(mail("The form."), WITHOUT_PURPOSE)
    sending.deliver()
    (message,) = sending.messages()

    assert (message.state, message.channel) == (MessageState.HELD, "letter")
    assert message.reason == "the rules allow messages on this request by letter only"
    assert "waits to be sent" in sending.exceptions()[0].reasons[0]
    assert sink.mails == []


def test_nobody_can_release_it_to_an_address_either(sending: Clinic, sink: SmtpSink) -> None:
    use_rules(sending.services, LETTER_ONLY)
    sending.settle(mail("The form."), WITHOUT_PURPOSE)

    with sending.session() as session:
        message = session.get_one(MessageRow, 1)
    with sending.session() as session, pytest.raises(RefusedError, match="outbox given 1"):
        release(session, sending.services, message, actor="maria", to="friend@postbox.example")

    sending.deliver()
    assert sink.mails == []


def test_two_rules_that_exclude_each_other_leave_it_to_a_person(sending: Clinic) -> None:
    fax_only = laying_down("channels: [fax]").replace("terms-of-a-test", "another-of-a-test")
    use_rules(sending.services, LETTER_ONLY, fax_only)
    sending.settle(mail("The form."), WITHOUT_PURPOSE)

    assert sending.messages()[0].reason == (
        "the rules leave no way at all for a message on this request; a person decides"
    )


def test_where_mail_is_allowed_it_leaves(sending: Clinic, sink: SmtpSink) -> None:
    use_rules(sending.services, laying_down("channels: [letter, email]"))
    sending.settle(mail("The form."), WITHOUT_PURPOSE)
    sending.deliver()

    assert len(sink.mails) == 1


def test_what_is_about_to_leave_is_stopped_when_a_new_decision_forbids_the_way(
    sending: Clinic, sink: SmtpSink
) -> None:
    sending.settle(mail("My records."), access())
    with sending.session() as session:
        request, until = session.get_one(RequestRow, 1), RECEIVED + timedelta(days=40)
        extend(session, sending.services, request, reason="off_site", until=until, actor="maria")
    use_rules(sending.services, LETTER_ONLY)
    with sending.session() as session:
        decide_again(session, sending.services, session.get_one(RequestRow, 1))
    sending.deliver()

    assert sink.mails == []
    assert sending.messages()[0].state == MessageState.HELD
    assert "waits to be sent" in sending.exceptions()[0].reasons[0]


def test_a_letter_that_waits_stays_before_people_through_a_new_decision(sending: Clinic) -> None:
    sending.settle(mail("My records.", proven=False), access())
    with sending.session() as session:
        request, until = session.get_one(RequestRow, 1), RECEIVED + timedelta(days=40)
        extend(session, sending.services, request, reason="off_site", until=until, actor="maria")
    with sending.session() as session:
        decide_again(session, sending.services, session.get_one(RequestRow, 1))

    assert len(sending.exceptions()) == 1
    assert "waits to be sent: no address" in sending.exceptions()[0].reasons[0]


def test_a_letter_given_by_hand_counts_as_sent_and_is_reminded_of(sending: Clinic) -> None:
    use_rules(sending.services, LETTER_ONLY)
    sending.settle(mail("The form."), WITHOUT_PURPOSE)
    sending.wait(days=1)
    with sending.session() as session:
        message = session.get_one(MessageRow, 1)
        given_by_hand(session, sending.services, message, on=RECEIVED, how="letter", actor="maria")
    sending.wait(days=5)
    step(sending, 1)

    assert sending.messages()[0].state == MessageState.SENT
    assert [row.situation for row in sending.messages()] == ["clarification", "reminder"]
    assert [row.actor for row in sending.events("message.given")] == ["maria"]


def test_an_extension_given_by_hand_moves_the_due_day(sending: Clinic) -> None:
    use_rules(sending.services, LETTER_ONLY)
    sending.settle(mail("My records."), access())
    until = RECEIVED + timedelta(days=40)
    with sending.session() as session:
        request = session.get_one(RequestRow, 1)
        extend(session, sending.services, request, reason="off_site", until=until, actor="maria")
    with sending.session() as session:
        message = session.get_one(MessageRow, 1)
        given_by_hand(session, sending.services, message, on=RECEIVED, how="letter", actor="maria")

    assert sending.requests()[0].due_on == until
    assert sending.exceptions() == []


@pytest.mark.parametrize("day", [RECEIVED - timedelta(days=1), RECEIVED + timedelta(days=1)])
def test_a_letter_cannot_have_been_given_before_it_was_written_or_in_the_future(
    clinic: Clinic, day: date
) -> None:
    clinic.settle(mail("The form.", proven=False), WITHOUT_PURPOSE)

    with clinic.session() as session:
        message = session.get_one(MessageRow, 1)
    with clinic.session() as session, pytest.raises(RefusedError, match="must be a day"):
        given_by_hand(session, clinic.services, message, on=day, how="letter", actor="maria")


def test_what_is_on_its_way_is_stopped_first(sending: Clinic) -> None:
    sending.settle(mail("The form."), WITHOUT_PURPOSE)
    with sending.session() as session:
        message = session.get_one(MessageRow, 1)
        with pytest.raises(RefusedError, match="on its way"):
            given_by_hand(session, sending.services, message, on=RECEIVED, how="letter", actor="maria")
        hold(session, message, actor="maria")
        given_by_hand(session, sending.services, message, on=RECEIVED, how="fax", actor="maria")

    assert sending.messages()[0].channel == "fax"


def test_reminders_follow_the_days_of_the_rule_and_then_a_person_takes_over(
    sending: Clinic, sink: SmtpSink
) -> None:
    use_rules(sending.services, laying_down("cadence: {reminders: [3, 10], give_up: 20}"))
    sending.settle(mail("The form."), WITHOUT_PURPOSE)
    sending.deliver()
    waits = [sending.requests()[0].next_at]
    for number, days in ((1, 3), (2, 7)):
        sending.wait(days=days)
        step(sending, number)
        waits.append(sending.requests()[0].next_at)
    texts = [" ".join(kept.message.get_body(("plain",)).get_content().split()) for kept in sink.mails]
    sending.wait(days=10)
    step(sending, 3)

    assert [(moment - NOON).days for moment in waits if moment] == [3, 10, 20]
    assert ["planned for November 8" in texts[0], "planned for November 15" in texts[1]] == [True, True]
    assert "No further message is planned" in texts[2]
    assert len(sink.mails) == 3
    assert sending.exceptions()[0].reasons == ["the requestor has not answered our question"]


def test_a_rule_may_want_no_reminder_at_all(sending: Clinic, sink: SmtpSink) -> None:
    use_rules(sending.services, laying_down("cadence: {reminders: [], give_up: 4}"))
    sending.settle(mail("The form."), WITHOUT_PURPOSE)
    sending.deliver()
    sending.wait(days=4)
    step(sending, 1)

    assert len(sink.mails) == 1
    assert len(sending.exceptions()) == 1


@pytest.mark.parametrize(
    ("cadence", "expected"),
    [
        (Cadence(reminders=(5,), give_up=12), [5, 7]),
        (Cadence(reminders=(), give_up=4), [4]),
        (Cadence(reminders=(3, 10), give_up=20), [3, 7, 10]),
        (Cadence(reminders=(3, 10), give_up=6), [3, 7, 0]),
    ],
)
def test_the_waits_add_up_to_the_days_of_the_rule(cadence: Cadence, expected: list[int]) -> None:
    steps = range(1, len(expected) + 1)

    assert [wait_for(cadence, number).days for number in steps] == expected
    assert [is_reminder(cadence, number) for number in steps] == [True] * (len(expected) - 1) + [False]


def test_the_day_to_look_again_is_kept_and_a_person_may_move_it(clinic: Clinic) -> None:
    use_rules(clinic.services, laying_down("follow_up_days: 2"))
    clinic.settle(mail("The form."), authorization())
    by_rule = clinic.requests()[0].follow_up_on
    with clinic.session() as session:
        request = session.get_one(RequestRow, 1)
        follow_up(session, clinic.services, request, date(2026, 11, 20), actor="maria")
        with pytest.raises(RefusedError, match="has passed"):
            follow_up(session, clinic.services, request, date(2026, 11, 1), actor="maria")

    assert (by_rule, clinic.requests()[0].follow_up_on) == (date(2026, 11, 9), date(2026, 11, 20))
    assert [row.detail["on"] for row in clinic.events("request.follow_up_set")] == ["2026-11-20"]


def test_a_clock_of_another_law_is_not_moved_by_the_extension(clinic: Clinic) -> None:
    state = laying_down("clock: {days: 35}").replace("then: set", "then: clock")
    use_rules(clinic.services, state.replace('"House policy: for a test"', '"Example Code § 1: 35 days"'))
    clinic.settle(mail("My records.", proven=False), access())
    with clinic.session() as session:
        request, until = session.get_one(RequestRow, 1), RECEIVED + timedelta(days=50)
        extend(session, clinic.services, request, reason="off_site", until=until, actor="maria")
        message = session.get_one(MessageRow, 1)
        given_by_hand(session, clinic.services, message, on=RECEIVED, how="letter", actor="maria")

    assert clinic.requests()[0].due_on == RECEIVED + timedelta(days=35)
