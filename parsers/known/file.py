"""Reads the file of a known form, `form.yaml`: every mistake in it is found at once."""

import re
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

from intake_daemon.model import FIELD_NAMES, Box
from parsers.known.form import NONE, TICKED, Holds, Zone
from parsers.known.problems import FormProblem, closest
from parsers.known.vocabulary import FIELDS, STATEMENTS, fits, values_of

FILE = "form.yaml"
_TOP = frozenset({"language", "life", "statements", "printed", "zones"})
_ZONE = frozenset({"zone", "page", "field", "holds", "box", "value", "widget", "order"})
_NEEDED = ("zone", "page", "field", "holds", "box")
_LIFE = re.compile(r"[1-9][0-9]{0,2} (?:day|month|year)s?")
LAST_FIRST = "last first"


@dataclass(frozen=True)
class Written:
    """What an administrator wrote about a form."""

    language: str
    life: str | None
    statements: tuple[str, ...]
    printed: tuple[tuple[str, str], ...]
    zones: tuple[Zone, ...]


@dataclass
class _Read:
    """A file while it is read: its mistakes are gathered."""

    name: str
    pages: int
    problems: list[FormProblem] = field(default_factory=list)

    def wrong(self, line: int, message: str, suggestion: str | None = None) -> None:
        self.problems.append(FormProblem(file=self.name, line=line, message=message, suggestion=suggestion))


def read_form(name: str, text: str, pages: int) -> tuple[Written | None, tuple[FormProblem, ...]]:
    """Read the file of a form.

    Args:
        name: what problems call the file.
        text: its content.
        pages: how many pages the form has.

    Returns:
        What it says, None when there are problems; and all problems.
    """
    read = _Read(name, pages)
    try:
        top = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        read.wrong(line, f"this is no valid YAML: {error.problem}.")
        return None, tuple(read.problems)
    if not isinstance(top, CommentedMap):
        read.wrong(1, "the file must hold keys such as `language` and `zones`.")
        return None, tuple(read.problems)
    written = _top(read, top)
    return (None if read.problems else written), tuple(read.problems)


def _top(read: _Read, top: CommentedMap) -> Written:
    for key in top:
        if key not in _TOP:
            read.wrong(_line(top, key), f"there is no key `{key}`.", closest(str(key), _TOP))
    return Written(
        language=_language(read, top),
        life=_life(read, top),
        statements=_statements(read, top),
        printed=_printed(read, top),
        zones=_zones(read, top),
    )


def _language(read: _Read, top: CommentedMap) -> str:
    language = str(top.get("language", ""))
    if not re.fullmatch(r"[a-z]{2}", language):
        read.wrong(
            _line(top, "language"), f"`language` is {language!r}; two letters are needed, as en or es."
        )
    return language


def _life(read: _Read, top: CommentedMap) -> str | None:
    life = top.get("life")
    if life is None or str(life) == "none":
        return None
    if not _LIFE.fullmatch(str(life)):
        read.wrong(
            _line(top, "life"), f"`life` is {str(life)!r}; write it as 1 year, 6 months, 90 days or none."
        )
    return str(life)


def _statements(read: _Read, top: CommentedMap) -> tuple[str, ...]:
    said = top.get("statements") or []
    if not isinstance(said, CommentedSeq | list):
        read.wrong(_line(top, "statements"), "`statements` must be a list, as [revocation, redisclosure].")
        return ()
    for statement in said:
        if statement not in STATEMENTS:
            message = f"there is no statement `{statement}`."
            read.wrong(_line(top, "statements"), message, closest(str(statement), STATEMENTS))
    return tuple(str(statement) for statement in said)


def _printed(read: _Read, top: CommentedMap) -> tuple[tuple[str, str], ...]:
    said = top.get("printed") or {}
    if not isinstance(said, dict):
        read.wrong(_line(top, "printed"), "`printed` must be fields with what the form says of them.")
        return ()
    for name in said:
        if name not in FIELD_NAMES:
            read.wrong(_line(said, name), f"there is no field `{name}`.", closest(str(name), FIELD_NAMES))
    return tuple((str(name), str(value)) for name, value in said.items())


def _zones(read: _Read, top: CommentedMap) -> tuple[Zone, ...]:
    listed = top.get("zones")
    if not isinstance(listed, CommentedSeq) or not listed:
        read.wrong(_line(top, "zones"), "`zones` must list the form's places.")
        return ()
    found, numbers = [], set()
    for at, entry in enumerate(listed):
        line = listed.lc.item(at)[0] + 1
        zone = _zone(read, entry, line) if isinstance(entry, CommentedMap) else None
        if zone is None:
            if not isinstance(entry, CommentedMap):
                read.wrong(line, "a zone must be keys in braces, as {zone: 1, page: 1, field: …}.")
            continue
        if zone.number in numbers:
            read.wrong(line, f"zone {zone.number}: this number is given twice; every place needs its own.")
        numbers.add(zone.number)
        found.append(zone)
    return tuple(found)


def _zone(read: _Read, entry: CommentedMap, line: int) -> Zone | None:
    before = len(read.problems)
    said = f"zone {entry.get('zone', '?')}"
    for key in entry:
        if key not in _ZONE:
            read.wrong(_line(entry, key), f"{said}: there is no key `{key}`.", closest(str(key), _ZONE))
    for key in _NEEDED:
        if key not in entry:
            read.wrong(line, f"{said}: `{key}` is missing.")
    if len(read.problems) > before:
        return None
    box, holds = _box(read, entry, said), _holds(read, entry, said)
    number, page = _whole(read, entry, "zone", said), _whole(read, entry, "page", said)
    if page > read.pages:
        read.wrong(_line(entry, "page"), f"{said}: the form has {read.pages} page(s), not {page}.")
    name = _field(read, entry, said, holds)
    value = _value(read, entry, said, name, holds)
    order = entry.get("order")
    if order not in (None, LAST_FIRST):
        read.wrong(_line(entry, "order"), f"{said}: `order` can only be `{LAST_FIRST}`.")
    if len(read.problems) > before or box is None or holds is None:
        return None
    widget = str(entry["widget"]) if entry.get("widget") else None
    return Zone(
        number=number, page=page, box=box, field=name, holds=holds, value=value,
        last_first=order is not None, widget=widget,
    )  # fmt: skip


def _whole(read: _Read, entry: CommentedMap, key: str, said: str) -> int:
    value = entry[key]
    if not isinstance(value, int) or value < 1:
        read.wrong(_line(entry, key), f"{said}: `{key}` must be a whole number from 1.")
        return 1
    return value


def _box(read: _Read, entry: CommentedMap, said: str) -> Box | None:
    box = entry["box"]
    fine = isinstance(box, list) and len(box) == 4 and all(isinstance(side, int | float) for side in box)
    if not fine or not (0 <= box[0] < box[2] <= 1 and 0 <= box[1] < box[3] <= 1):
        read.wrong(
            _line(entry, "box"),
            f"{said}: `box` must be [left, top, right, bottom], each a share of the page between 0 and 1.",
        )
        return None
    return (float(box[0]), float(box[1]), float(box[2]), float(box[3]))


def _holds(read: _Read, entry: CommentedMap, said: str) -> Holds | None:
    word = str(entry["holds"])
    if word not in list(Holds):
        message = f"{said}: a place cannot hold `{word}`; it can hold {', '.join(Holds)}."
        read.wrong(_line(entry, "holds"), message, closest(word, list(Holds)))
        return None
    return Holds(word)


def _field(read: _Read, entry: CommentedMap, said: str, holds: Holds | None) -> str:
    name = str(entry["field"])
    if name not in FIELDS:
        read.wrong(_line(entry, "field"), f"{said}: there is no field `{name}`.", closest(name, FIELDS))
    elif holds is not None and (wanted := fits(name, holds)):
        read.wrong(_line(entry, "holds"), f"{said}: a place for {name} must hold {wanted}, not {holds}.")
    return name


def _value(read: _Read, entry: CommentedMap, said: str, name: str, holds: Holds | None) -> str | None:
    value = entry.get("value")
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if holds not in TICKED or name == NONE:
        return str(value) if value is not None else None
    known = values_of(name)
    if value is None:
        read.wrong(
            _line(entry, "field"), f"{said}: `value` is missing: what does a mark there say of {name}?"
        )
        return None
    if known and str(value) not in known:
        message = f"{said}: a mark cannot say {value!r} of {name}."
        read.wrong(_line(entry, "value"), message, closest(str(value), known))
    return str(value)


def _line(at: object, key: object) -> int:
    """The line of a key in the file, 1-based; 0 when it is not there."""
    if not isinstance(at, CommentedMap) or key not in at:
        return 0
    return int(at.lc.key(key)[0]) + 1
