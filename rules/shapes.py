"""Checking a piece of YAML against its shape, and telling every mistake with its place."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from intake_daemon.model import Cadence
from intake_daemon.model.matching import MatchTuning
from intake_daemon.model.weights import WEIGHTS, PatientWeights, RequestorWeights
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
from rules.sheet import Path, Sheet, Tree

Shape = TypeVar("Shape", bound=BaseModel)

POLICY_SHAPES = (
    Policy, Confidence, KindPolicy, Queue, Escalation, Escalations, Clarification, NextSteps,
)  # fmt: skip
RULE_SHAPES = (RuleText, Requirement, Examples, Source, Clock, Cadence)
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
    word = str(path[-1]) if path else ""
    if detail["type"] == "extra_forbidden":
        return sheet.problem(path, f"there is no key {word}.", at_key=True, suggestion=closest(word, keys))
    if detail["type"] == "missing":
        return sheet.problem(path[:-1], f"the key {word} is missing.")
    if detail["type"] in ("model_type", "dict_type"):
        return sheet.problem(path, "here belongs a block of 'key: value' lines.")
    if detail["type"] == "unknown_word":
        return sheet.problem(path, _sentence(detail), suggestion=closest(context["name"], context["known"]))
    if detail["type"] == "enum":
        written, allowed = str(detail["input"]), str(context.get("expected", "")).replace("'", "")
        hint = closest(written, allowed.replace(" or ", ", ").split(", "))
        return sheet.problem(path, f"{written} is not one of: {allowed}.", suggestion=hint)
    return sheet.problem(path, _sentence(detail), suggestion=context.get("suggestion"))


def _in_file(place: Path) -> Path:
    """A place as it is in the file: which of its two shapes `ask` has does not stand there."""
    return tuple(step for before, step in zip(("", *place), place, strict=False)
                 if not (before == "ask" and step in ASK_TAGS))  # fmt: skip


def _sentence(detail: ErrorDetails) -> str:
    said = detail["msg"].removeprefix("Value error, ").rstrip(".")
    return f"{said[:1].lower()}{said[1:]}."


def _keys(shapes: tuple[type[BaseModel], ...]) -> frozenset[str]:
    """Every key that may stand in such a file."""
    fields = (item for shape in shapes for item in shape.model_fields.items())
    return frozenset(info.alias or name for name, info in fields)
