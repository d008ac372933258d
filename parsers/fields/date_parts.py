"""Dates asked for part by part: "Month ___ Day ___ Year ___"."""

from collections.abc import Iterable

from parsers.fields.token import Token
from parsers.normalise.text import fold

_PARTS = {
    **dict.fromkeys(("month", "mm", "mes"), "month"),
    **dict.fromkeys(("day", "dd", "dia"), "day"),
    **dict.fromkeys(("year", "yyyy", "yy", "ano", "aaaa"), "year"),
}
_WHOLE = frozenset({"month", "day", "year"})


def _part(word: str) -> str:
    return _PARTS.get("".join(sign for sign in fold(word) if sign.isalpha()), "")


def asks_for_parts(tokens: Iterable[Token]) -> bool:
    """Whether words hold the printed names of two parts of a date, so that the parts stand between them."""
    return len({_part(token.text) for token in tokens} - {""}) > 1


def without_part_names(text: str) -> str:
    """A date whose parts stand in places of their own, as month/day/year; "" when the text is none."""
    said = text.replace("/", " ").split()
    order = [part for word in said if (part := _part(word))]
    values = [word.strip(",.:;_-()") for word in said if not _part(word)]
    values = [value for value in values if value]
    if len(values) != len(_WHOLE) or len(order) != len(set(order)) or not set(order) <= _WHOLE:
        return ""
    missing = [part for part in ("month", "day", "year") if part not in order]
    if len(missing) > 1:
        return ""
    by_part = dict(zip([*order, *missing], values, strict=True))
    return f"{by_part['month']}/{by_part['day']}/{by_part['year']}"
