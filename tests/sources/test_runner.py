"""A source kept running, through what happens in a year of running."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs
from support.fault_proxy import Fault, FaultProxy
from support.ledger import MemoryLedger
from support.scripted_imap import ScriptedImap

from intake_daemon.errors import TransientError
from intake_daemon.model import Taken
from intake_daemon.rehearsal.certificates import Certificates
from intake_daemon.rehearsal.dovecot import PASSWORD, Dovecot, running_dovecot
from intake_daemon.sources.drop import DropSource
from intake_daemon.sources.imap import ImapSource
from intake_daemon.sources.runner import SourceRunner
from intake_daemon.sources.settings import DropSettings, MailboxSettings
from intake_daemon.sources.source import Source


def mail(text: str) -> bytes:
    return f"Message-ID: <{text}@law.example>\r\nSubject: {text}\r\n\r\n{text}\r\n".encode()


@pytest.fixture
def mailbox(certificates: Certificates, tmp_path: Path) -> Callable[..., ImapSource]:
    (tmp_path / "password").write_text(PASSWORD)

    def make(port: int, max_bytes: int = 1_000_000, **changes: Any) -> ImapSource:
        usual = {
            "name": "clinic",
            "host": "localhost",
            "port": port,
            "ca_file": certificates.ca,
            "username": "runner@clinic.example",
            "password_file": tmp_path / "password",
            "timeout_seconds": 30.0,
            "poll_seconds": 60.0,
        }
        return ImapSource(MailboxSettings.model_validate({**usual, **changes}), max_bytes=max_bytes)

    return make


@pytest.fixture
def drop(tmp_path: Path) -> DropSource:
    (tmp_path / "drop").mkdir(mode=0o755)
    settings = DropSettings(name="fax", folder=tmp_path / "drop", settle_seconds=0.1, scan_seconds=0.5)
    return DropSource(settings, max_bytes=1_000_000)


class Beats:
    """Remembers when work was shown to go on."""

    def __init__(self) -> None:
        self.moments = [time.monotonic()]

    def __call__(self) -> None:
        self.moments.append(time.monotonic())

    def longest_silence(self) -> float:
        ends = [*self.moments[1:], time.monotonic()]
        return max(end - begin for begin, end in zip(self.moments, ends, strict=True))


@contextlib.contextmanager
def running(
    source: Source,
    take: Callable[[Taken], None],
    ledger: MemoryLedger,
    beat: Callable[[], None] = lambda: None,
) -> Iterator[SourceRunner]:
    runner = SourceRunner(source, ledger, take=take, beat=beat, first_pause=0.1)
    runner.start()
    try:
        yield runner
        assert runner.alive
    finally:
        assert runner.stop(grace=3.0)


def until(true: Callable[[], bool], seconds: float = 15.0) -> float:
    """Wait for something to become true; how long it took."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            raise AssertionError("it did not come to pass")
        time.sleep(0.02)
    return time.monotonic() - began


def test_mail_is_taken_as_it_comes_and_work_is_shown_to_go_on(
    dovecot: Dovecot, mailbox: Callable[..., ImapSource]
) -> None:
    ledger, beats = MemoryLedger(), Beats()
    user = "steady@clinic.example"
    with running(mailbox(dovecot.tls_port, username=user), ledger.commit, ledger, beats) as runner:
        for number in range(3):
            dovecot.deliver(user, mail(f"mail-{number}"))
            until(lambda count=number: len(ledger.arrivals) > count, 10.0)  # type: ignore[misc]
        until(lambda: dovecot.messages(user) == [])
        time.sleep(2.5)
        silence = beats.longest_silence()

    assert ledger.contents == [mail(f"mail-{number}") for number in range(3)]
    assert (runner.taken, runner.failures, runner.bugs) == (3, 0, 0)
    assert silence < 2.0


def test_a_long_message_over_a_slow_line_shows_that_work_goes_on(
    dovecot: Dovecot, mailbox: Callable[..., ImapSource]
) -> None:
    ledger, beats, user = MemoryLedger(), Beats(), "slow@clinic.example"
    dovecot.deliver(user, mail("large") + b"x" * 5_000_000)
    source = mailbox(dovecot.tls_port, max_bytes=50_000_000, username=user)
    source.beat = beats
    [taken] = source.poll(ledger)
    source.close()

    assert len(taken.content) > 5_000_000
    assert len(beats.moments) > 15


def test_a_server_that_restarts_is_found_again(
    certificates: Certificates, mailbox: Callable[..., ImapSource]
) -> None:
    ledger, user = MemoryLedger(), "runner@clinic.example"
    with (
        running_dovecot(certificates.good) as server,
        running(mailbox(server.tls_port), ledger.commit, ledger) as runner,
    ):
        server.deliver(user, mail("one"))
        until(lambda: len(ledger.arrivals) == 1)
        server.kick(user)
        server.stop()
        until(lambda: runner.failures > 1)
        server.start()
        server.deliver(user, mail("two"))
        until(lambda: len(ledger.arrivals) == 2)
        until(lambda: server.messages(user) == [])

    assert ledger.contents == [mail("one"), mail("two")]


def test_a_server_that_stops_answering_does_not_delay_the_stop(
    dovecot: Dovecot, mailbox: Callable[..., ImapSource]
) -> None:
    ledger, user = MemoryLedger(), "stall@clinic.example"
    dovecot.deliver(user, mail("one"))
    with FaultProxy(dovecot.plain_port) as proxy:
        proxy.fault = Fault("stall", after=1, once_seen=b"BODY.PEEK[]")
        source = mailbox(proxy.port, username=user, tls="none", timeout_seconds=120.0)
        runner = SourceRunner(source, ledger, take=ledger.commit, beat=lambda: None)
        runner.start()
        until(lambda: proxy.fault is None)
        began = time.monotonic()

        assert runner.stop(grace=1.0)
        assert time.monotonic() - began < 4.0


def test_a_pause_the_server_asks_for_is_kept(mailbox: Callable[..., ImapSource]) -> None:
    throttled = "{tag} BAD Request is throttled. Suggested Backoff Time: 1500 milliseconds\r\n* BYE"
    ledger = MemoryLedger()
    with (
        ScriptedImap({"STATUS": throttled}) as server,
        running(mailbox(server.port, tls="none"), ledger.commit, ledger),
    ):
        until(lambda: len(server.logins) == 3)

    pauses = [later - earlier for earlier, later in zip(server.logins, server.logins[1:], strict=False)]
    assert all(1.5 <= pause < 1.9 for pause in pauses)


def test_a_refused_login_is_not_tried_again_soon_and_the_password_is_not_logged(
    mailbox: Callable[..., ImapSource],
) -> None:
    ledger, beats = MemoryLedger(), Beats()
    with (
        capture_logs() as lines,
        ScriptedImap({"LOGIN": "{tag} NO [AUTHENTICATIONFAILED] no"}) as server,
        running(mailbox(server.port, tls="none"), ledger.commit, ledger, beats),
    ):
        time.sleep(2.5)

    assert len(server.logins) == 1
    assert beats.longest_silence() < 2.0
    assert [line["event"] for line in lines] == ["source_unavailable"]
    assert PASSWORD not in str(lines)


def test_one_arrival_that_cannot_be_stored_does_not_stop_the_others(drop: DropSource, tmp_path: Path) -> None:
    ledger = MemoryLedger()
    healed = threading.Event()

    def take(taken: Taken) -> None:
        if taken.content == b"poison" and not healed.is_set():
            raise ZeroDivisionError
        ledger.commit(taken)

    for name in ("a", "b", "c"):
        (tmp_path / "drop" / f"{name}.tif").write_bytes(b"poison" if name == "a" else name.encode())
    with capture_logs() as lines, running(drop, take, ledger) as runner:
        until(lambda: len(ledger.arrivals) == 2)
        until(lambda: runner.bugs > 1)
        healed.set()
        until(lambda: len(ledger.arrivals) == 3)

    assert ledger.contents == [b"b", b"c", b"poison"]
    assert "source_failed" in {line["event"] for line in lines}


def test_a_store_that_is_down_delays_and_loses_nothing(drop: DropSource, tmp_path: Path) -> None:
    ledger, tries = MemoryLedger(), []

    def take(taken: Taken) -> None:
        tries.append(taken.key)
        if len(tries) < 4:
            raise TransientError("the database is locked")
        ledger.commit(taken)

    (tmp_path / "drop" / "fax.tif").write_bytes(b"fax")
    with capture_logs(), running(drop, take, ledger) as runner:
        until(lambda: len(ledger.arrivals) == 1)
        until(lambda: runner.failures == 0)

    assert len(set(tries)) == 1
    assert runner.bugs == 0


def test_a_folder_that_vanishes_and_comes_back_is_read_again(drop: DropSource, tmp_path: Path) -> None:
    ledger, folder = MemoryLedger(), tmp_path / "drop"
    with capture_logs() as lines, running(drop, ledger.commit, ledger) as runner:
        until(lambda: runner.last_success is not None)
        folder.rename(tmp_path / "away")
        until(lambda: runner.failures > 1)
        (tmp_path / "away").rename(folder)
        (folder / "fax.tif").write_bytes(b"fax")
        until(lambda: len(ledger.arrivals) == 1)

    assert {line["event"] for line in lines} == {"source_unavailable"}


def test_pauses_grow_and_begin_again_after_something_went_well(drop: DropSource, tmp_path: Path) -> None:
    ledger, broken = MemoryLedger(), threading.Event()
    broken.set()

    def take(taken: Taken) -> None:
        if broken.is_set():
            raise TransientError("the database is locked")
        ledger.commit(taken)

    with capture_logs() as lines, running(drop, take, ledger) as runner:
        (tmp_path / "drop" / "one.tif").write_bytes(b"one")
        until(lambda: runner.failures == 4)
        broken.clear()
        until(lambda: len(ledger.arrivals) == 1)
        until(lambda: runner.failures == 0)
        broken.set()
        (tmp_path / "drop" / "two.tif").write_bytes(b"two")
        until(lambda: runner.failures == 1)

    pauses = [line["next_try_in"] for line in lines if line["event"] == "source_unavailable"]
    assert pauses[0] < pauses[3]
    assert pauses[4] < pauses[3]
