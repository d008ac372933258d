"""The one extension of the legal clock, 45 CFR 164.524(b)(2)(ii): when it may be written, and from when it counts."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.cases import absent
from support.clinic import NOON, Clinic, access, authorization
from support.mails import SENDER, mail

from intake_daemon.pipeline.decide import decide_again
from intake_daemon.pipeline.extend import Given, extend, record_told
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.release import cancel, release
from intake_daemon.rehearsal.smtp_sink import SmtpSink
from intake_daemon.store.duties import ExtensionRow
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.requests import RequestRow
from parsers.readers import Readers

RECEIVED = NOON.date()
FIRST_END = RECEIVED + timedelta(days=30)
LATEST = RECEIVED + timedelta(days=60)
UNTIL = RECEIVED + timedelta(days=50)


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def sending(tmp_path: Path, readers: Readers, sink: SmtpSink) -> Iterator[Clinic]:
    """A clinic with a mail server and a patient's own complete request."""
    clinic = Clinic(tmp_path, readers, smtp={"host": sink.host, "port": sink.port, "tls": "none"})
    clinic.settle(mail("My records."), access())
    yield clinic
    clinic.check()
    clinic.close()


def ask_for_more_time(
    clinic: Clinic, *, reason: str = "large_volume", until: date = UNTIL, given: Given | None = None
) -> ExtensionRow:
    with clinic.session() as session:
        request = session.get_one(RequestRow, 1)
        return extend(
            session, clinic.services, request, reason=reason, until=until, actor="maria", given=given
        )


def say_it_was_told(clinic: Clinic, on: date, how: str = "letter") -> ExtensionRow:
    with clinic.session() as session:
        request = session.get_one(RequestRow, 1)
        return record_told(session, clinic.services, request, Given(on, how), actor="maria")


def due_on(clinic: Clinic) -> date | None:
    return clinic.requests()[0].due_on


def test_the_due_day_moves_when_the_letter_has_left_and_not_before(sending: Clinic, sink: SmtpSink) -> None:
    ask_for_more_time(sending)
    before = due_on(sending)
    sending.deliver()

    assert (before, due_on(sending)) == (FIRST_END, UNTIL)
    assert [kept.recipients for kept in sink.mails] == [[SENDER]]
    assert [row.detail["in_time"] for row in sending.events("request.extension_told")] == [True]
    assert [row.actor for row in sending.events("request.extended")] == ["maria"]


def test_the_letter_says_the_reason_and_the_date_in_the_language_of_the_request(
    sending: Clinic, sink: SmtpSink
) -> None:
    with sending.session() as session:
        session.get_one(RequestRow, 1).language = "es"
    ask_for_more_time(sending, reason="off_site", until=date(2026, 12, 20))
    sending.deliver()
    (kept,) = sink.mails
    text = " ".join(kept.message.get_body(("plain",)).get_content().split())

    assert kept.message["Subject"].endswith("necesitamos más tiempo")
    assert "a más tardar el 20 de diciembre de 2026" in text
    assert "una parte del expediente se guarda en un archivo" in text
    assert "Quist" not in kept.content.decode()


def test_a_letter_refused_by_the_server_moves_nothing(sending: Clinic) -> None:
    with sending.session() as session:
        request = session.get_one(RequestRow, 1)
    ask_for_more_time(sending)
    with sending.session() as session:
        session.get_one(MessageRow, 1).recipient = "permanent-550@postbox.example"
    sending.deliver()

    assert sending.messages()[0].state == MessageState.PARKED
    assert due_on(sending) == request.due_on == FIRST_END


def test_a_letter_that_leaves_after_the_first_clock_comes_too_late(sending: Clinic) -> None:
    ask_for_more_time(sending)
    sending.wait(days=31)
    sending.deliver()

    assert due_on(sending) == FIRST_END
    assert [row.detail["in_time"] for row in sending.events("request.extension_told")] == [False]
    assert "does not count" in sending.exceptions()[0].reasons[0]
    assert sending.exceptions()[0].queue == "supervisor"


def test_a_letter_written_to_a_file_has_told_nobody(tmp_path: Path, readers: Readers) -> None:
    clinic = Clinic(tmp_path, readers, delivery={"mode": "dry_run", "dry_run_folder": tmp_path})
    clinic.settle(mail("My records."), access())
    ask_for_more_time(clinic)
    clinic.deliver()

    assert clinic.messages()[0].state == MessageState.RENDERED
    assert due_on(clinic) == FIRST_END
    clinic.check()
    clinic.close()


def test_without_a_proven_address_the_letter_waits_and_a_person_says_when_it_was_posted(
    either_clinic: Clinic,
) -> None:
    clinic = either_clinic
    clinic.settle(mail("My records.", proven=False), access())
    ask_for_more_time(clinic)
    (waiting,) = clinic.exceptions()
    clinic.wait(days=3)
    say_it_was_told(clinic, RECEIVED + timedelta(days=2))

    assert "the letter about the extension waits to be sent" in waiting.reasons[0]
    assert due_on(clinic) == UNTIL
    assert clinic.messages()[0].state == MessageState.CANCELLED


def test_a_held_letter_moves_the_due_day_when_it_is_released_and_sent(sending: Clinic) -> None:
    with sending.session() as session:
        session.get_one(RequestRow, 1).language = "en"
    ask_for_more_time(sending)
    with sending.session() as session:
        message = session.get_one(MessageRow, 1)
        message.state = MessageState.HELD
        release(session, sending.services, message, actor="maria")
    sending.deliver()

    assert due_on(sending) == UNTIL


def test_a_statement_given_by_hand_needs_no_letter_even_when_recorded_later(clinic: Clinic) -> None:
    clinic.settle(mail("My records."), access())
    clinic.wait(days=33)
    ask_for_more_time(clinic, given=Given(FIRST_END, "handed_over"))

    assert clinic.messages() == []
    assert due_on(clinic) == UNTIL


def test_a_decision_made_anew_keeps_the_extension(sending: Clinic) -> None:
    ask_for_more_time(sending)
    sending.deliver()
    with sending.session() as session:
        decide_again(session, sending.services, session.get_one(RequestRow, 1))

    assert due_on(sending) == UNTIL


def test_a_decision_made_anew_between_writing_and_sending_changes_nothing_of_it(sending: Clinic) -> None:
    ask_for_more_time(sending)
    with sending.session() as session:
        decide_again(session, sending.services, session.get_one(RequestRow, 1))
    sending.deliver()

    assert due_on(sending) == UNTIL


def test_an_extension_does_not_move_a_clock_it_was_not_made_for(sending: Clinic) -> None:
    ask_for_more_time(sending)
    with sending.session() as session:
        session.get_one(RequestRow, 1).due_on = RECEIVED + timedelta(days=15)
    sending.deliver()

    assert due_on(sending) == RECEIVED + timedelta(days=15)


def test_the_letter_names_what_is_still_missing(sending: Clinic) -> None:
    from intake_daemon.model import Decision

    sending.settle(
        mail("Other records.", sender="second@postbox.example"),
        authorization(authorization__purpose=absent()),
    )
    with sending.session() as session:
        request = session.get_one(RequestRow, 2)
        request.kind, request.decision = "patient_access", Decision.CLARIFY
        extend(session, sending.services, request, reason="other_site", until=UNTIL, actor="maria")

    assert sending.messages()[-1].asks == ["authorization.purpose"]


REFUSED = [
    ("until", {"until": FIRST_END}, "must lie after 2026-12-05"),
    ("too far", {"until": LATEST + timedelta(days=1)}, "not after 2027-01-04, 30 days later"),
    ("reason", {"reason": "Mr Quist is in hospital"}, "must be one of these words"),
    ("future", {"given": Given(RECEIVED + timedelta(days=1), "letter")}, "to 2026-11-05 (today)"),
    ("before", {"given": Given(RECEIVED - timedelta(days=1), "letter")}, "from 2026-11-05 (receipt)"),
]


@pytest.mark.parametrize(("changes", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_the_law_does_not_allow_is_refused_in_words(
    clinic: Clinic, changes: dict[str, object], words: str
) -> None:
    clinic.settle(mail("My records."), access())

    with pytest.raises(RefusedError) as refused:
        ask_for_more_time(clinic, **changes)  # type: ignore[arg-type]

    assert words in str(refused.value)
    assert clinic.messages() == []
    assert clinic.events("request.extended") == []


@pytest.mark.parametrize("days", [30, 60])
def test_the_last_days_of_both_clocks_are_inside(clinic: Clinic, days: int) -> None:
    clinic.settle(mail("My records."), access())
    clinic.wait(days=30)
    ask_for_more_time(clinic, until=RECEIVED + timedelta(days=max(days, 31)))

    assert len(clinic.messages()) == 1


def test_after_the_first_clock_it_is_refused(clinic: Clinic) -> None:
    clinic.settle(mail("My records."), access())
    clinic.wait(days=31)

    with pytest.raises(RefusedError, match="ended on 2026-12-05"):
        ask_for_more_time(clinic)


def test_a_statement_given_after_the_first_clock_is_refused(clinic: Clinic) -> None:
    clinic.settle(mail("My records."), access())
    clinic.wait(days=33)

    with pytest.raises(RefusedError, match="too late"):
        ask_for_more_time(clinic, given=Given(FIRST_END + timedelta(days=1), "letter"))


def test_the_law_allows_one_extension(sending: Clinic) -> None:
    ask_for_more_time(sending)
    with pytest.raises(RefusedError, match="is ready"):
        ask_for_more_time(sending)
    sending.deliver()
    with pytest.raises(RefusedError, match="allows one extension"):
        ask_for_more_time(sending)


def test_a_letter_that_was_given_up_may_be_written_anew(sending: Clinic, sink: SmtpSink) -> None:
    ask_for_more_time(sending)
    with sending.session() as session:
        cancel(session, session.get_one(MessageRow, 1), actor="maria")
    ask_for_more_time(sending, until=LATEST)
    sending.deliver()

    assert len(sink.mails) == 1
    assert due_on(sending) == LATEST


def test_a_request_without_a_legal_clock_has_nothing_to_extend(clinic: Clinic) -> None:
    clinic.settle(mail("The form."), authorization())

    with pytest.raises(RefusedError, match="sets no day for third party authorization"):
        ask_for_more_time(clinic)


def test_telling_what_was_not_extended_is_refused(clinic: Clinic) -> None:
    clinic.settle(mail("My records."), access())

    with pytest.raises(RefusedError, match="was not extended"):
        say_it_was_told(clinic, RECEIVED)
