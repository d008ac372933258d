"""`rules check` and `rules test`: mistakes in the files, and their examples."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import json_option, print_json
from intake_daemon.commands.rules import rules_folder, rules_option
from intake_daemon.commands.standing import say_standing_where_known

if TYPE_CHECKING:
    from rules import Surroundings


@click.command()
@rules_option
@click.option("--strict", is_flag=True, help="Take warnings for mistakes, as a check before a release would.")
@json_option
@pass_app
def check(app: App, folder: Path | None, strict: bool, as_json: bool) -> None:
    """Find every mistake in the rules, by file and line. Exit status 1 when there is one.

    Warnings are about what loads and probably does not do what was meant: a rule that can never apply, two rules
    that contradict each other, a queue that nothing goes to.

    Example:
      intake-daemon rules check --rules /etc/intake-daemon/rules
    """
    from rules import check as problems_in
    from rules import load, mistakes

    place = rules_folder(app, folder)
    problems = problems_in(place, _around(app))
    wrong, warnings = mistakes(problems), len(problems) - len(mistakes(problems))
    if as_json:
        print_json([problem.model_dump(mode="json") for problem in problems])
    else:
        for problem in problems:
            click.echo(problem.render())
        if wrong:
            click.echo(f"{place}: {_counted(len(wrong), 'mistake')}, {_counted(warnings, 'warning')}")
        else:
            loaded = load(place)
            said = "no mistakes" + (f", {_counted(warnings, 'warning')}" if warnings else "")
            click.echo(f"{place}: {len(loaded.rules)} rules, {said}, version {loaded.version[:12]}")
    if folder is None:
        say_standing_where_known(app)
    sys.exit(1 if wrong or (strict and warnings) else 0)


def _around(app: App) -> "Surroundings":
    """The message templates and texts that the rules may call for."""
    from intake_daemon.errors import ConfigError
    from intake_daemon.pipeline.rule_sets.checking import surroundings
    from outbox.render import Templates

    config = app.config_if_given()
    try:
        return surroundings(Templates.load(config.templates if config else None))
    except ConfigError:  # `doctor` says what is wrong with them
        return surroundings(None)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


@click.command()
@rules_option
@json_option
@pass_app
def test(app: App, folder: Path | None, as_json: bool) -> None:
    """Run the examples that stand in the rule files. Exit status 1 when one comes out otherwise.

    Example:
      intake-daemon rules test
    """
    from rules import load, run_examples

    loaded = load(rules_folder(app, folder))
    failures = run_examples(loaded)
    if as_json:
        print_json([failure.model_dump(mode="json") for failure in failures])
    else:
        for one in failures:
            click.echo(f"{one.file}: {one.rule}: example {one.expected} {one.number}: {one.got}")
        outcome = f"{len(failures)} example(s) failed" if failures else "every example comes out as it says"
        click.echo(f"{len(loaded.rules)} rules: {outcome}")
    sys.exit(1 if failures else 0)
