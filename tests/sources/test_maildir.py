import mailbox
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.ledger import MemoryLedger

from intake_daemon.errors import ConfigError, TransientError
from intake_daemon.model import Channel
from intake_daemon.sources.maildir import MaildirSource
from intake_daemon.sources.settings import MaildirSettings

MAIL = b"Message-ID: <1@law.example>\nSubject: request\n\nbody\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    mailbox.Maildir(tmp_path / "Maildir", create=True).close()
    return tmp_path / "Maildir"


def source_on(folder: Path, max_bytes: int = 100_000) -> MaildirSource:
    return MaildirSource(MaildirSettings(name="local", folder=folder), max_bytes=max_bytes)


def deliver(folder: Path, content: bytes = MAIL, *, name: str = "", box: str = "new") -> Path:
    """Deliver as the standard library does, or under a name of our choice."""
    if not name:
        name = mailbox.Maildir(folder).add(content)
        return folder / "new" / name
    (folder / box / name).write_bytes(content)
    return folder / box / name


def take_all(source: MaildirSource, ledger: MemoryLedger) -> list[bytes]:
    before = len(ledger.arrivals)
    for taken in source.poll(ledger):
        ledger.commit(taken)
        source.stored(taken)
    return ledger.contents[before:]


def kept(folder: Path, subfolder: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((folder / subfolder / "cur").glob("*"))]


def test_new_mail_is_taken_once_and_moved(folder: Path) -> None:
    path = deliver(folder)
    os.utime(path, (1_795_000_000, 1_795_000_000))
    source, ledger = source_on(folder), MemoryLedger()

    assert take_all(source, ledger) == [MAIL]
    assert take_all(source, ledger) == []
    assert kept(folder, ".Processed") == [MAIL]
    [taken] = ledger.arrivals
    assert (taken.channel, taken.received_at) == (Channel.EMAIL, datetime.fromtimestamp(1_795_000_000, UTC))


def test_mail_that_somebody_has_looked_at_is_taken_too_under_the_same_key(folder: Path) -> None:
    deliver(folder, name="17.a.host:2,S", box="cur")
    ledger = MemoryLedger()

    take_all(source_on(folder), ledger)

    assert [taken.key for taken in ledger.arrivals] == ["17.a.host"]


def test_the_oldest_delivery_comes_first(folder: Path) -> None:
    deliver(folder, b"To: b\n\nsecond", name="18.a.host")
    deliver(folder, b"To: b\n\nfirst", name="17.z.host:2,S", box="cur")

    assert take_all(source_on(folder), MemoryLedger()) == [b"To: b\n\nfirst", b"To: b\n\nsecond"]


def test_a_crash_between_commit_and_move_is_made_good(folder: Path) -> None:
    deliver(folder)
    ledger = MemoryLedger()
    for taken in source_on(folder).poll(ledger):
        ledger.commit(taken)

    assert take_all(source_on(folder), ledger) == []
    assert kept(folder, ".Processed") == [MAIL]


def test_too_large_mail_is_withheld_and_set_aside(folder: Path) -> None:
    deliver(folder, MAIL + b"x" * 20_000)
    ledger = MemoryLedger()

    assert take_all(source_on(folder, 10_000), ledger) == [MAIL.partition(b"\n\n")[0]]
    assert "more than the 10000" in (ledger.arrivals[0].withheld or "")
    assert kept(folder, ".TooLarge") == [MAIL + b"x" * 20_000]


def test_a_link_is_never_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "new" / "17.a.host").symlink_to(tmp_path / "secret")
    deliver(folder, name="18.a.host")
    ledger = MemoryLedger()

    with pytest.raises(TransientError, match="cannot read a message"):
        take_all(source_on(folder), ledger)

    assert ledger.contents == [MAIL]


def test_waiting_tells_of_new_mail(folder: Path) -> None:
    source, stop = source_on(folder), threading.Event()

    assert source.wait(0.05, stop) is False
    deliver(folder)
    assert source.wait(0.05, stop) is True


def test_a_folder_that_is_no_maildir_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no Maildir"):
        source_on(tmp_path)


def test_a_vanished_maildir_is_for_later(tmp_path: Path) -> None:
    with pytest.raises(TransientError, match="it does not exist"):
        take_all(source_on(tmp_path / "later"), MemoryLedger())
