"""`intake-daemon inspect`: what the daemon would make of a file, and why."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app

if TYPE_CHECKING:
    from intake_daemon.pipeline.examine import Against, Examiner
    from intake_daemon.pipeline.report import Report


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file, in order, a line each.")
@click.option(
    "--received", metavar="DATE", help="When the files were received: 2026-03-01 or 2026-03-01T14:30-05:00."
)
@click.option(
    "--rules", "rules_folder", type=click.Path(path_type=Path), help="Judge by the rules in this folder."
)
@click.option(
    "--against-db", is_flag=True, help="Match against the stored requests (needs the configuration)."
)
@pass_app
def inspect(
    app: App,
    files: tuple[Path, ...],
    as_json: bool,
    received: str | None,
    rules_folder: Path | None,
    against_db: bool,
) -> None:
    r"""Read files exactly as the daemon would; write nothing, send nothing.

    FILES are mails (.eml), PDFs, TIFFs, PNGs, JPEGs, texts; what they are is decided by their content. Needs neither
    a configuration nor a database. Exit status 1 when a file could not be read; the others are still printed.

    \b
    Example:
      intake-daemon inspect --json --received 2026-03-01 fax.tif request.eml
    """
    moment = _moment(received)
    failed = False
    with _examiner(app, rules_folder, against_db) as examiner:
        for report in _examine_all(examiner, files, moment):
            failed = failed or report.error is not None
            _print(report, as_json)
    sys.exit(1 if failed else 0)


def _moment(received: str | None) -> datetime | None:
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


class _examiner:  # noqa: N801 - used like a function, as a context
    """Opens what examining needs, and closes it."""

    def __init__(self, app: App, rules_folder: Path | None, against_db: bool) -> None:
        self._app, self._folder, self._against_db = app, rules_folder, against_db

    def __enter__(self) -> "Examiner":
        import rules
        from intake_daemon.config import ReadingSettings
        from intake_daemon.pipeline.examine import Examiner
        from parsers.readers import Readers

        config = self._app.config_if_given() if not self._against_db else self._app.config
        reading = config.reading if config else ReadingSettings()
        folder = self._folder or (config.rules if config else None) or rules.SHIPPED
        rule_set = rules.load(folder)
        self._readers = Readers(reading.options(), workers=reading.workers)
        against = self._against() if self._against_db else None
        return Examiner(
            readers=self._readers, workers=reading.workers, rules=rule_set, config=config, against=against
        )

    def _against(self) -> "Against":
        from intake_daemon.keys import match_key
        from intake_daemon.pipeline.examine import Against

        return Against(engine=self._app.engine, match_key=match_key(self._app.config.state_dir))

    def __exit__(self, *_problem: object) -> None:
        self._readers.close()


def _examine_all(
    examiner: "Examiner", files: tuple[Path, ...], moment: datetime | None
) -> "Iterator[Report]":
    """Examine as many files at a time as there are readers, and give the reports in the files' order."""
    with ThreadPoolExecutor(max_workers=examiner.workers) as pool:
        yield from pool.map(lambda file: examiner.examine(file, moment), files)


def _print(report: "Report", as_json: bool) -> None:
    if as_json:
        click.echo(report.model_dump_json())
        return
    from intake_daemon.commands.inspect_text import as_text

    click.echo(as_text(report))
