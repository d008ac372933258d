"""`rules check` and `rules test`: mistakes in the files, and their examples."""

import sys
from pathlib import Path

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import json_option, print_json
from intake_daemon.commands.rules import rules_folder, rules_option


@click.command()
@rules_option
@json_option
@pass_app
def check(app: App, folder: Path | None, as_json: bool) -> None:
    """Find every mistake in the rules, by file and line. Exit status 1 when there is one.

    Example:
      intake-daemon rules check --rules /etc/intake-daemon/rules
    """
    from rules import check as problems_in
    from rules import load

    place = rules_folder(app, folder)
    problems = problems_in(place)
    if as_json:
        print_json([problem.model_dump(mode="json") for problem in problems])
    else:
        for problem in problems:
            click.echo(problem.render())
        if not problems:
            loaded = load(place)
            click.echo(f"{place}: {len(loaded.rules)} rules, no mistakes, version {loaded.version[:12]}")
    sys.exit(1 if problems else 0)


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
