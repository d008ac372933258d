"""`intake-daemon rules`: check, try and read the rules."""

import sys
from pathlib import Path

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import json_option, print_json

rules_option = click.option(
    "--rules",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of rules; left out: the configured one, else the shipped one.",
)


@click.group()
def rules() -> None:
    """Look after the rules of what a complete request must say.

    Example:
      intake-daemon rules check --rules /etc/intake-daemon/rules
    """


def rules_folder(app: App, folder: Path | None) -> Path:
    """The folder named, else the configured one, else the shipped one."""
    from rules import SHIPPED

    if folder:
        return folder
    config = app.config_if_given()
    return config.rules if config and config.rules else SHIPPED


@rules.command()
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


@rules.command()
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


@rules.command()
@click.argument("rule", required=False)
@rules_option
@pass_app
def explain(app: App, rule: str | None, folder: Path | None) -> None:
    """Say in words what a rule wants, for whom, and on what authority; without RULE: all of them.

    Example:
      intake-daemon rules explain signature-present
    """
    from rules import explain_rule, load

    loaded = load(rules_folder(app, folder))
    names = [rule] if rule else [one.id for one in loaded.rules]
    for name in names:
        try:
            click.echo(explain_rule(loaded, name) + "\n")
        except KeyError as error:
            raise click.UsageError(f"there is no rule {name}; without a name all are shown") from error
