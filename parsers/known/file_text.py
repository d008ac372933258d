"""Writes the file of a form that was just learned, with the comments that explain it."""

import re
from collections.abc import Iterable

from parsers.known.file import LAST_FIRST
from parsers.known.form import Zone
from parsers.known.vocabulary import STATEMENTS

_NO_WORDS = frozenset(
    {"yes", "no", "on", "off", "true", "false", "null"}
)  #: YAML takes them for something else
_HEAD = """\
# A form that the daemon knows, place by place. Written by `intake-daemon forms add`; yours to edit.
# `intake-daemon forms show NAME --picture OUT.png` draws the places with their numbers over the blank,
# `intake-daemon forms check` says what is wrong in this file. The daemon reads it when it starts.
#
# A place:  zone   its number on that picture
#           page   of the form, from 1
#           field  what it answers (the names of the fields are in the manual); two places of one field are read
#                  as one. none: not read (office use). note: what is written there a person must see.
#           holds  what is written there: name, party (organization or person), text, date, period (two dates),
#                  expiry (date or event), phone, email, number, tick, initials, signature
#           box    [left, top, right, bottom], shares of the page from its top left corner
#           value  what a tick or initials there say;  order: last first  for a name;  widget: field of a live PDF
"""


def form_text(
    language: str, life: str | None, statements: Iterable[str], pages: int, zones: Iterable[Zone]
) -> str:
    """The file of a form that was just learned, with its comments."""
    lines = [
        _HEAD,
        f"language: {language}",
        "# How long an authorization is good by the form's own print, counted from the signature.",
        f"life: {life or 'none'}",
        f"statements: [{', '.join(statements)}]  # of {', '.join(STATEMENTS)}: those the form prints",
        "printed: {}  # what the form itself says, as {authorization.discloser: Our Clinic}",
        "zones:",
    ]
    zones = tuple(zones)
    for page in range(1, pages + 1):
        lines.append(f"  # page {page}")
        lines += [f"  - {_flow(zone)}" for zone in zones if zone.page == page]
    return "\n".join(lines) + "\n"


def _flow(zone: Zone) -> str:
    box = ", ".join(f"{side:.4f}" for side in zone.box)
    said = f"{{zone: {zone.number}, page: {zone.page}, field: {zone.field}, holds: {zone.holds}"
    if zone.value is not None:
        said += f", value: {_quoted(zone.value)}"
    if zone.last_first:
        said += f", order: {LAST_FIRST}"
    if zone.widget is not None:
        said += f", widget: {_quoted(zone.widget)}"
    label = " ".join(zone.label.split())
    return f"{said}, box: [{box}]}}" + (f"  # {label}" if label else "")


def _quoted(word: str) -> str:
    """A word as YAML takes it in braces."""
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", word) and word not in _NO_WORDS:
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
