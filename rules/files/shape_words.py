"""What is wrong with a value of the wrong shape, in words for people; pydantic says it for programmers."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from pydantic_core import ErrorDetails

from rules.problems import closest

SUCH_AS: Mapping[str, str] = {
    "require": "{field: patient.name}",
    "examples": "pass: and fail: with a list below each",
    "clock": "{days: 15, counted: business}",
    "source": "{url: https://…, read_on: 2026-01-31}",
    "cadence": "{reminders: [5, 12], give_up: 30}",
    "verify": '{identity: "how it is verified"}',
}  #: how a block is written that people take for a single value
PATTERNS: Mapping[str, str] = {
    "id": "an id is made of small letters, digits and hyphens, such as signature-dated.",
    "url": "an address begins with https:// and has no blank in it.",
}


def in_plain_words(detail: ErrorDetails) -> tuple[str, str | None]:
    """One sentence, and the known word that may have been meant."""
    context = detail.get("ctx", {})
    if detail["type"] == "enum":
        written, allowed = str(detail["input"])[:40], str(context.get("expected", "")).replace("'", "")
        hint = closest(written, allowed.replace(" or ", ", ").split(", "))
        return f"{written} is not one of: {allowed}.", hint
    if detail["type"] == "unknown_word":
        return _sentence(detail), closest(context["name"], context["known"])
    return _sentence(detail), context.get("suggestion")


def _sentence(detail: ErrorDetails) -> str:
    say = WORDS.get(detail["type"])
    if say:
        return say(detail, detail.get("ctx", {}))
    said = detail["msg"].removeprefix("Value error, ").rstrip(".")
    return f"{said[:1].lower()}{said[1:]}."


def _text(detail: ErrorDetails, _: Mapping[str, Any]) -> str:
    written = detail["input"]
    if written is None:
        return "this key has no value; give it one, or take it out."
    if isinstance(written, list | tuple | dict):
        return f"one text is wanted here, not {_shape(written)}."
    if detail["loc"][-1:] in (("not_after",), ("not_before",)) and isinstance(written, date):
        return f'a day is written here as day("{written}").'
    return f"text is wanted here, and {_shown(written)} is read as {_shape(written)}; put it in quotes."


def _number(detail: ErrorDetails, _: Mapping[str, Any]) -> str:
    return f"a number is wanted here; {_shown(detail['input'])} is none."


def _whole(detail: ErrorDetails, _: Mapping[str, Any]) -> str:
    return f"a whole number is wanted here; {_shown(detail['input'])} is none."


def _truth(detail: ErrorDetails, _: Mapping[str, Any]) -> str:
    return f"true or false is wanted here; {_shown(detail['input'])} is neither."


def _day(detail: ErrorDetails, _: Mapping[str, Any]) -> str:
    return f"a day is wanted here, written as 2026-12-25; {_shown(detail['input'])} is none."


def _list(detail: ErrorDetails, _: Mapping[str, Any]) -> str:
    written = detail["input"]
    if isinstance(written, str):
        return f"a list is wanted here; for a single item write [{written}]."
    return f"a list is wanted here, not {_shape(written)}; write [a, b], or a line with '- ' for each."


def _block(detail: ErrorDetails, _: Mapping[str, Any]) -> str:
    key = next((str(step) for step in reversed(detail["loc"]) if isinstance(step, str)), "")
    tail = f", such as {SUCH_AS[key]}" if key in SUCH_AS else ""
    return f"here belongs a block of 'key: value' lines{tail}."


def _short(_: ErrorDetails, context: Mapping[str, Any]) -> str:
    return f"this says too little; write at least {context['min_length']} letters."


def _pattern(detail: ErrorDetails, _: Mapping[str, Any]) -> str:
    key = str(detail["loc"][-1]) if detail["loc"] else ""
    if key in PATTERNS:
        return PATTERNS[key]
    return (
        f"{_shown(detail['input'])} is no name here: small letters, digits and _ , beginning with a letter."
    )


def _least(detail: ErrorDetails, context: Mapping[str, Any]) -> str:
    return f"{_shown(detail['input'])} is too small; {context['ge']:g} is the least."


def _most(detail: ErrorDetails, context: Mapping[str, Any]) -> str:
    return f"{_shown(detail['input'])} is too large; {context['le']:g} is the most."


def _more(detail: ErrorDetails, context: Mapping[str, Any]) -> str:
    return f"{_shown(detail['input'])} is too small; it must be more than {context['gt']:g}."


def _shown(written: object) -> str:
    if isinstance(written, bool):
        return str(written).lower()
    if written is None:
        return "nothing"
    return str(written)[:40] if isinstance(written, str | int | float | date) else _shape(written)


def _shape(written: object) -> str:
    if isinstance(written, bool):
        return "true or false"
    if isinstance(written, dict):
        return "a block of keys"
    if isinstance(written, list | tuple):
        return "a list"
    return "a day" if isinstance(written, date) else "a number" if written is not None else "nothing"


WORDS: Mapping[str, Callable[[ErrorDetails, Mapping[str, Any]], str]] = {
    "string_type": _text,
    "float_type": _number,
    "float_parsing": _number,
    "int_type": _whole,
    "int_parsing": _whole,
    "int_parsing_size": _whole,
    "int_from_float": _whole,
    "finite_number": _number,
    "bool_type": _truth,
    "bool_parsing": _truth,
    "date_type": _day,
    "date_parsing": _day,
    "date_from_datetime_parsing": _day,
    "date_from_datetime_inexact": _day,
    "tuple_type": _list,
    "frozen_set_type": _list,
    "list_type": _list,
    "model_type": _block,
    "dict_type": _block,
    "string_too_short": _short,
    "string_pattern_mismatch": _pattern,
    "greater_than_equal": _least,
    "less_than_equal": _most,
    "greater_than": _more,
}  #: pydantic's kinds of error: https://docs.pydantic.dev/latest/errors/validation_errors/
