"""Mailboxes: the whole way from the name of the server to the folders."""

from collections.abc import Iterator
from contextlib import closing

from intake_daemon.commands.doctor.result import Result, fail, ok, warn
from intake_daemon.commands.doctor.secret_file import check_secret
from intake_daemon.config import Config
from intake_daemon.errors import ConfigError, TransientError
from intake_daemon.sources.imap_session import ImapSession, trust
from intake_daemon.sources.imap_wire import CommandRefusedError
from intake_daemon.sources.settings import MailboxSettings

PATIENCE = 15.0  #: seconds; a person waits for the answer


def check_mailboxes(config: Config) -> Iterator[Result]:
    """Each can be reached, shows a good certificate, lets us in, and has its folders."""
    for settings in config.mailbox:
        name = f"mailbox {settings.name}"
        secret = check_secret(name, settings.password_file)
        yield from [secret] if secret else _check_mailbox(name, settings)


def _check_mailbox(name: str, settings: MailboxSettings) -> Iterator[Result]:
    patient = settings.model_copy(update={"timeout_seconds": min(settings.timeout_seconds, PATIENCE)})
    try:
        context = None if settings.tls == "none" else trust(settings.ca_file)
        session = ImapSession(patient, context, beat=lambda: None)
    except (ConfigError, TransientError) as error:
        yield fail(
            name, str(error), "check host, port, tls, ca_file, username and password_file of this mailbox"
        )
        return
    with closing(session):
        yield from _check_folders(name, settings, session)


def _check_folders(name: str, settings: MailboxSettings, session: ImapSession) -> Iterator[Result]:
    missing = [folder for folder in settings.folders if not _has(session, folder)]
    if missing:
        yield fail(
            name, f"there is no folder {', '.join(missing)}", "correct `folders`; names are case-sensitive"
        )
        return
    yield ok(name, f"logged in at {settings.host}, {', '.join(settings.folders)} can be read")
    if settings.after == "move" and not _has(session, settings.processed_folder):
        yield warn(
            name,
            f"there is no folder {settings.processed_folder} yet",
            "it is made with the first mail; make it yourself if the server does not let us",
        )


def _has(session: ImapSession, folder: str) -> bool:
    try:
        session.state(folder)
    except CommandRefusedError:
        return False
    return True
