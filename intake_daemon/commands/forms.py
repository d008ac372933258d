"""`intake-daemon forms`: the forms the daemon knows, which it reads place by place."""

import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intake_daemon.commands.app import App, pass_app
from intake_daemon.commands.output import json_option, print_json, print_table
from intake_daemon.errors import ConfigError, IntakeError

if TYPE_CHECKING:
    from parsers.known.form import Blank
    from parsers.known.learn import Learned

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")
_NOT_NAME = re.compile(r"[^A-Za-z0-9._-]+")

forms_option = click.option(
    "--forms",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of the known forms; left out: the configured one.",
)


@click.group()
def forms() -> None:
    """Look after the forms the daemon knows: it recognises their pages and reads each place for what it is.

    Example:
      intake-daemon forms add our-release-form.pdf
    """


@forms.command()
@click.argument("blank", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", help="What to call the form; left out: as the file is called.")
@click.option("--replace", "again", is_flag=True, help="Learn a form of this name anew; its edits are lost.")
@forms_option
@pass_app
def add(app: App, blank: Path, name: str | None, again: bool, folder: Path | None) -> None:
    """Learn a form from its blank: a PDF or a picture with nothing filled in.

    Writes a folder with the form's places in a file to edit, and its pictures. The daemon reads it at its next start.

    Example:
      intake-daemon forms add our-release-form.pdf --name release-2026
    """
    called = _named(name or _NOT_NAME.sub("-", blank.stem).strip("-.") or "form")
    place = forms_folder(app, folder)
    if (place / called).exists() and not again:
        raise IntakeError(
            f"there is a form {called} already; give another --name, or --replace to learn it anew"
        )
    learned = _learn(app, blank)
    _write(place, called, learned)
    unknown = sum(zone.field == "none" for zone in learned.zones)
    click.echo(f"Learned {called}: {len(learned.prints)} page(s), {len(learned.zones)} places.")
    if unknown:
        click.echo(f"{unknown} of them are `none`: not understood, or for the office; they are not read.")
    click.echo(f"Look:  intake-daemon forms show {called} --picture {called}.png")
    click.echo(f"Edit:  {place / called / 'form.yaml'}, then: intake-daemon forms check")


@forms.command(name="list")
@json_option
@forms_option
@pass_app
def list_forms(app: App, as_json: bool, folder: Path | None) -> None:
    """List the forms the daemon knows.

    Example:
      intake-daemon forms list
    """
    from parsers.known.library import load_blank, names

    place = forms_folder(app, folder)
    rows = []
    for name in names(place):
        blank, problems = load_blank(place / name)
        rows.append((name, *_counted(blank), f"{len(problems)} problem(s)" if problems else "ready"))
    keys = ("name", "edition", "language", "pages", "places", "not_read", "state")
    if as_json:
        print_json([dict(zip(keys, row, strict=True)) for row in rows])
    else:
        titles = ("name", "edition", "language", "pages", "places", "not read", "state")
        empty = f"No form is known. `intake-daemon forms add BLANK.pdf` learns one into {place}."
        print_table(titles, rows, empty=empty)


@forms.command()
@click.argument("name")
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="OUT.png",
    help="Also draw the numbered places over the blank.",
)
@json_option
@forms_option
@pass_app
def show(app: App, name: str, picture: Path | None, as_json: bool, folder: Path | None) -> None:
    """Show the places of a form.

    Example:
      intake-daemon forms show release-2026 --picture places.png
    """
    from intake_daemon.durable import write_durably
    from parsers.known.overview import overview

    blank = _loaded(forms_folder(app, folder), name)
    form = blank.form
    if as_json:
        print_json(form.model_dump(mode="json", exclude={"prints"}))
    else:
        click.echo(
            f"{form.name}, edition {form.edition}, {form.language}; good for {form.life or '(not printed)'}; "
            f"states {', '.join(form.statements) or 'nothing that is required'}"
        )
        rows = [(z.number, z.page, z.field, z.holds, z.value or "", _box(z.box)) for z in form.zones]
        print_table(("zone", "page", "field", "holds", "a mark says", "box"), rows, empty="It has no places.")
    if picture is not None:
        write_durably(picture, overview(blank), mode=0o644)
        click.echo(f"Drawn: {picture}", err=as_json)


@forms.command()
@click.argument("name", required=False)
@json_option
@forms_option
@pass_app
def check(app: App, name: str | None, as_json: bool, folder: Path | None) -> None:
    """Find every mistake in the forms' files, by file and line. Exit status 1 when there is one.

    Example:
      intake-daemon forms check release-2026
    """
    from parsers.known.library import load_blank, names

    place = forms_folder(app, folder)
    asked = (_existing(place, name),) if name else names(place)
    problems = [problem for each in asked for problem in load_blank(place / each)[1]]
    if as_json:
        print_json([problem.model_dump(mode="json") for problem in problems])
    else:
        for problem in problems:
            click.echo(problem.render())
        if not problems:
            click.echo(f"{len(asked)} form(s), nothing wrong.")
    sys.exit(1 if problems else 0)


@forms.command()
@click.argument("name")
@forms_option
@pass_app
def remove(app: App, name: str, folder: Path | None) -> None:
    """Forget a form; its pages are read like any others from the next start on.

    Example:
      intake-daemon forms remove release-2019
    """
    place = forms_folder(app, folder)
    shutil.rmtree(place / _existing(place, name))
    click.echo(f"Removed {name}.")


def forms_folder(app: App, folder: Path | None) -> Path:
    """The folder named, else the configured one.

    Raises:
        ConfigError: neither is there.
    """
    config = None if folder else app.config_if_given()
    place = folder or (config.forms if config else None)
    if place is None:
        raise ConfigError(
            f"there is no configuration at {app.config_path} that names the folder of known forms; give --forms DIR"
        )
    return place


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise click.BadParameter(
            f"{name!r}: letters, figures, dots and dashes make a name", param_hint="--name"
        )
    return name


def _existing(place: Path, name: str) -> str:
    from parsers.known.library import names
    from parsers.known.problems import closest

    known = names(place)
    if name not in known:
        like = closest(name, known)
        raise IntakeError(f"there is no form {name} in {place}" + (f"; did you mean {like}?" if like else ""))
    return name


def _loaded(place: Path, name: str) -> "Blank":
    from parsers.known.library import load_blank
    from parsers.known.problems import render_all

    blank, problems = load_blank(place / _existing(place, name))
    if blank is None:
        raise ConfigError(render_all(problems))
    return blank


def _learn(app: App, blank: Path) -> "Learned":
    """Read a blank in a process that can be killed, as every document is."""
    from intake_daemon.config import ReadingSettings
    from parsers.readers import Readers

    config = app.config_if_given()
    options = (config.reading if config else ReadingSettings()).options()
    with Readers(options, workers=1) as readers:
        return readers.learn(blank)


def _write(place: Path, name: str, learned: "Learned") -> None:
    """Write a form's folder under another name first, so that the daemon never sees half of it."""
    from intake_daemon.durable import make_folder, sync_folder, write_durably
    from parsers.known.library import files_of

    unfinished = place / f".{name}.new"
    try:
        make_folder(place, mode=0o755)
        shutil.rmtree(unfinished, ignore_errors=True)
        make_folder(unfinished, mode=0o755)
        for file, content in files_of(learned).items():
            write_durably(unfinished / file, content, mode=0o644)
        shutil.rmtree(place / name, ignore_errors=True)
        unfinished.rename(place / name)
        sync_folder(place)
    except OSError as error:
        where = error.filename or place
        raise IntakeError(f"{where}: {error.strerror}; the user running this must own it") from error


def _counted(blank: "Blank | None") -> tuple[str, str, int, int, int]:
    if blank is None:
        return ("", "", 0, 0, 0)
    form = blank.form
    unread = sum(zone.field == "none" for zone in form.zones)
    return (form.edition, form.language, len(form.prints), len(form.zones), unread)


def _box(box: tuple[float, float, float, float]) -> str:
    return " ".join(f"{side:.3f}" for side in box)
