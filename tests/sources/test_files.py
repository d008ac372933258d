import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_daemon.errors import TransientError
from intake_daemon.model import Channel
from intake_daemon.sources.files import channel_of, taken_from_file
from intake_daemon.sources.mail_headers import header_block, same_mail_key, topmost_received

MAIL = (
    b"Return-Path: <clerk@law.example>\r\n"
    b"Received: from relay by mx.clinic.example with ESMTPS;\r\n\tFri, 20 Nov 2026 09:15:00 -0600 (CST)\r\n"
    b"Received: from pc by relay; Thu, 19 Nov 2026 09:15:00 -0600\r\n"
    b"Message-ID: <1@law.example>\r\nDate: Mon, 1 Jan 1990 00:00:00 +0000\r\n\r\nbody\r\n"
)


def test_a_mail_came_when_its_topmost_received_header_says(tmp_path: Path) -> None:
    (tmp_path / "request.eml").write_bytes(MAIL)

    taken = taken_from_file(tmp_path / "request.eml")

    assert (taken.channel, taken.name) == (Channel.EMAIL, "request.eml")
    assert taken.received_at == datetime(2026, 11, 20, 15, 15, tzinfo=UTC)


def test_a_fax_came_when_its_file_was_written(tmp_path: Path) -> None:
    (tmp_path / "fax.pdf").write_bytes(b"%PDF-1.4")
    os.utime(tmp_path / "fax.pdf", (1_795_000_000, 1_795_000_000))

    taken = taken_from_file(tmp_path / "fax.pdf")

    assert (taken.channel, taken.received_at) == (Channel.FAX, datetime.fromtimestamp(1_795_000_000, UTC))


def test_what_the_caller_says_goes_first(tmp_path: Path) -> None:
    (tmp_path / "request.eml").write_bytes(MAIL)
    said = datetime(2026, 1, 2, tzinfo=UTC)

    assert taken_from_file(tmp_path / "request.eml", said).received_at == said


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TransientError, match=r"cannot read .*gone\.pdf: it does not exist"):
        taken_from_file(tmp_path / "gone.pdf")


@pytest.mark.parametrize(
    ("content", "channel"),
    [
        (MAIL, Channel.EMAIL),
        (b"From clerk Fri Nov 20 2026\nSubject: mbox line first\n\nbody", Channel.EMAIL),
        (b"\xef\xbb\xbfX-Odd: 1\nFrom: a@law.example\n\n", Channel.EMAIL),
        (b"X-Folded: a\n b\nMIME-Version: 1.0\n\n", Channel.EMAIL),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 90 + "__substg1.0_0037".encode("utf-16-le"),
            Channel.EMAIL,
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 90 + "WordDocument".encode("utf-16-le"), Channel.FAX),
        (b"%PDF-1.7\nTo: nobody\n", Channel.FAX),
        (b"II*\0", Channel.FAX),
        (b"PK\x03\x04", Channel.FAX),
        (b"Dear records department,\nFrom: a\n", Channel.FAX),
        (b"", Channel.FAX),
    ],
)
def test_the_bytes_say_whether_it_is_a_mail(content: bytes, channel: Channel) -> None:
    assert channel_of(content) is channel


def test_the_same_delivery_has_the_same_key_and_another_has_not() -> None:
    later = MAIL.replace(b"20 Nov", b"21 Nov")

    assert same_mail_key(MAIL) == same_mail_key(MAIL.replace(b"body", b"other body"))
    assert same_mail_key(MAIL) != same_mail_key(later)


def test_mails_without_id_and_trace_are_told_apart_by_their_bytes() -> None:
    assert same_mail_key(b"To: a\n\none") != same_mail_key(b"To: a\n\ntwo")


@pytest.mark.parametrize(
    "date", [b"", b"no date", b"Fri, 99 Nov 2026 09:15:00 -0600", b"Fri, 20 Nov 99999999 1:1:1 +0"]
)
def test_a_received_header_without_a_date_tells_no_moment(date: bytes) -> None:
    assert topmost_received(b"Received: from a by b; " + date + b"\n\n") is None


@given(st.binary(max_size=400))
def test_no_bytes_are_too_odd(content: bytes) -> None:
    prefixed = b"Received: x;" + content
    for odd in (content, prefixed, b"Message-ID: " + content):
        assert len(same_mail_key(odd)) == 64
        moment = topmost_received(odd)
        assert moment is None or moment.tzinfo is UTC
        assert odd.startswith(header_block(odd))
        assert channel_of(odd) in Channel
