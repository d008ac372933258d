"""Why a condition does not load, in words for people who write conditions and no programs."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rules.conditions.words import KINDS_OF_WORD
from rules.files.pointing import offset_of
from rules.problems import closest

STRING_LITERAL = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'")
NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
ISO_DAY = re.compile(r"(?<!day\([\"'])\b(\d{4}-\d{2}-\d{2})\b")
CEL_FAULT = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*)")
UNDECLARED = re.compile(r"undeclared reference to '([^']+)'")
NOT_A_PART = "cannot be the operand of a select operation"
OVERLOAD = re.compile(r"found no matching overload for '(.+?)' applied to '\((.*)\)'")
TOKEN = re.compile(r"token recognition error at: '(.)")
UNEXPECTED = re.compile(r"(?:mismatched|extraneous|no viable alternative at) input '(.+?)'")
MISSING = re.compile(r"missing '(.)'")
TYPES = {
    "google.protobuf.Timestamp": "date",
    "google.protobuf.Duration": "length of time",
    "string": "text",
    "int": "a number",
    "double": "a number with a point",
    "bool": "true or false",
    "null_type": "null",
}
SIGNS = {"and": "&&", "AND": "&&", "or": "||", "OR": "||", "not": "!", "NOT": "!", "is": "==", "equals": "=="}
SIGNS |= {"=": "==", "&": "&&", "|": "||", "<>": "!=", "≤": "<=", "≥": ">=", "≠": "!="}
QUOTES = "“”„‘’«»"
STANDINGS = ("present", "absent", "unsure", "unreadable", "conflicting", "unjudged")
NO_NULL = "nothing is null here; write FIELD.absent for what is not on the paper."


@dataclass(frozen=True)
class Fault:
    """What is wrong with a condition.

    Args:
        message: one sentence.
        offset: where, from 0, within the condition.
        suggestion: the known word that may have been meant.
        warning: it loads all the same.
    """

    message: str
    offset: int = 0
    suggestion: str | None = None
    warning: bool = False


def faults_in(text: str, said: str, words: frozenset[str], functions: Mapping[str, str]) -> Iterator[Fault]:
    """Everything that CEL says is wrong with a condition.

    Args:
        said: CEL's own report.
        words: every name and function that there is.
        functions: what each function wants, as it is shown to people.
    """
    for line, column, message in CEL_FAULT.findall(said) or [("1", "1", said)]:
        offset = offset_of(text, int(line), int(column))
        if message.startswith("Syntax error: "):
            yield Fault(_syntax(message, text, offset), offset)
            return  # what comes after it only follows from it
        yield _fault(text, message, offset, words, functions)


def _fault(
    text: str, message: str, offset: int, words: frozenset[str], functions: Mapping[str, str]
) -> Fault:
    undeclared = UNDECLARED.search(message)
    if undeclared:
        return _unknown(undeclared.group(1), offset, words, functions)
    if NOT_A_PART in message:
        return _unknown(_dotted_at(text, offset), offset, words, functions)
    overload = OVERLOAD.search(message)
    if overload:
        kinds = [TYPES.get(kind.strip(), kind.strip()) for kind in overload.group(2).split(",")]
        return Fault(_overload(overload.group(1), kinds, text, functions), offset)
    return Fault(f"this is not a condition: {message}.", offset)


def _unknown(word: str, offset: int, words: frozenset[str], functions: Mapping[str, str]) -> Fault:
    if word in functions:
        return Fault(f"{word} is written as {functions[word]}.", offset)
    if word in STANDINGS:
        return Fault(f"{word} stands behind a field and without brackets: patient.dob.{word}.", offset)
    if word in KINDS_OF_WORD:
        return Fault(f'put the word in quotes: "{word}".', offset)
    tail = " The house's own numbers stand in policy.yaml." if word.startswith("house.") else ""
    ends_so = sorted(name for name in words if name.endswith(f".{word}"))
    hint = word.lower() if word.lower() in ("true", "false") else next(iter(ends_so), closest(word, words))
    return Fault(f"there is no field, fact or function {word}.{tail}", offset, hint)


def _dotted_at(text: str, offset: int) -> str:
    """The dotted word around a place in the text."""
    for found in NAME.finditer(text):
        if found.start() <= offset <= found.end():
            return found.group()
    return text


def _overload(function: str, kinds: list[str], text: str, functions: Mapping[str, str]) -> str:
    sign = function.strip("_@").replace("_", "")
    if function in functions:
        return f"{function} is written as {functions[function]}, and is given ({', '.join(kinds)})."
    if "null" in kinds:
        return NO_NULL
    if function == "@in":
        return 'in looks for a word in a list, as in kind in ["treatment"]; text is searched with contains.'
    if sign in ("&&", "||", "!"):
        return f"{sign} goes with what is true or false, and this is {_not_true(kinds)}; is .present meant?"
    if set(kinds) == {"date", "text"}:
        told = f"write a day as {_as_day(text)}." if ISO_DAY.search(text) else "is another field meant?"
        return f"a date is compared with text; {told}"
    if "date" in kinds and sign in ("+", "-"):
        return (
            "days are not added to a date like this; use business_days_after(a, 5) or days_between(a, b) > 5."
        )
    if "date" in kinds or "length of time" in kinds:
        return (
            f"a date is compared with {_other(kinds)}; write a day as {_as_day(text)}, "
            "and count days with days_between(a, b)."
        )
    if "true or false" in kinds:
        return f"true or false is not compared with {_other(kinds)}; write it by itself, or with ! before it."
    return f"{sign} cannot be used on ({', '.join(kinds)})."


def _not_true(kinds: list[str]) -> str:
    return next((kind for kind in kinds if kind != "true or false"), "something else")


def _other(kinds: list[str]) -> str:
    return next(
        (kind for kind in kinds if kind not in ("date", "length of time", "true or false")), kinds[-1]
    )


def _as_day(text: str) -> str:
    written = ISO_DAY.search(text)
    return f'day("{written.group(1) if written else "2026-01-31"}")'


def _syntax(message: str, text: str, offset: int) -> str:
    token, unexpected, missing = TOKEN.search(message), UNEXPECTED.search(message), MISSING.search(message)
    met = token.group(1) if token else unexpected.group(1) if unexpected else ""
    before = NAME.findall(text[:offset])[-1:] if text[:offset].rstrip()[-1:].isalnum() else []
    for word in (met, *before):
        if word in SIGNS:
            return f"write {SIGNS[word]} instead of {word}."
    if met and met in QUOTES:
        return f'{met} is a printed quote; use the straight ones: ".'
    if token and met in "\"'":
        return "a quote is opened here and never closed."
    if missing:
        return f"a {missing.group(1)} is missing."
    if met == "<EOF>":
        return "the condition breaks off at its end; something is missing there."
    return f"this is not a condition: {met or 'something'} is not expected here."
