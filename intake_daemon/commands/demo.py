"""`intake-daemon demo`: the daemon at work on invented papers, and what came of it."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from intake_daemon.demo.perform import Performance
    from intake_daemon.demo.place import Place
    from intake_daemon.demo.script import Paper
    from intake_daemon.demo.watch import Count

SHOWN_MESSAGES = 2


@click.command()
@click.option(
    "--fixtures",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder with corpus/ and expected.json; by itself those of this installation.",
)
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path), help="Run there and keep everything afterwards."
)
def demo(fixtures: Path | None, folder: Path | None) -> None:
    """Show what the daemon does, on invented papers, in a folder of its own.

    Starts a mailbox (Dovecot), a mail server and the daemon on this machine only, sends in faxes and mails, and shows
    the queue, the messages, what waits for a person and the verified audit. Nothing leaves this machine.

    Example:
      intake-daemon demo --dir /tmp/demo
    """
    from intake_daemon.demo.aged import aged
    from intake_daemon.demo.place import Place
    from intake_daemon.demo.script import INSTALLED, papers
    from intake_daemon.pipeline.services import utc_now

    root = (folder or Path(tempfile.mkdtemp(prefix="intake-demo-"))).resolve()
    if folder and root.exists() and any(root.iterdir()):
        raise click.UsageError(f"{root} is not empty; give a new folder")
    root.mkdir(parents=True, exist_ok=True)
    place, given = Place(root), fixtures.resolve() if fixtures else INSTALLED
    script = (*papers(given), *aged(given, place.drawn, utc_now().date()))
    _show(place, _perform(place, script))
    if folder is None:
        shutil.rmtree(root, ignore_errors=True)
    else:
        click.echo(f"\nEverything is kept in {root}. Go on with:\n  {_spoken(place)} queue list")


def _perform(place: "Place", script: "tuple[Paper, ...]") -> "Performance":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from intake_daemon.demo.perform import perform

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        task = progress.add_task("Reading and deciding", total=len(script))

        def tell(now: "Count") -> None:
            progress.update(task, completed=now.over)

        return perform(place, script, say=click.echo, tell=tell)


def _show(place: "Place", performance: "Performance") -> None:
    mail = "a Dovecot mailbox" if performance.mail_server else "a Maildir (no Dovecot on this machine)"
    click.echo(
        f"\n{performance.papers} papers through a fax folder and {mail}: start-up {performance.start_up:.1f} s, "
        f"work {performance.seconds:.0f} s, {performance.sent} messages sent."
    )
    _run(place, "The work queue: complete requests first by their due date", "queue", "list")
    _run(place, "What waits for a person, and why", "review", "list")
    _run(place, "Set aside because it could not be read", "parked", "list")
    _run(place, "Messages: sent, and held with the reason", "outbox", "list")
    for path in sorted(place.sent_folder.glob("*.eml"))[:SHOWN_MESSAGES]:
        _show_mail(path)
    _run(place, "The audit: verified", "audit", "verify")


def _run(place: "Place", title: str, *arguments: str) -> None:
    """Show what a command prints, as somebody at the keyboard would see it."""
    from intake_daemon.demo.process import command

    click.secho(f"\n{title}", bold=True)
    click.echo(f"$ intake-daemon {' '.join(arguments)}", nl=True)
    sys.stdout.flush()
    subprocess.run(command(place, *arguments), check=False)


def _show_mail(path: Path) -> None:
    import email
    import email.policy

    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    text = message.get_body(("plain",))
    click.secho(f"\nA message as the mail server got it ({path.name})", bold=True)
    for name in ("From", "To", "Subject", "Message-ID", "In-Reply-To", "Auto-Submitted"):
        if message[name]:
            click.echo(f"  {name}: {message[name]}")
    click.echo()
    for line in text.get_content().splitlines() if text else ():
        click.echo(f"  {line}")


def _spoken(place: "Place") -> str:
    return f"intake-daemon --config {place.config}"
