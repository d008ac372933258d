"""`rules new`, `rules switch` and `rules set`: changes of files that leave everything else in them as it is."""

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.rules import rules_folder, rules_option
from intake_daemon.errors import ConfigError, IntakeError

if TYPE_CHECKING:
    from rules.editing.change import Edit

dry_run = click.option("--dry-run", is_flag=True, help="Show what would change; write nothing.")
even_so = click.option(
    "--even-so", is_flag=True, help="Write it though examples come out otherwise, to correct them then."
)


@click.command()
@click.argument("rule", metavar="ID")
@click.option("--like", metavar="RULE", help="Copy this rule instead of the skeleton, switched off at first.")
@click.option("--file", "name", metavar="FILE", help="File of the folder to add it to; left out: own.yaml.")
@rules_option
@dry_run
@even_so
@pass_app
def new(
    app: App, rule: str, like: str | None, name: str | None, folder: Path | None, dry_run: bool, even_so: bool
) -> None:
    """Add a rule at the end of a file: a commented skeleton that loads as it is, or a copy of another rule.

    It is switched off until it says what you mean; then `rules switch ID on`.

    Example:
      intake-daemon rules new clinic-signature-age --like house-signature-age
    """
    from rules.editing.blocks import OWN
    from rules.editing.change import new_rule

    place = _to_be_written(app, folder)
    file = name or OWN
    if Path(file).is_absolute() or ".." in Path(file).parts or not file.endswith(".yaml"):
        raise click.UsageError(f"{file}: name a file of the folder, such as own.yaml or house/own.yaml")
    edit = new_rule(_texts(place), rule, like=like, file=file)
    _finish(
        place,
        edit,
        dry_run=dry_run,
        even_so=even_so,
        first=f"edit {place / edit.file}: change its examples first",
    )


@click.command()
@click.argument("name", metavar="FOLDER|ID")
@click.argument("position", type=click.Choice(["on", "off"]))
@rules_option
@dry_run
@even_so
@pass_app
def switch(app: App, name: str, position: str, folder: Path | None, dry_run: bool, even_so: bool) -> None:
    """Switch a folder of rules, or a single rule, on or off.

    What is off stays in its file with its examples, and is checked like the rest.

    Example:
      intake-daemon rules switch states/california on
      intake-daemon rules switch authorization-purpose off
    """
    from rules.editing.change import switch as switched

    place = _to_be_written(app, folder)
    edit = switched(_texts(place), name, on=position == "on")
    _finish(place, edit, dry_run=dry_run, even_so=even_so)


@click.command(name="set")
@click.argument("name", metavar="NAME")
@click.argument("value", metavar="VALUE")
@click.option(
    "--new", "may_be_new", is_flag=True, help="NAME may be a new figure of the house, or a new queue."
)
@rules_option
@dry_run
@even_so
@pass_app
def set_(
    app: App, name: str, value: str, may_be_new: bool, folder: Path | None, dry_run: bool, even_so: bool
) -> None:
    """Set a figure of policy.yaml or matching.yaml by its dotted name.

    A name that does not exist is refused with those that do. A list stands in brackets: "[2026-12-25, 2027-01-01]".

    Example:
      intake-daemon rules set house.signature_age_days 180
      intake-daemon rules set confidence.fields.patient.dob 0.97
    """
    from rules.editing.change import set_figure

    place = _to_be_written(app, folder)
    edit = set_figure(_texts(place), name, value, may_be_new=may_be_new)
    _finish(place, edit, dry_run=dry_run, even_so=even_so)


def _to_be_written(app: App, folder: Path | None) -> Path:
    """The folder of rules, which must not be the one that came with the program."""
    from rules import SHIPPED

    place = rules_folder(app, folder)
    if place.resolve() == SHIPPED.resolve():
        raise click.UsageError(
            "these are the rules that came with the program, which an upgrade replaces: "
            "`intake-daemon init` makes a copy for you to change; name it with --rules DIR"
        )
    if folder is None:
        click.echo(f"{place} is what a running daemon follows, within seconds; "
                   "`intake-daemon rules copy DIR` makes a copy to try things in", err=True)  # fmt: skip
    return place


def _texts(place: Path) -> dict[str, str]:
    from rules import read_texts
    from rules.problems import render_all

    texts, problems = read_texts(place)
    if problems:
        raise ConfigError(render_all(problems))
    return texts


def _finish(place: Path, edit: "Edit", *, dry_run: bool, even_so: bool, first: str = "") -> None:
    """Show the change, write it, and say what comes next."""
    file = place / edit.file
    if not edit.changes:
        click.echo(f"{file} says so already; nothing was changed")
        return
    click.echo("\n".join(_changed_lines(edit)) + "\n")
    for problem in edit.failures:
        click.echo(problem.render())
    if edit.failures and not even_so:
        raise IntakeError(
            f"{file}: nothing was written: {_failing(edit)}. Correct them first, or with --even-so after"
        )
    if dry_run:
        click.echo(f"Would be written: {file}; nothing was written")
        return
    _write(file, edit)
    said = (
        f"the set does not load before that is mended: {_failing(edit)}"
        if edit.failures
        else "the whole set loads"
    )
    click.echo(f"Written: {file}; {said}\n\nNext:")
    click.echo("\n".join(f"  {step}" for step in (first, *_trials(place)) if step))


def _failing(edit: "Edit") -> str:
    count = len(edit.failures)
    return "an example comes out otherwise" if count == 1 else f"{count} examples come out otherwise"


def _trials(place: Path) -> tuple[str, ...]:
    """How to check a change, to see what it does, and to put it in force."""
    return (
        f"intake-daemon rules check --rules {place}",
        f"intake-daemon rules backtest --since DATE --rules {place}    what it would have changed",
        f"intake-daemon rules apply {place} --note TEXT    puts it in force",
    )


def _changed_lines(edit: "Edit") -> list[str]:
    old, new = edit.old.splitlines(), edit.new.splitlines()
    return list(difflib.unified_diff(old, new, edit.file, edit.file, lineterm="", n=2))


def _write(path: Path, edit: "Edit") -> None:
    """Write the file whole or not at all, unless somebody else has changed it meanwhile."""
    from intake_daemon.durable import make_folder, write_durably

    there = path.exists()
    if (path.read_bytes().decode() if there else "") != edit.old:
        raise IntakeError(f"{path}: somebody has just changed it; nothing was written, try again")
    make_folder(path.parent, mode=0o755)
    write_durably(path, edit.new.encode(), mode=path.stat().st_mode & 0o777 if there else 0o644)
