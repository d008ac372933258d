"""Checking a piece of YAML against its shape, and telling every mistake with its place."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from intake_daemon.model import Cadence
from intake_daemon.model.matching import MatchTuning
from intake_daemon.model.weights import WEIGHTS, PatientWeights, RequestorWeights
from rules.files.shape_words import in_plain_words
from rules.files.sheet import Path, Sheet, Tree
from rules.policy import (
    Clarification,
    Confidence,
    Escalation,
    Escalations,
    KindPolicy,
    NextSteps,
    Policy,
    Queue,
)
from rules.problems import RuleProblem, closest
from rules.schema import ASK_TAGS, Clock, Examples, Requirement, RuleText, Source

Shape = TypeVar("Shape", bound=BaseModel)

POLICY_SHAPES = (
    Policy, Confidence, KindPolicy, Queue, Escalation, Escalations, Clarification, NextSteps,
)  # fmt: skip
RULE_SHAPES = (RuleText, Requirement, Examples, Source, Clock, Cadence)
INNER: dict[str, type[BaseModel]] = {
    "examples": Examples,
    "require": Requirement,
    "source": Source,
    "clock": Clock,
    "cadence": Cadence,
}  #: the blocks of a rule, by their key
FILE_SHAPES: dict[type[BaseModel], tuple[type[BaseModel], ...]] = {
    Policy: POLICY_SHAPES,
    MatchTuning: (MatchTuning, PatientWeights, RequestorWeights, *WEIGHTS),
}


def validated(
    shape: type[Shape], content: Tree, sheet: Sheet, at: Path
) -> tuple[Shape | None, tuple[RuleProblem, ...]]:
    """The content as its shape, or None and everything that is wrong with it."""
    try:
        return shape.model_validate(content), ()
    except ValidationError as error:
        details = error.errors(include_url=False)
    keys = _keys(FILE_SHAPES.get(shape, RULE_SHAPES))
    return None, tuple(_problem(sheet, at, detail, keys) for detail in details)


def _problem(sheet: Sheet, at: Path, detail: ErrorDetails, keys: frozenset[str]) -> RuleProblem:
    context = detail.get("ctx", {})
    path = (*at, *_in_file(detail["loc"]), *((context["key"],) if "key" in context else ()))
    if detail["type"] == "extra_forbidden":
        return _unknown_key(sheet, path, keys)
    if detail["type"] == "missing":
        return sheet.problem(path[:-1], f"the key {path[-1]} is missing.")
    said, hint = in_plain_words(detail)
    return sheet.problem(path, said, suggestion=hint)


def _unknown_key(sheet: Sheet, path: Path, keys: frozenset[str]) -> RuleProblem:
    """A key that may not stand here: of another level, misspelt, or without the blank after its colon."""
    word = str(path[-1])
    inside = next((str(step) for step in reversed(path[:-1]) if isinstance(step, str)), None)
    home = _home(word, inside) if keys == _keys(RULE_SHAPES) else None
    if home:
        return sheet.problem(path, f"{word} does not belong here; it belongs {home}.", at_key=True)
    key, colon, _ = word.partition(":")
    if colon and key in keys:
        return sheet.problem(path, f"write a blank after the colon of {key}.", at_key=True)
    return sheet.problem(path, f"there is no key {word}.", at_key=True, suggestion=closest(word, keys))


def _home(word: str, inside: str | None) -> str | None:
    """Where a key of a rule belongs that stands at a wrong level; None when it may be there, or nowhere."""
    if inside in INNER and word in _keys((RuleText,)):
        return "to the rule itself: line it up with id"
    homes = [key for key, shape in INNER.items() if word in _keys((shape,))]
    return f"below {homes[0]}:" if inside is None and homes else None


def _in_file(place: Path) -> Path:
    """A place as it is in the file: which of its two shapes `ask` has does not stand there."""
    return tuple(step for before, step in zip(("", *place), place, strict=False)
                 if not (before == "ask" and step in ASK_TAGS))  # fmt: skip


def _keys(shapes: tuple[type[BaseModel], ...]) -> frozenset[str]:
    """Every key that may stand in such a file."""
    fields = (item for shape in shapes for item in shape.model_fields.items())
    return frozenset(info.alias or name for name, info in fields)
