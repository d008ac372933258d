"""Field names as the rules use them: checked against the catalogue, with a suggestion for a misspelt one."""

from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from intake_daemon.model import CATALOGUE, FIELD_NAMES, FieldSpec
from rules.problems import closest

SPECS: dict[str, FieldSpec] = {spec.name: spec for spec in CATALOGUE}
POSITIONS: dict[str, int] = {spec.name: place for place, spec in enumerate(CATALOGUE)}


def title(field: str) -> str:
    """What people call a field."""
    return SPECS[field].title


def in_catalogue_order(fields: set[str]) -> tuple[str, ...]:
    """Field names in the order a reader of a form would expect."""
    return tuple(sorted(fields, key=POSITIONS.__getitem__))


def ordinal(number: int) -> str:
    """A place in a row as people write it: 2nd, 3rd, 11th."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else endings.get(number % 10, 'th')}"


def _known(name: str) -> str:
    if name not in FIELD_NAMES:
        raise PydanticCustomError(
            "unknown_field",
            "there is no field {name}.",
            {"name": name, "suggestion": closest(name, FIELD_NAMES)},
        )
    return name


FIELD_SCHEMA = {
    "type": "string",
    "format": "field",
}  #: what JSON Schema says of a field's name; the list stands there once
FieldName = Annotated[str, AfterValidator(_known), WithJsonSchema(FIELD_SCHEMA)]
