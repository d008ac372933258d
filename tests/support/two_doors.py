"""The usual installation: a Maildir, a drop folder, and a mail server that takes what the daemon sends."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.daemon_process import DaemonProcess, installation
from support.house_rules import house_rules

from intake_daemon.rehearsal.smtp_sink import SmtpSink

SOURCES = """
[smtp]
host = "127.0.0.1"
port = {port}
tls = "none"

[[drop]]
name = "fax"
folder = "@FOLDER@/drop"
settle_seconds = 0.2
scan_seconds = 1
{drop}

[[maildir]]
name = "mail"
folder = "@FOLDER@/Maildir"
poll_seconds = 0.3
"""


@contextmanager
def two_doors(
    folder: Path, sink: SmtpSink, *, drop: str = "", top: str = "", delivery: str = ""
) -> Iterator[DaemonProcess]:
    """Lay it out in an empty folder; whatever still runs at the end is killed.

    Args:
        drop: more keys of the drop folder.
        top: keys outside any table.
        delivery: more keys of the table [delivery].
    """
    for part in ("drop", "Maildir/new", "Maildir/cur", "Maildir/tmp"):
        (folder / part).mkdir(parents=True)
    sources = SOURCES.format(port=sink.port, drop=drop)
    top = f'rules = "{house_rules(folder)}"\n{top}'
    with contextmanager(installation)(folder, sources=sources, top=top, delivery=delivery) as daemon:
        yield daemon
