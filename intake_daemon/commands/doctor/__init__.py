"""`intake-daemon doctor`: the likeliest mistakes in a set-up, and how to mend each."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import json_option, print_json, printable

if TYPE_CHECKING:
    from intake_daemon.commands.doctor.checks import Check
    from intake_daemon.commands.doctor.result import Result
    from intake_daemon.config import Config

SIGNS = {"ok": "ok  ", "warn": "WARN", "fail": "FAIL"}
COLOURS = {"ok": "green", "warn": "yellow", "fail": "red"}


@click.command()
@json_option
@pass_app
def doctor(app: App, as_json: bool) -> None:
    """Check everything a run needs, and say how to fix what is wrong. Sends nothing, changes nothing.

    Run it as the user the daemon runs as. Exit status 1 when something would keep the daemon from its work;
    what is only doubtful is shown as WARN.

    Example:
      sudo -u intake intake-daemon doctor
    """
    results: list[Result] = []
    for result in examine(app):
        results.append(result)
        if not as_json:
            _print(result)
    failed = sum(result.level == "fail" for result in results)
    doubtful = sum(result.level == "warn" for result in results)
    if as_json:
        checks = [result.model_dump(mode="json") for result in results]
        print_json({"sound": failed == 0, "failed": failed, "warnings": doubtful, "checks": checks})
    else:
        click.echo(f"\n{len(results)} checks: {failed} failed, {doubtful} doubtful")
    sys.exit(1 if failed else 0)


def examine(app: App) -> "Iterator[Result]":
    """All results, each as soon as it is known. Without a configuration nothing else can be checked."""
    from intake_daemon.commands.doctor.checks import CHECKS
    from intake_daemon.commands.doctor.config_file import check_config_file
    from intake_daemon.errors import ConfigError

    yield from check_config_file(app)
    try:
        config = app.config
    except ConfigError:
        return
    for check in CHECKS:
        yield from _isolated(check, config)


def _isolated(check: "Check", config: "Config") -> "Iterator[Result]":
    """Run one check; when it breaks, say so and let the others go on."""
    from intake_daemon.commands.doctor.result import fail

    try:
        yield from check(config)
    except Exception as error:  # noqa: BLE001 - what is wrong with a machine is beyond listing; the rest still counts
        name = check.__name__.removeprefix("check_").replace("_", " ")
        yield fail(name, f"this check broke off: {type(error).__name__}: {error}", "please report it")


def _print(result: "Result") -> None:
    click.secho(SIGNS[result.level], fg=COLOURS[result.level], nl=False)
    click.echo(f"  {result.check}: {printable(result.message)}")
    if result.fix:
        click.echo(f"        → {result.fix}")
