"""The IMAP source against a real Dovecot, with the faults a mailbox has in real life."""

import contextlib
import itertools
import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from support.fault_proxy import Fault, FaultProxy
from support.ledger import MemoryLedger

from intake_daemon.errors import ConfigError, TransientError
from intake_daemon.model import Channel, Taken
from intake_daemon.rehearsal.certificates import Certificates
from intake_daemon.rehearsal.dovecot import PASSWORD, Dovecot, running_dovecot
from intake_daemon.sources.imap import ImapSource
from intake_daemon.sources.settings import MailboxSettings

Connect = Callable[..., ImapSource]
NUMBERS = itertools.count(1)
STOP = threading.Event()


def mail(text: str, size: int = 0) -> bytes:
    return (
        f"Received: from a by b; Fri, 20 Nov 2026 09:00:00 +0000\r\nMessage-ID: <{text}@law.example>\r\n"
        f"From: clerk@law.example\r\nSubject: {text}\r\n\r\n{text}\r\n"
    ).encode() + b"x" * size


def take_all(source: ImapSource, ledger: MemoryLedger) -> list[bytes]:
    """Poll once as the daemon does: commit, then tell the source."""
    before = len(ledger.arrivals)
    for taken in source.poll(ledger):
        ledger.commit(taken)
        source.stored(taken)
    return ledger.contents[before:]


@pytest.fixture
def user() -> str:
    return f"intake{next(NUMBERS)}@clinic.example"


@pytest.fixture
def connect(dovecot: Dovecot, user: str, certificates: Certificates, tmp_path: Path) -> Iterator[Connect]:
    """Make sources on the user's mailbox; any setting can be replaced."""
    (tmp_path / "password").write_text(PASSWORD + "\n")
    made: list[ImapSource] = []

    def make(*, max_bytes: int = 1_000_000, patience: float = 3600.0, **changes: Any) -> ImapSource:
        usual = {
            "name": "clinic",
            "host": "localhost",
            "port": dovecot.tls_port,
            "ca_file": certificates.ca,
            "username": user,
            "password_file": tmp_path / "password",
            "timeout_seconds": 5.0,
        }
        settings = MailboxSettings.model_validate({**usual, **changes})
        made.append(ImapSource(settings, max_bytes=max_bytes, patience=patience))
        return made[-1]

    yield make
    for source in made:
        source.close()


def test_new_mail_is_taken_once_and_moved(dovecot: Dovecot, user: str, connect: Connect) -> None:
    received = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    dovecot.deliver(user, mail("one"), received=received)
    source, ledger = connect(), MemoryLedger()

    assert take_all(source, ledger) == [mail("one")]
    assert take_all(source, ledger) == []
    assert dovecot.messages(user) == []
    assert dovecot.messages(user, "Intake-Processed") == [mail("one")]
    [taken] = ledger.arrivals
    assert (taken.source, taken.channel, taken.received_at) == ("clinic", Channel.EMAIL, received)
    assert taken.key.split("/")[0] == "INBOX"
    assert taken.checkpoint == ("INBOX", int(taken.key.split("/")[1]), 1)


def test_a_message_is_not_marked_as_read(dovecot: Dovecot, user: str, connect: Connect) -> None:
    dovecot.deliver(user, mail("one"))

    take_all(connect(after="none"), MemoryLedger())

    assert "\\Seen" not in dovecot.flags(user)[0]


def test_later_mail_is_taken_by_later_polls(dovecot: Dovecot, user: str, connect: Connect) -> None:
    source, ledger = connect(), MemoryLedger()
    for text in ("one", "two", "three"):
        dovecot.deliver(user, mail(text))
        take_all(source, ledger)

    assert ledger.contents == [mail("one"), mail("two"), mail("three")]


@pytest.mark.parametrize("after", ["move", "flag", "none"])
def test_a_restart_takes_nothing_twice(dovecot: Dovecot, user: str, connect: Connect, after: str) -> None:
    dovecot.deliver(user, mail("one"))
    ledger = MemoryLedger()
    take_all(connect(after=after), ledger)
    dovecot.deliver(user, mail("two"))

    take_all(connect(after=after), ledger)

    assert ledger.contents == [mail("one"), mail("two")]


def test_flagging_leaves_the_mail_where_it_is(dovecot: Dovecot, user: str, connect: Connect) -> None:
    dovecot.deliver(user, mail("one"))

    take_all(connect(after="flag"), MemoryLedger())

    assert dovecot.messages(user) == [mail("one")]
    assert "$IntakeTaken" in dovecot.flags(user)[0]


def test_marks_of_other_people_are_left_alone(dovecot: Dovecot, user: str, connect: Connect) -> None:
    dovecot.deliver(user, mail("theirs"))
    ledger = MemoryLedger()
    take_all(connect(after="flag"), ledger)
    with dovecot.session(user) as client:
        client.select("INBOX")
        client.store("1", "+FLAGS", "\\Deleted")
    dovecot.deliver(user, mail("one"))

    take_all(connect(after="flag"), ledger)

    assert dovecot.messages(user) == [mail("theirs"), mail("one")]


@pytest.mark.parametrize("after", ["move", "flag"])
def test_a_crash_between_commit_and_move_is_made_good(
    dovecot: Dovecot, user: str, connect: Connect, after: str
) -> None:
    dovecot.deliver(user, mail("one"))
    ledger = MemoryLedger()
    for taken in connect(after=after).poll(ledger):
        ledger.commit(taken)

    assert take_all(connect(after=after), ledger) == []
    folder = "Intake-Processed" if after == "move" else "INBOX"
    assert dovecot.messages(user, folder) == [mail("one")]
    assert after == "move" or "$IntakeTaken" in dovecot.flags(user)[0]


def test_a_crash_before_the_commit_hands_the_mail_over_again(
    dovecot: Dovecot, user: str, connect: Connect
) -> None:
    dovecot.deliver(user, mail("one"))
    next(connect().poll(MemoryLedger()))

    assert take_all(connect(), MemoryLedger()) == [mail("one")]


def test_a_lost_connection_before_the_move_is_made_good(
    dovecot: Dovecot, user: str, connect: Connect
) -> None:
    dovecot.deliver(user, mail("one"))
    dovecot.deliver(user, mail("two"))
    source, ledger = connect(), MemoryLedger()
    polling = source.poll(ledger)
    taken = next(polling)
    ledger.commit(taken)
    dovecot.kick(user)
    with pytest.raises(TransientError):
        source.stored(taken)
    with pytest.raises(TransientError):
        next(polling)

    assert take_all(source, ledger) == [mail("two")]
    assert dovecot.messages(user) == []


def test_telling_twice_is_no_error(dovecot: Dovecot, user: str, connect: Connect) -> None:
    dovecot.deliver(user, mail("one"))
    source, ledger = connect(), MemoryLedger()
    [taken] = source.poll(ledger)
    ledger.commit(taken)
    source.stored(taken)

    source.stored(taken)

    assert dovecot.messages(user, "Intake-Processed") == [mail("one")]


def test_a_renumbered_folder_is_read_again_without_a_miss(
    dovecot: Dovecot, user: str, connect: Connect
) -> None:
    for text in ("one", "two"):
        dovecot.deliver(user, mail(text))
    source, ledger = connect(), MemoryLedger()
    take_all(source, ledger)
    with dovecot.session(user) as client:
        client.create("Other")
        client.rename("INBOX", "Old")  # RFC 3501: this empties INBOX and leaves it there
    dovecot.deliver(user, mail("three"))
    dovecot.change_uidvalidity(user, "INBOX", 4711)

    assert take_all(source, ledger) == [mail("three")]
    assert ledger.checkpoint("clinic", "INBOX") is not None
    assert ledger.arrivals[-1].key.startswith("INBOX/4711/")


def test_a_renumbered_folder_leaves_out_what_carries_our_keyword(
    dovecot: Dovecot, user: str, connect: Connect
) -> None:
    dovecot.deliver(user, mail("one"))
    source, ledger = connect(after="flag"), MemoryLedger()
    take_all(source, ledger)
    dovecot.change_uidvalidity(user, "INBOX", 4711)
    dovecot.deliver(user, mail("two"))

    assert take_all(source, ledger) == [mail("two")]


def test_a_reused_uid_of_another_message_is_not_mistaken(
    dovecot: Dovecot, user: str, connect: Connect
) -> None:
    dovecot.deliver(user, mail("one"), "Faxes")
    source, ledger = connect(folders=["Faxes"]), MemoryLedger()
    take_all(source, ledger)
    with dovecot.session(user) as client:
        client.delete("Faxes")
    time.sleep(1.1)  # a new folder's UIDVALIDITY is the second in which it was made
    dovecot.deliver(user, mail("two"), "Faxes")

    assert take_all(source, ledger) == [mail("two")]


def test_every_folder_is_read(dovecot: Dovecot, user: str, connect: Connect) -> None:
    dovecot.deliver(user, mail("one"))
    dovecot.deliver(user, mail("two"), "Faxes")
    dovecot.deliver(user, mail("three"), "Größe & Ärger")

    take_all(connect(folders=["INBOX", "Faxes", "Größe & Ärger"]), ledger := MemoryLedger())

    assert ledger.contents == [mail("one"), mail("two"), mail("three")]
    assert {folder for _, folder in ledger.checkpoints} == {"INBOX", "Faxes", "Größe & Ärger"}


def test_a_missing_folder_does_not_stop_the_others(dovecot: Dovecot, user: str, connect: Connect) -> None:
    dovecot.deliver(user, mail("one"))
    ledger = MemoryLedger()

    with pytest.raises(TransientError, match="folder Gone"):
        take_all(connect(folders=["Gone", "INBOX"]), ledger)

    assert ledger.contents == [mail("one")]


def test_a_server_with_a_prefix_and_dots_gets_its_names(certificates: Certificates, connect: Connect) -> None:
    dotted = "userdb_namespace/inbox/prefix=INBOX. userdb_namespace/inbox/separator=."
    with running_dovecot(certificates.good, users={"clerk": dotted}) as server:
        server.deliver("clerk", mail("one"))
        source = connect(username="clerk", port=server.tls_port)

        assert take_all(source, MemoryLedger()) == [mail("one")]
        assert server.messages("clerk", "INBOX.Intake-Processed") == [mail("one")]


def test_a_too_large_message_is_handed_over_without_its_body_and_set_aside(
    dovecot: Dovecot, user: str, connect: Connect
) -> None:
    dovecot.deliver(user, mail("large", 20_000))
    dovecot.deliver(user, mail("small"))
    source, ledger = connect(max_bytes=10_000), MemoryLedger()

    take_all(source, ledger)

    large, small = ledger.arrivals
    assert large.content == mail("large").partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert large.withheld is not None
    assert "more than the 10000" in large.withheld
    assert (small.content, small.withheld) == (mail("small"), None)
    assert dovecot.messages(user, "Intake-TooLarge") == [mail("large", 20_000)]


def test_a_too_large_message_is_set_aside_even_after_a_crash(
    dovecot: Dovecot, user: str, connect: Connect
) -> None:
    dovecot.deliver(user, mail("large", 20_000))
    ledger = MemoryLedger()
    for taken in connect(max_bytes=10_000).poll(ledger):
        ledger.commit(taken)

    take_all(connect(max_bytes=10_000), ledger)

    assert dovecot.messages(user, "Intake-TooLarge") == [mail("large", 20_000)]


def test_mail_from_before_the_start_is_left_alone(dovecot: Dovecot, user: str, connect: Connect) -> None:
    dovecot.deliver(user, mail("old"), received=datetime(2020, 5, 1, tzinfo=UTC))
    dovecot.deliver(user, mail("new"), received=datetime(2026, 11, 3, 12, tzinfo=UTC))

    assert take_all(connect(since=date(2026, 11, 1)), MemoryLedger()) == [mail("new")]
    assert dovecot.messages(user) == [mail("old")]


def damage(dovecot: Dovecot, user: str, text: str) -> None:
    """Make a message unreadable to the server itself."""
    for path in dovecot.folder_on_disk(user, "INBOX").glob("*/*"):
        if path.is_file() and path.parent.name in {"new", "cur"} and text.encode() in path.read_bytes():
            path.chmod(0)


def persist(source: ImapSource, ledger: MemoryLedger, *, polls: int) -> None:
    """Poll as the runner does, which goes on after an error: Dovecot ends the session at a damaged message."""
    for _ in range(polls):
        with contextlib.suppress(TransientError):
            take_all(source, ledger)


def test_a_damaged_message_does_not_stop_the_others_and_is_told_of_in_the_end(
    dovecot: Dovecot, user: str, connect: Connect
) -> None:
    for text in ("broken", "two", "three"):
        dovecot.deliver(user, mail(text))
    damage(dovecot, user, "broken")
    source, ledger = connect(patience=0.0), MemoryLedger()

    persist(source, ledger, polls=8)

    assert ledger.contents == [mail("two"), mail("three"), b""]
    assert [taken.withheld for taken in ledger.arrivals] == [None, None, "the mail server cannot deliver it"]
    assert ledger.checkpoint("clinic", "INBOX") == (int(ledger.arrivals[0].key.split("/")[1]), 3)


def test_a_damaged_message_holds_the_checkpoint_back_until_it_is_told_of(
    dovecot: Dovecot, user: str, connect: Connect
) -> None:
    for text in ("one", "broken", "three"):
        dovecot.deliver(user, mail(text))
    damage(dovecot, user, "broken")
    ledger = MemoryLedger()

    persist(connect(after="none"), ledger, polls=3)
    persist(connect(after="none"), ledger, polls=3)

    assert ledger.contents == [mail("one"), mail("three")]
    assert {uid for _, uid in ledger.checkpoints.values()} == {1}


def test_a_vanished_message_does_not_stop_the_others(dovecot: Dovecot, user: str, connect: Connect) -> None:
    for text in ("one", "two", "three"):
        dovecot.deliver(user, mail(text))
    source, ledger = connect(), MemoryLedger()
    polling = source.poll(ledger)
    ledger.commit(next(polling))
    with dovecot.session(user) as client:
        client.select("INBOX")
        client.uid("STORE", "2", "+FLAGS", "\\Deleted")
        client.uid("EXPUNGE", "2")

    for taken in polling:
        ledger.commit(taken)

    assert ledger.contents == [mail("one"), mail("three")]


@pytest.mark.parametrize("kind", ["cut", "reset", "stall", "flip"])
def test_a_connection_hurt_in_the_middle_of_a_message_loses_nothing(
    dovecot: Dovecot, user: str, connect: Connect, kind: str
) -> None:
    sent = [mail(f"mail-{number}", 100_000) for number in range(3)]
    for content in sent:
        dovecot.deliver(user, content)
    ledger = MemoryLedger()
    with FaultProxy(dovecot.tls_port) as proxy:
        source = connect(port=proxy.port, timeout_seconds=1.0)
        proxy.fault = Fault(kind, after=150_000)  # type: ignore[arg-type]
        with pytest.raises(TransientError):
            take_all(source, ledger)
        assert proxy.fault is None
        taken_before = len(ledger.arrivals)

        take_all(source, ledger)

    assert taken_before < 3
    assert sorted(ledger.contents) == sorted(sent)
    assert dovecot.messages(user) == []


@pytest.mark.parametrize("after", ["move", "flag", "none"])
def test_however_a_session_breaks_each_message_is_taken_once(
    dovecot: Dovecot, user: str, connect: Connect, after: str
) -> None:
    chance, ledger, sent = random.Random(f"session {after}"), MemoryLedger(), []
    with FaultProxy(dovecot.plain_port) as proxy:
        source = connect(port=proxy.port, tls="none", after=after, timeout_seconds=1.0)
        for number in range(12):
            sent += [mail(f"mail-{number}-{text}", chance.randrange(3000)) for text in ("a", "b")]
            for content in sent[-2:]:
                dovecot.deliver(user, content)
            proxy.fault = Fault(chance.choice(["cut", "reset", "stall"]), after=chance.randrange(1, 6000))
            persist(source, ledger, polls=2)
        proxy.fault = None
        persist(source, ledger, polls=3)

    assert sorted(ledger.contents) == sorted(sent)
    assert after != "move" or dovecot.messages(user) == []
    assert after != "flag" or all("$IntakeTaken" in flags for flags in dovecot.flags(user))


def test_a_server_that_was_down_is_found_again(certificates: Certificates, connect: Connect) -> None:
    with running_dovecot(certificates.good) as server:
        server.deliver("clerk", mail("one"))
        source, ledger = connect(username="clerk", port=server.tls_port), MemoryLedger()
        take_all(source, ledger)
        server.kick("clerk")
        server.stop()
        with pytest.raises(TransientError):
            take_all(source, ledger)
        with pytest.raises(TransientError, match="check server and network"):
            take_all(source, ledger)
        server.start()
        server.deliver("clerk", mail("two"))

        assert take_all(source, ledger) == [mail("two")]


@pytest.mark.parametrize("tls", ["starttls", "none"])
def test_other_ways_to_connect_work(dovecot: Dovecot, user: str, connect: Connect, tls: str) -> None:
    dovecot.deliver(user, mail("one"))

    assert take_all(connect(tls=tls, port=dovecot.plain_port), MemoryLedger()) == [mail("one")]


def test_plain_text_over_the_network_is_refused(connect: Connect) -> None:
    with pytest.raises(ValueError, match='tls = "none" would send the password'):
        connect(tls="none", host="mail.clinic.example")


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
@pytest.mark.parametrize(
    ("fault", "why"),
    [("expired", "expired"), ("wrong_name", "Hostname mismatch"), ("unknown_ca", "issuer")],
)
def test_a_bad_certificate_is_refused(
    certificates: Certificates, connect: Connect, fault: str, why: str, tls: str
) -> None:
    with running_dovecot(getattr(certificates, fault)) as server:
        port = server.tls_port if tls == "implicit" else server.plain_port
        source = connect(username="clerk", port=port, tls=tls)

        with pytest.raises(TransientError, match=f"certificate shown for .* is refused: .*{why}"):
            take_all(source, MemoryLedger())


def test_a_ca_file_without_a_certificate_stops_the_start(connect: Connect, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")

    with pytest.raises(ConfigError, match="ca_file"):
        connect(ca_file=tmp_path / "ca.pem")


def test_a_wrong_password_is_said_without_the_password_and_not_tried_again_soon(
    connect: Connect, tmp_path: Path
) -> None:
    (tmp_path / "wrong").write_text("not-the-password")

    with pytest.raises(TransientError, match=r"cannot log in as .*check user name and password") as refused:
        take_all(connect(password_file=tmp_path / "wrong"), MemoryLedger())

    assert "not-the-password" not in str(refused.value)
    assert refused.value.retry_after == 300.0


def test_a_password_file_is_read_at_each_login(
    dovecot: Dovecot, user: str, connect: Connect, tmp_path: Path
) -> None:
    dovecot.deliver(user, mail("one"))
    source = connect(password_file=tmp_path / "later")
    with pytest.raises(TransientError, match="cannot read password_file"):
        take_all(source, MemoryLedger())
    (tmp_path / "later").write_text(PASSWORD)

    assert take_all(source, MemoryLedger()) == [mail("one")]


def test_a_server_without_move_and_uidplus_still_works(certificates: Certificates, connect: Connect) -> None:
    without = frozenset({"MOVE"})
    with running_dovecot(certificates.good, without=without) as server:
        server.deliver("clerk", mail("one"))
        source, ledger = connect(username="clerk", port=server.tls_port), MemoryLedger()

        assert take_all(source, ledger) == [mail("one")]
        assert server.messages("clerk") == []
        assert server.messages("clerk", "Intake-Processed") == [mail("one")]


def seconds_to_wake(source: ImapSource, act: Callable[[], None], limit: float = 8.0) -> float | None:
    """Wait as the runner does, do something after half a second; how long until the source woke."""
    acted: list[float] = []

    def later() -> None:
        act()
        acted.append(time.monotonic())

    timer = threading.Timer(0.5, later)
    timer.start()
    end = time.monotonic() + limit
    try:
        while time.monotonic() < end:
            if source.wait(1.0, STOP):
                return time.monotonic() - acted[0] if acted else 0.0
    finally:
        timer.join()
    return None


def test_new_mail_wakes_within_two_seconds(dovecot: Dovecot, user: str, connect: Connect) -> None:
    source, ledger = connect(), MemoryLedger()
    take_all(source, ledger)

    slept = seconds_to_wake(source, lambda: dovecot.deliver(user, mail("one")))

    assert slept is not None
    assert slept < 2.0
    assert take_all(source, ledger) == [mail("one")]


def test_a_connection_that_dies_while_waiting_is_noticed(
    dovecot: Dovecot, user: str, connect: Connect
) -> None:
    with FaultProxy(dovecot.tls_port) as proxy:
        source = connect(port=proxy.port)
        take_all(source, MemoryLedger())

        with pytest.raises(TransientError):
            seconds_to_wake(source, proxy.cut_all)


def test_a_connection_that_is_half_dead_is_noticed_at_the_next_poll(
    dovecot: Dovecot, user: str, connect: Connect
) -> None:
    with FaultProxy(dovecot.plain_port) as proxy:
        source, ledger = connect(port=proxy.port, tls="none", timeout_seconds=1.0), MemoryLedger()
        take_all(source, ledger)
        assert source.wait(0.2, STOP) is False
        proxy.fault = Fault("stall", after=0)
        dovecot.deliver(user, mail("one"))
        source.wait(1.0, STOP)  # the notice never comes through

        with pytest.raises(TransientError, match="no answer in time"):
            take_all(source, ledger)
        assert take_all(source, ledger) == [mail("one")]


def test_waiting_ends_soon_after_a_stop(connect: Connect) -> None:
    source, stop = connect(), threading.Event()
    take_all(source, MemoryLedger())
    threading.Timer(0.3, stop.set).start()
    began = time.monotonic()

    assert source.wait(60.0, stop) is False
    assert time.monotonic() - began < 2.0


def test_a_poll_with_nothing_new_costs_one_command(dovecot: Dovecot, user: str, connect: Connect) -> None:
    with FaultProxy(dovecot.plain_port) as proxy:
        source, ledger = connect(port=proxy.port, tls="none", after="none"), MemoryLedger()
        for number in range(5):
            dovecot.deliver(user, mail(f"mail-{number}"))
        take_all(source, ledger)
        commands = proxy.lines_up

        take_all(source, ledger)

    assert proxy.lines_up - commands == 1


def test_sources_do_not_leave_connections_behind(dovecot: Dovecot, user: str, connect: Connect) -> None:
    source = connect()
    for _ in range(30):
        take_all(source, MemoryLedger())
        source.close()
    descriptors = len(os.listdir("/proc/self/fd"))
    for _ in range(10):
        take_all(source, MemoryLedger())
        source.close()

    assert len(os.listdir("/proc/self/fd")) == descriptors


def test_the_moment_of_arrival_is_the_servers_and_not_the_senders(
    dovecot: Dovecot, user: str, connect: Connect
) -> None:
    dovecot.deliver(user, b"Date: Fri, 1 Jan 1999 00:00:00 +0000\r\n\r\nbody")

    [taken] = connect().poll(MemoryLedger())

    assert isinstance(taken, Taken)
    assert datetime.now(UTC) - taken.received_at < timedelta(minutes=1)
