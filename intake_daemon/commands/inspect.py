"""`intake-daemon inspect`: what the daemon would make of a file, and why."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.picture import picture_option, say_written

if TYPE_CHECKING:
    from intake_daemon.config import Config
    from intake_daemon.pipeline.examine import Against, Examined, Examiner
    from intake_daemon.pipeline.report import Report
    from rules import RuleSet


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file, in order, a line each.")
@click.option(
    "--received", metavar="DATE", help="When the files were received: 2026-03-01 or 2026-03-01T14:30-05:00."
)
@click.option(
    "--rules",
    "rules_folder",
    type=click.Path(path_type=Path),
    help="Judge by the rules in this folder; left out: the configured one, with --against-db the set in force.",
)
@click.option(
    "--forms", "forms_folder", type=click.Path(path_type=Path), help="Know the forms in this folder."
)
@click.option(
    "--against-db", is_flag=True, help="Match against the stored requests (needs the configuration)."
)
@picture_option
@pass_app
def inspect(
    app: App,
    files: tuple[Path, ...],
    as_json: bool,
    received: str | None,
    rules_folder: Path | None,
    forms_folder: Path | None,
    against_db: bool,
    picture: Path | None,
) -> None:
    r"""Read files exactly as the daemon would; send nothing, write nothing but the picture asked for.

    FILES are mails (.eml), PDFs, TIFFs, PNGs, JPEGs, texts; what they are is decided by their content. Needs neither
    a configuration nor a database. Exit status 1 when a file could not be read; the others are still printed.

    \b
    Example:
      intake-daemon inspect --json --received 2026-03-01 fax.tif request.eml
      intake-daemon inspect fax.tif --picture fax-as-read.pdf
    """
    moment = moment_of(received)
    seen: list[Examined] = []
    with examining(app, rules_folder, forms_folder, against_db) as examiner:
        for examined in examine_all(examiner, files, moment):
            seen.append(examined if picture else replace(examined, reading=None))
            _print(examined.report, as_json)
        if picture:
            _draw(examiner, files, seen, picture)
    sys.exit(1 if any(examined.report.error for examined in seen) else 0)


def moment_of(received: str | None) -> datetime | None:
    """The moment that --received names; a mere day means its noon.

    Raises:
        BadParameter: it is no date.
    """
    if received is None:
        return None
    try:
        moment = datetime.fromisoformat(received)
    except ValueError as error:
        raise click.BadParameter(
            f"{received!r} is not a date such as 2026-03-01", param_hint="--received"
        ) from error
    return (
        moment.replace(hour=12, tzinfo=UTC)
        if moment.tzinfo is None and len(received) <= 10
        else _aware(moment)
    )


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _draw(examiner: "Examiner", files: tuple[Path, ...], seen: list["Examined"], target: Path) -> None:
    from intake_daemon.picture.subject import Subject
    from intake_daemon.picture.write import write_picture

    needed = examiner.rules.policy.confidence.needed
    subjects = (
        Subject(file.name, file, examined.report, examined.reading, needed)
        for file, examined in zip(files, seen, strict=True)
    )
    say_written(write_picture(subjects, target, examiner.options))


class examining:  # noqa: N801 - used like a function, as a context
    """Opens what examining needs, and closes it.

    Args:
        judged_by: rules that are loaded already; None: those of the folder, or those that count.
    """

    def __init__(
        self,
        app: App,
        rules_folder: Path | None,
        forms_folder: Path | None,
        against_db: bool,
        judged_by: "RuleSet | None" = None,
    ) -> None:
        self._app, self._folder, self._forms = app, rules_folder, forms_folder
        self._against_db, self._judged_by = against_db, judged_by

    def __enter__(self) -> "Examiner":
        from intake_daemon.config import ReadingSettings
        from intake_daemon.pipeline.examine import Examiner
        from parsers.readers import Readers

        config = self._app.config_if_given() if not self._against_db else self._app.config
        reading = config.reading if config else ReadingSettings()
        rule_set = self._judged_by or self._rules(config)
        forms = self._forms or (config.forms if config else None)
        options = reading.options().model_copy(update={"forms": forms})
        self._readers = Readers(options, workers=reading.workers)
        against = self._against() if self._against_db else None
        return Examiner(
            readers=self._readers,
            options=options,
            workers=reading.workers,
            rules=rule_set,
            config=config,
            against=against,
        )

    def _rules(self, config: "Config | None") -> "RuleSet":
        """Those of the folder named; beside the stored requests those in force; else the configured folder's."""
        import rules
        from intake_daemon.pipeline.rule_sets.loading import rules_that_count
        from intake_daemon.store.database import reading

        if self._folder or config is None or not self._against_db:
            return rules.load(self._folder or (config.rules if config else None) or rules.SHIPPED)
        with reading(self._app.engine) as session:
            return rules_that_count(session, config)

    def _against(self) -> "Against":
        from intake_daemon.keys import match_key
        from intake_daemon.pipeline.examine import Against
        from intake_daemon.pipeline.rebuild import rebuild_requests

        engine, secret = self._app.engine, match_key(self._app.config.state_dir)
        rebuild_requests(engine, secret)
        return Against(engine=engine, match_key=secret)

    def __exit__(self, *_problem: object) -> None:
        self._readers.close()


def examine_all(
    examiner: "Examiner", files: tuple[Path, ...], moment: datetime | None
) -> "Iterator[Examined]":
    """Examine as many files at a time as there are readers, and give the answers in the files' order."""
    with ThreadPoolExecutor(max_workers=examiner.workers) as pool:
        yield from pool.map(lambda file: examiner.examine(file, moment), files)


def _print(report: "Report", as_json: bool) -> None:
    if as_json:
        click.echo(report.model_dump_json())
        return
    from intake_daemon.commands.inspect_text import as_text

    click.echo(as_text(report))
