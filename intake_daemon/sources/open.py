"""Opens every source that the configuration names."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from intake_daemon.sources.drop import DropSource
from intake_daemon.sources.imap import ImapSource
from intake_daemon.sources.maildir import MaildirSource
from intake_daemon.sources.settings import DropSettings, MailboxSettings, MaildirSettings
from intake_daemon.sources.source import Source

SourceSettings = MailboxSettings | DropSettings | MaildirSettings


def open_sources(settings: Sequence[SourceSettings], *, max_bytes: int, state_dir: Path) -> list[Source]:
    """Make the sources; connections are opened by their first poll.

    Args:
        max_bytes: larger mails and files are set aside for a person.
        state_dir: our own folder, which no drop folder may overlap.

    Raises:
        ConfigError: a folder or certificate file that must be there is not, or is not safe to read from.
    """
    return list(_open(settings, max_bytes, state_dir))


def _open(settings: Sequence[SourceSettings], max_bytes: int, state_dir: Path) -> Iterator[Source]:
    for source in settings:
        match source:
            case MailboxSettings():
                yield ImapSource(source, max_bytes=max_bytes)
            case DropSettings():
                yield DropSource(source, max_bytes=max_bytes, state_dir=state_dir)
            case MaildirSettings():
                yield MaildirSource(source, max_bytes=max_bytes)
