"""All settings there are, in order, with their descriptions: what the first configuration and the manual say."""

import types
import typing
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from intake_daemon.config import Config


class Setting(NamedTuple):
    """One key.

    Args:
        default: None when there is none; see `required`.
        kind: its type in words a person writing TOML knows.
    """

    name: str
    kind: str
    required: bool
    default: object
    description: str


class Section(NamedTuple):
    """One table of the file.

    Args:
        name: "" for the keys before the first table.
        repeated: written as [[name]], as often as there are such things.
        required: the file does not load without it.
    """

    name: str
    description: str
    repeated: bool
    required: bool
    settings: tuple[Setting, ...]


def sections() -> tuple[Section, ...]:
    """Every table of the configuration file, the keys without table first."""
    plain = {
        name: field for name, field in Config.model_fields.items() if _model_of(field.annotation) is None
    }
    top = Section("", "", repeated=False, required=False, settings=tuple(_settings(plain)))
    return (top, *_tables())


def _tables() -> Iterator[Section]:
    for name, field in Config.model_fields.items():
        model = _model_of(field.annotation)
        if model is not None:
            yield Section(
                name=name,
                description=field.description or "",
                repeated=get_origin(field.annotation) is tuple,
                required=field.is_required(),
                settings=tuple(_settings(model.model_fields)),
            )


def _model_of(annotation: Any) -> type[BaseModel] | None:
    """The table behind a type such as `Smtp`, `Smtp | None` or `tuple[Smtp, ...]`; None for a plain value."""
    candidates = (annotation, *get_args(annotation))
    return next((one for one in candidates if isinstance(one, type) and issubclass(one, BaseModel)), None)


def _settings(fields: dict[str, FieldInfo]) -> Iterator[Setting]:
    for name, field in fields.items():
        default = None if field.default is PydanticUndefined else field.default
        yield Setting(name, kind_of(field.annotation), field.is_required(), default, field.description or "")


_WORDS: dict[object, str] = {
    str: "text", int: "whole number", float: "number", bool: "true or false", Path: "path", date: "day",
}  # fmt: skip


def kind_of(annotation: Any) -> str:
    """A type in words."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return kind_of(arguments[0])
    if origin is Literal:
        return " or ".join(f'"{word}"' for word in arguments)
    if origin is tuple:
        return f"list of {kind_of(arguments[0])}"
    if origin in (typing.Union, types.UnionType):
        kinds = dict.fromkeys(kind_of(one) for one in arguments if one is not type(None))
        return " or ".join(kinds)
    return _WORDS.get(annotation, "text")
