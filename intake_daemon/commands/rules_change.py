"""`rules apply`, `approve`, `refuse`, `copy`: a changed set of rules on its way into force."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import in_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from intake_daemon.pipeline.rule_sets.checking import Checked
    from intake_daemon.pipeline.rule_sets.folder import Snapshot
    from intake_daemon.store.rule_changes import RuleChangeRow

SHORT = 12


@click.command()
@click.argument("source", metavar="DIR|VERSION")
@click.option("--note", default="", metavar="TEXT", help="Why; it stands in `rules history`.")
@pass_app
def apply(app: App, source: str, note: str) -> None:
    """Put an edited copy of the rules live, or turn back to an earlier version.

    It is checked whole first, examples included; with a mistake nothing changes. Then it takes the place of the
    configured folder in one step, with your name and the note. A running daemon takes it up within seconds, between
    two documents; without one, the next start does. With four_eyes it waits for `rules approve` by somebody else.
    Given the configured folder itself, a change made there by hand gets its author and note.

    Example:
      intake-daemon rules apply ./edited --note "signatures older than 180 days: a person looks"
      intake-daemon rules apply 3f9ac1 --note "back to last week's"
    """
    from intake_daemon.commands.person import person
    from intake_daemon.pipeline.rule_sets.applying import apply as put_live
    from intake_daemon.pipeline.rule_sets.applying import begin, target_folder
    from intake_daemon.pipeline.rule_sets.checking import check, load_message_texts

    target_folder(app.config)  # says first when there is none
    snapshot = _named(app, source)
    checked = check(snapshot, load_message_texts(app.config)[0])
    if checked.problems:
        _refuse(checked)
    for warning in checked.warnings:
        click.echo(warning, err=True)
    who = person()
    begin(app.engine, app.config)
    _show_changes(app, checked)
    authors = tuple(sorted({who, *_owners(app, snapshot)}))
    change = put_live(app.engine, app.config, checked, authors=authors, note=note.strip(), actor=who)
    _say_what_became(change)


def _named(app: App, source: str) -> "Snapshot":
    """The set of rules meant by a folder or the beginning of a version."""
    from intake_daemon.pipeline.rule_sets.folder import Snapshot, snapshot_of
    from intake_daemon.pipeline.rule_sets.loading import files_of, version_named
    from intake_daemon.store.database import reading

    if Path(source).is_dir():
        return snapshot_of(Path(source))
    if "/" in source:
        raise click.UsageError(f"{source}: there is no such folder")
    with reading(app.engine) as session:
        return Snapshot(texts=files_of(session, version_named(session, source)))


def _owners(app: App, snapshot: "Snapshot") -> tuple[str, ...]:
    """The people who own the changed files."""
    from intake_daemon.pipeline.rule_sets.folder import authors_of, named
    from intake_daemon.store.database import reading
    from intake_daemon.store.rule_changes import in_force

    with reading(app.engine) as session:
        current = in_force(session)
    return named(authors_of(snapshot, current.files if current else {}))


def _refuse(checked: "Checked") -> None:
    for problem in checked.problems:
        click.echo(problem, err=True)
    number = len(checked.problems)
    click.echo(f"{number} mistake{'' if number == 1 else 's'}; nothing was changed", err=True)
    sys.exit(1)


def _show_changes(app: App, checked: "Checked") -> None:
    """Print what a set says otherwise than the one in force."""
    from intake_daemon.pipeline.rule_sets.loading import load_in_force
    from intake_daemon.store.database import reading
    from rules.difference import compare
    from rules.difference_text import lines_of

    with reading(app.engine) as session:
        before = load_in_force(session)
    if before is not None and checked.rule_set is not None:
        click.echo("\n".join(lines_of(compare(before, checked.rule_set))))


def _say_what_became(change: "RuleChangeRow") -> None:
    from intake_daemon.store.rule_changes import ChangeState

    short = change.version[:SHORT]
    if change.state == ChangeState.IN_FORCE:
        click.echo(f"\n{short} is in force; a running daemon takes it up within seconds.")
    elif change.state == ChangeState.WAITING:
        click.echo(f"\n{short} waits for somebody else: intake-daemon rules approve {short} --note TEXT")
    else:
        click.echo(f"\n{short} is {in_words(change.state)}: `intake-daemon rules history {short}`", err=True)
        sys.exit(1)


@click.command()
@click.argument("version")
@click.option(
    "--note", required=True, metavar="TEXT", help="What convinced you; it stands in `rules history`."
)
@click.option(
    "--not-mine", is_flag=True, help="Declare that you did not make a change that has no author's name."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_app
def approve(app: App, version: str, note: str, not_mine: bool, yes: bool) -> None:
    """Bring a set of rules that waits into force, as somebody else than its author.

    It is shown first what would change. VERSION are the first letters of one that waits.

    Example:
      intake-daemon rules approve 3f9ac1 --note "talked through with the privacy officer"
    """
    from intake_daemon.commands.person import person
    from intake_daemon.pipeline.rule_sets import deciding
    from intake_daemon.pipeline.rule_sets.checking import check, load_message_texts
    from intake_daemon.pipeline.rule_sets.folder import Snapshot
    from intake_daemon.pipeline.services import utc_now
    from intake_daemon.store.database import transaction

    who, waits = person(), _waiting(app, version)
    authors = {*waits.authors, *_owners_now(app, waits)}
    deciding.may_approve(authors, who, not_mine=not_mine)
    checked = check(Snapshot(texts=waits.files), load_message_texts(app.config)[0])
    if checked.problems:
        _refuse(checked)
    _show_changes(app, checked)
    click.echo(
        f"\nBy {', '.join(sorted(authors)) or 'nobody known'}{f': {waits.note}' if waits.note else ''}"
    )
    if not yes:
        click.confirm("Bring it into force?", abort=True)
    with transaction(app.engine) as session:
        row = _again(session, waits)
        deciding.approve(
            session, row, person=who, authors=authors, note=note, at=utc_now(), not_mine=not_mine
        )
    click.echo(
        f"{waits.version[:SHORT]} is in force, approved by {who}; a running daemon takes it up within seconds."
    )


@click.command()
@click.argument("version")
@click.option("--note", required=True, metavar="TEXT", help="Why not; it stands in `rules history`.")
@pass_app
def refuse(app: App, version: str, note: str) -> None:
    """Say no to a set of rules that waits; the one in force stays. Its author may take it back so too.

    Example:
      intake-daemon rules refuse 3f9ac1 --note "the state limit is 15 days, not 30"
    """
    from intake_daemon.commands.person import person
    from intake_daemon.pipeline.rule_sets import deciding
    from intake_daemon.pipeline.services import utc_now
    from intake_daemon.store.database import transaction

    waits = _waiting(app, version)
    with transaction(app.engine) as session:
        deciding.decline(session, _again(session, waits), person=person(), note=note, at=utc_now())
    click.echo(f"{waits.version[:SHORT]} is refused; what was in force stays.")


def _waiting(app: App, version: str) -> "RuleChangeRow":
    from intake_daemon.pipeline.rule_sets.deciding import to_approve
    from intake_daemon.pipeline.rule_sets.loading import version_named
    from intake_daemon.store.database import reading

    with reading(app.engine) as session:
        return to_approve(session, version_named(session, version))


def _again(session: "Session", row: "RuleChangeRow") -> "RuleChangeRow":
    from intake_daemon.store.rule_changes import RuleChangeRow

    return session.get_one(RuleChangeRow, row.id)


def _owners_now(app: App, waits: "RuleChangeRow") -> tuple[str, ...]:
    """Who owns the changed files, where they still lie in the folder of this machine.

    The daemon may not have been able to tell: in a hardened service other accounts have no names.
    """
    from intake_daemon.pipeline.rule_sets.folder import rules_folder, snapshot_of

    snapshot = snapshot_of(rules_folder(app.config))
    return _owners(app, snapshot) if snapshot.version == waits.version else ()


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@pass_app
def copy(app: App, folder: Path) -> None:
    """Write the set of rules in force into a new folder, to edit it in peace; `rules apply DIR` puts it live.

    Example:
      intake-daemon rules copy ./edited
    """
    from intake_daemon.pipeline.rule_sets.loading import rules_that_count
    from intake_daemon.store.database import reading

    with reading(app.store) as session:
        current = rules_that_count(session, app.config)
    write_set(folder, current.texts)
    click.echo(f"{current.version[:SHORT]} is written to {folder}. Next:")
    click.echo(f"  intake-daemon rules check --rules {folder}")
    click.echo(f"  intake-daemon rules diff {folder}")
    click.echo(f"  intake-daemon rules apply {folder} --note TEXT")


def write_set(folder: Path, texts: Mapping[str, str]) -> None:
    """Write the files of a set into a new folder, with the schemas by which editors complete and check them."""
    from intake_daemon.folder_swap import write_folder
    from rules.files.json_schema import SchemaOf, as_json
    from rules.files.modeline import SCHEMAS

    write_folder(folder, {**texts, **{f"{SCHEMAS}/{one}.json": as_json(one) for one in SchemaOf}})
