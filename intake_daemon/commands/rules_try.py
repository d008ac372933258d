"""`rules try`: one document, or one stored request, through the rules in force and through edited ones."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import json_option, print_json
from intake_daemon.commands.rules_sets import sides_of, trial_option

if TYPE_CHECKING:
    from intake_daemon.commands.try_text import Tries
    from intake_daemon.model import Case
    from rules import Sides


@click.command("try")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--request", "reference", metavar="REF", help="A stored request instead of files, by its reference."
)
@trial_option
@click.option(
    "--received", metavar="DATE", help="When the files were received: 2026-03-01 or 2026-03-01T14:30-05:00."
)
@click.option(
    "--forms", "forms_folder", type=click.Path(path_type=Path), help="Know the forms in this folder."
)
@click.option("--against-db", is_flag=True, help="Match the files against the stored requests.")
@json_option
@pass_app
def try_(
    app: App,
    files: tuple[Path, ...],
    reference: str | None,
    folder: Path | None,
    received: str | None,
    forms_folder: Path | None,
    against_db: bool,
    as_json: bool,
) -> None:
    """Say what edited rules would make of documents, beside what the rules in force make of them.

    FILES are read once, as `inspect` reads them; a stored request is taken as it was when it was decided. Nothing
    is written and nothing is sent. Exit status 1 when a file could not be read.

    Example:
      intake-daemon rules try fax.tif --rules ./edited
      intake-daemon rules try --request R-7K2P-94QX --rules ./edited
    """
    if bool(files) is bool(reference):
        raise click.UsageError("name files, or a stored request with --request R-XXXX-XXXX")
    if reference and (received or forms_folder or against_db):
        raise click.UsageError("--received, --forms and --against-db go with files")
    sides = _sides(app, folder)
    found = (
        [_request(app, sides, reference)]
        if reference
        else [*_files(app, sides, files, received, forms_folder, against_db=against_db)]
    )
    if as_json:
        document = {"before": sides.before.version, "after": sides.after.version}
        print_json({**document, "tried": [one.model_dump(mode="json") for one in found]})
    else:
        from intake_daemon.commands.try_text import print_tries

        print_tries(sides, found)
    sys.exit(1 if any(one.error for one in found) else 0)


def _sides(app: App, folder: Path | None) -> "Sides":
    if folder is None and app.config_if_given() is None:
        raise click.UsageError(
            "--rules DIR names the edited rules; without a configuration there are no others"
        )
    return sides_of(app, folder)


def _files(
    app: App,
    sides: "Sides",
    files: tuple[Path, ...],
    received: str | None,
    forms_folder: Path | None,
    *,
    against_db: bool,
) -> "Iterator[Tries]":
    from intake_daemon.commands.inspect import examine_all, examining, moment_of
    from intake_daemon.commands.try_text import Tries
    from intake_daemon.pipeline.tried import tried

    moment = moment_of(received)
    with examining(app, None, forms_folder, against_db, judged_by=sides.before) as examiner:
        for examined in examine_all(examiner, files, moment):
            report = examined.report
            pages = (request.pages for request in report.requests)
            names = (f"request {number}, page {_listed(on)}" for number, on in enumerate(pages, 1))
            yield Tries(
                file=report.file,
                error=report.error.message if report.error else None,
                requests=tuple(
                    tried(sides, name, case) for name, case in zip(names, examined.cases, strict=True)
                ),
            )


def _listed(pages: tuple[int, ...]) -> str:
    return ", ".join(str(page) for page in pages)


def _request(app: App, sides: "Sides", reference: str) -> "Tries":
    from intake_daemon.commands.try_text import Tries
    from intake_daemon.pipeline.tried import tried

    case, rebuilt = _stored_case(app, sides, reference)
    return Tries(file=None, rebuilt=rebuilt, requests=(tried(sides, reference.upper(), case),))


def _stored_case(app: App, sides: "Sides", reference: str) -> "tuple[Case, bool]":
    """What the rules were told last of a stored request, and whether it had to be put together anew."""
    from intake_daemon.commands.lookup import the_request
    from intake_daemon.pipeline.backtest.rebuilt import Rebuilder
    from intake_daemon.pipeline.backtest.replay import case_of_request
    from intake_daemon.pipeline.looking import looking
    from intake_daemon.store.looking import only_looking

    with only_looking(app.store) as session:
        request = the_request(session, reference.upper())
        rebuild = Rebuilder(looking(app.config, app.store, sides.before))
        return case_of_request(session, request, rebuild)
