"""`intake-daemon run`: the daemon itself."""

import click

from intake_daemon.commands.app import App, pass_app


@click.command()
@click.option(
    "--log-json/--log-text",
    "log_json",
    default=None,
    help="Form of the log; by itself: JSON unless on a terminal.",
)
@click.option(
    "--log-level",
    default="INFO",
    show_default=True,
    help="Least grave events to log.",
    type=click.Choice(["DEBUG", "INFO", "WARNING", "ERROR"]),
)
@pass_app
def run(app: App, log_json: bool | None, log_level: str) -> None:
    r"""Watch all sources and work until SIGTERM.

    SIGTERM finishes the work in hand and stops; SIGHUP loads rules and message texts again, after checking them.

    \b
    Example:
      intake-daemon --config /etc/intake-daemon/intake.toml run
    """
    from intake_daemon.daemon import run as run_daemon
    from intake_daemon.logging import set_up_logging

    set_up_logging(json=log_json, level=log_level)
    run_daemon(app.config)
