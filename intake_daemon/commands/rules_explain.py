"""`rules explain`: what a rule wants, in words."""

from pathlib import Path

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.rules import rules_folder, rules_option


@click.command()
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
