"""`rules docs`: the whole policy as a printable document."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.rules import rules_folder, rules_option

if TYPE_CHECKING:
    from intake_daemon.handbook.compose import Standing
    from outbox.vocabulary import Ask
    from rules import RuleSet


@click.command()
@rules_option
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write it as HTML."
)
@click.option(
    "--pdf", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write it as PDF."
)
@click.option(
    "--language",
    default="en",
    show_default=True,
    metavar="CODE",
    help="Language of what requestors are asked.",
)
@pass_app
def docs(app: App, folder: Path | None, html: Path | None, pdf: Path | None, language: str) -> None:
    """Write the whole policy for the compliance officer: every rule in words, with its source and what follows.

    Every folder is a chapter; then come the rules that are switched off, the figures, indexes by citation and by
    field, and a place to sign. Without --html and --pdf the HTML goes to standard output.

    Example:
      intake-daemon rules docs --pdf policy.pdf
    """
    from intake_daemon.durable import write_durably
    from intake_daemon.handbook.compose import handbook
    from intake_daemon.handbook.html import as_html
    from rules import load

    place = rules_folder(app, folder)
    loaded = load(place)
    book = handbook(loaded, _standing(app, loaded, place, language))
    if html:
        write_durably(html, as_html(book).encode(), mode=0o644)
    if pdf:
        from intake_daemon.handbook.pdf import as_pdf

        write_durably(pdf, as_pdf(book), mode=0o644)
    if not html and not pdf:
        click.echo(as_html(book), nl=False)
        return
    click.echo(
        f"Written: {', '.join(str(file) for file in (html, pdf) if file)} (version {loaded.version[:12]})"
    )


def _standing(app: App, loaded: "RuleSet", place: Path, language: str) -> "Standing":
    """What is printed besides the rules: whose they are, since when, where they were read, on which day."""
    from intake_daemon.handbook.compose import Standing
    from intake_daemon.pipeline.services import utc_now

    config = app.config_if_given()
    facility = config.facility if config else None
    today = utc_now().astimezone(facility.zone if facility else None).date()
    name = facility.name if facility else ""
    return Standing(
        facility=name,
        in_force=_in_force(app, loaded.version),
        read_from=str(place),
        printed=today.isoformat(),
        asks=_asks(config.templates if config else None, language, name),
        language=language,
    )


def _in_force(app: App, version: str) -> str:
    """Whether this very version decides, and since when, as the store says."""
    from intake_daemon.store.database import reading
    from intake_daemon.store.rule_changes import in_force

    config = app.config_if_given()
    if config is None:
        return "not told: without a configuration there is no store that says"
    with reading(app.store) as session:
        row = in_force(session)
        if row is None:
            return "no: nothing is in force yet"
        since = (
            row.in_force_at.astimezone(config.facility.zone).date() if row.in_force_at else "an unknown day"
        )
        if row.version != version:
            return f"no: version {row.version[:12]} is, since {since}"
        by = f", approved by {row.decided_by}" if row.decided_by else ""
        return f"since {since}{by}"


def _asks(templates: Path | None, language: str, facility: str) -> "Mapping[str, Ask]":
    """How each field is asked for, with the facility's name where a text has a place for it."""
    from outbox.render import SHIPPED
    from outbox.vocabulary import load_asks

    folders = (SHIPPED, templates) if templates else (SHIPPED,)
    files = [file for folder in folders if (file := folder / language / "asks.yaml").exists()]
    if not files:
        known = sorted(file.parent.name for folder in folders for file in folder.glob("*/asks.yaml"))
        raise click.UsageError(
            f"there are no texts in {language}; there are: {', '.join(dict.fromkeys(known))}"
        )
    return {field: _named(ask, facility) for field, ask in load_asks(files).items()}


def _named(ask: "Ask", facility: str) -> "Ask":
    texts = {"missing": _filled(ask.missing, facility), "fix": _filled(ask.fix, facility)}
    return ask.model_copy(update=texts)


def _filled(text: str, facility: str) -> str:
    """A text of a template without places to fill: our name, else what belongs there, in brackets."""
    named = re.sub(r"\{\{\s*clinic\.name\s*\}\}", facility or "[our name]", text)
    return re.sub(r"\{\{\s*([\w.]+)\s*\}\}", r"[\1]", named)
