"""The words of servers that cannot be had here, and the answers of odd ones."""

import imaplib
import ssl
from datetime import UTC, date, datetime

import pytest
from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError

from intake_daemon.sources.imap_wire import (
    CommandRefusedError,
    ConnectionLostError,
    MessageFacts,
    as_imap_date,
    explain,
    facts_in,
    personal_namespace,
    section_in,
)

PLACE = "clerk at mail.clinic.example:993"


@pytest.mark.parametrize(
    ("error", "kind", "pause"),
    [
        (
            imaplib.IMAP4.error("SELECT command error: BAD [b'User is authenticated but not connected.']"),
            CommandRefusedError,
            None,
        ),
        (imaplib.IMAP4.abort("Session invalidated - AccessTokenExpired"), ConnectionLostError, None),
        (
            imaplib.IMAP4.error(
                "FETCH BAD [b'Request is throttled. Suggested Backoff Time: 299961 milliseconds']"
            ),
            CommandRefusedError,
            299.961,
        ),
        (
            imaplib.IMAP4.abort("Request is throttled. Suggested Backoff Time: 5000 milliseconds"),
            ConnectionLostError,
            5.0,
        ),
        (
            MailboxLoginError(
                ("NO", [b"Request is throttled. Suggested Backoff Time: 2000 milliseconds"]), "OK"
            ),
            CommandRefusedError,
            2.0,
        ),
        (MailboxLoginError(("NO", [b"[AUTHENTICATIONFAILED]"]), "OK"), CommandRefusedError, 300.0),
        (MailboxFolderSelectError(("NO", [b"no such folder"]), "OK"), CommandRefusedError, None),
        (imaplib.IMAP4.error("command FETCH illegal in state LOGOUT"), ConnectionLostError, None),
        (TimeoutError("timed out"), ConnectionLostError, None),
        (ConnectionResetError(104, "reset"), ConnectionLostError, None),
        (ssl.SSLError(1, "bad record mac"), ConnectionLostError, None),
    ],
)
def test_every_failure_gets_its_family_and_the_pause_the_server_asks_for(
    error: Exception, kind: type[Exception], pause: float | None
) -> None:
    told = explain(error, PLACE, "read")

    assert (type(told), told.retry_after) == (kind, pause)
    assert PLACE in str(told)


def test_a_servers_words_cannot_forge_lines_of_the_log() -> None:
    told = explain(
        imaplib.IMAP4.error("no\r\n2026-11-20 [info] all is well\x1b[2J" + "x" * 999), PLACE, "read"
    )

    assert str(told).isprintable()
    assert len(str(told)) < 500


@pytest.mark.parametrize(
    ("answer", "content"),
    [
        ([(b"1 (UID 7 BODY[] {5}", b"a\r\nbc"), b")"], b"a\r\nbc"),
        ([(b"1 (BODY[] {2}", b"ab"), b" UID 7)"], b"ab"),
        ([b"2 (FLAGS (\\Seen))", (b"1 (UID 7 BODY[] {2}", b"ab"), b")"], b"ab"),
        ([b'1 (UID 7 BODY[] "")'], b""),
        ([b'1 (UID 7 BODY[HEADER]<0> "To: a\\"b\\"")'], b'To: a"b"'),
        ([b"1 (UID 7 BODY[] NIL)"], b""),
        ([b"2 (FLAGS (\\Seen))"], None),
        ([None], None),
    ],
)
def test_a_section_is_found_in_every_form_of_answer(
    answer: list[bytes | tuple[bytes, bytes] | None], content: bytes | None
) -> None:
    assert section_in(answer) == content


def test_size_and_moment_are_read_in_any_order() -> None:
    at = datetime(2026, 11, 20, 14, 30, 5, tzinfo=UTC)
    answer = b'1 (INTERNALDATE "20-Nov-2026 08:30:05 -0600" UID 7 RFC822.SIZE 4711)'

    assert facts_in([answer]) == MessageFacts(4711, at)
    assert facts_in([None]) is None


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b'(("" "/")) NIL NIL', ("", "/")),
        (b'(("INBOX." ".")) NIL (("shared." "."))', ("INBOX.", ".")),
        (b'(("" NIL)) NIL NIL', ("", "")),
        (b"NIL NIL NIL", ("", "")),
        (b"", ("", "")),
    ],
)
def test_the_prefix_of_our_own_folders_is_read(answer: bytes, expected: tuple[str, str]) -> None:
    assert personal_namespace(answer) == expected


def test_a_day_is_written_in_english_whatever_the_locale_is() -> None:
    assert as_imap_date(date(2026, 3, 5)) == "05-Mar-2026"
