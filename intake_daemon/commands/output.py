"""Printing: tables that fit 100 columns, JSON for scripts, nothing coloured but on a terminal."""

import json
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from intake_daemon.model import as_iso

WIDTH = 100  #: columns of a table where the terminal does not say, and at most

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document instead of text.")


def console() -> Console:
    """Where tables go: standard output, at most `WIDTH` wide (rich itself honours NO_COLOR)."""
    found = Console(file=sys.stdout, highlight=False, emoji=False, markup=False)
    if not found.is_terminal or found.width > WIDTH:
        found.width = WIDTH
    return found


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    empty: str,
    wide: Collection[str] = (),
) -> None:
    """Print a table, or one sentence when there is nothing in it.

    Args:
        wide: columns whose cells may go on in the next line; the others are never broken. Given none, every
            column may be.
    """
    listed = list(rows)
    if not listed:
        click.echo(empty)
        return
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, collapse_padding=True)
    for column in columns:
        fixed = bool(wide) and column not in wide
        table.add_column(column, overflow="fold", no_wrap=fixed)
    for row in listed:
        table.add_row(*(_cell(value) for value in row))
    console().print(table)


def print_pairs(pairs: Iterable[tuple[str, object]]) -> None:
    """Print names and values below each other; empty values are left out."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in pairs:
        if value not in (None, "", [], ()):
            table.add_row(name, _cell(value))
    console().print(table)


def heading(text: str) -> None:
    """A line over what follows."""
    click.echo()
    click.secho(text, bold=True)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list | tuple):
        return ", ".join(_cell(item) for item in value)
    return printable(str(value))


def printable(text: str) -> str:
    """Text from outside without control characters: a paper must not steer the terminal that shows it."""
    return "".join(
        sign if sign.isprintable() or sign in "\n\t" else "\N{REPLACEMENT CHARACTER}" for sign in text
    )


def in_words(code: str) -> str:
    """A word of a fixed vocabulary as people write it, so that a narrow column can break it."""
    return code.replace("_", " ")


def first_of(reasons: Sequence[str]) -> str:
    """The first of several reasons, and how many there are besides."""
    more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
    return f"{reasons[0]}{more}" if reasons else ""


def print_json(document: object) -> None:
    """Print one JSON document."""
    click.echo(json.dumps(document, default=_plain, ensure_ascii=False, indent=2))


def print_json_line(document: Mapping[str, object]) -> None:
    """Print one line of JSON lines."""
    click.echo(json.dumps(document, default=_plain, ensure_ascii=False))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return as_iso(value if value.tzinfo else value.replace(tzinfo=UTC))
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
