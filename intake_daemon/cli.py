"""The command line `intake-daemon`: a table of commands, and what their errors mean to the shell.

Exit status: 0; 1 when some input failed or something is not available now; 2 for a mistake in the call;
78 (EX_CONFIG of sysexits.h) when the configuration, the rules or the texts are wrong.
"""

from pathlib import Path

import click

from intake_daemon.commands.app import App
from intake_daemon.commands.loading import Entry, LazyGroup, keep_example_lines
from intake_daemon.errors import ConfigError, IntakeError

DEFAULT_CONFIG = "/etc/intake-daemon/intake.toml"


def _entry(name: str, summary: str) -> Entry:
    return Entry(f"intake_daemon.commands.{name}:{name}", summary)


COMMANDS = {
    "init": _entry("init", "Write a commented configuration, rules and texts; create the database."),
    "demo": _entry("demo", "Show what the daemon does, on invented papers, in a folder of its own."),
    "doctor": _entry("doctor", "Check everything a run needs and say how to fix it."),
    "run": _entry("run", "Watch all sources and work until SIGTERM."),
    "inspect": _entry("inspect", "Say what the daemon would make of files; write and send nothing."),
    "queue": _entry(
        "queue",
        "The work queue: list, show, claim, assign, extend, verify, follow-up, referral, close, split.",
    ),
    "review": _entry("review", "What a person must look at: list, show, correct, accept, resolve, note."),
    "parked": _entry("parked", "Documents that were set aside because they could not be read."),
    "reprocess": _entry("reprocess", "Work on documents once more, or say what would come out."),
    "outbox": _entry("outbox", "Outgoing messages: list, show, preview, release, given, hold, cancel."),
    "directory": _entry("directory", "Verified requestors and their addresses: list, add, import, export."),
    "patients": _entry("patients", "The clinic's own patients, optional: import, find, tie to requests."),
    "forms": _entry("forms", "The forms it knows, read place by place: add, list, show, check, remove."),
    "rules": _entry("rules", "The rules: check, test, explain."),
    "match": _entry("match", "Compare files of requests, outside the database, to judge the matcher."),
    "report": _entry("report", "Reports: the accounting of disclosures, referrals."),
    "audit": _entry("audit", "The record of every action: show, verify, export."),
}

EPILOG = """
\b
Completion of commands and options in the shell (bash; zsh and fish likewise):
  eval "$(_INTAKE_DAEMON_COMPLETE=bash_source intake-daemon)"

\b
Exit status: 0 fine, 1 some input failed, 2 mistake in the call, 78 configuration.
"""


def _show_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("intake-daemon")
    except PackageNotFoundError:
        number = "(run from its source, not installed)"
    click.echo(f"intake-daemon {number}")
    ctx.exit()


class Root(LazyGroup):
    """The whole command line, which turns our errors into a sentence and an exit status."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what goes wrong outside is told without a traceback."""
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            click.echo(f"intake-daemon: {error}", err=True)
            ctx.exit(ConfigError.exit_code)
        except IntakeError as error:
            click.echo(f"intake-daemon: {error}", err=True)
            ctx.exit(1)


@click.group(
    cls=Root,
    entries=COMMANDS,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--config",
    "config_path",
    envvar="INTAKE_CONFIG",
    type=click.Path(path_type=Path, dir_okay=False),
    default=DEFAULT_CONFIG,
    show_default=True,
    show_envvar=True,
    metavar="FILE",
    help="Configuration file.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show it and exit.",
)
@click.pass_context
def cli(ctx: click.Context, config_path: Path) -> None:
    """Take in requests for medical records from mail and fax, and own them until a decision is made.

    Example:
      intake-daemon queue list --overdue
    """
    if ctx.obj is None:
        named = ctx.get_parameter_source("config_path") is not click.core.ParameterSource.DEFAULT
        ctx.obj = App(config_path, named=named)


cli.help = keep_example_lines(cli.help or "")


def main() -> None:
    """Run the command line; ends the process with its exit status."""
    cli(prog_name="intake-daemon")


if __name__ == "__main__":
    main()
