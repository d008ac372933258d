"""`rules diff`: what one set of rules says otherwise than another."""

import sys

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import json_option, print_json
from intake_daemon.commands.rules_sets import IN_FORCE, named_set


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="[B]", required=False)
@click.option(
    "--text", "as_text", is_flag=True, help="Compare the files line by line (unified diff) instead."
)
@json_option
@pass_app
def diff(app: App, first: str, second: str | None, as_text: bool, as_json: bool) -> None:
    """Say what B says otherwise than A: rules, folders and figures, by meaning and not by lines.

    A and B are folders, the first letters of versions that decided before (they stand in `rules history` and
    with every decision), or in-force. With A alone: what A says otherwise than the set in force.

    Exit status, like that of diff: 0 when both say the same, 1 when they differ, 2 when there is no A or B.

    Example:
      intake-daemon rules diff /etc/intake-daemon/rules
      intake-daemon rules diff 3f9a in-force --text
    """
    from rules.difference import compare
    from rules.difference_text import lines_of, text_diff

    old, new = (named_set(app, name) for name in ((first, second) if second else (IN_FORCE, first)))
    if as_text:
        lines = list(text_diff(old.texts, new.texts, names=(old.name, new.name)))
        click.echo("\n".join(lines), nl=bool(lines))
        sys.exit(1 if lines else 0)
    difference = compare(old.load(), new.load())
    if as_json:
        print_json(difference.model_dump(mode="json"))
    else:
        click.echo("\n".join(lines_of(difference)))
    sys.exit(1 if difference.in_meaning else 0)
