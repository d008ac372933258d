"""The words of one language: `words.yaml` and `asks.yaml`, read strictly.

An admin's file is laid over ours key by key, so a clinic that wants to say one thing differently writes
that one thing. A key that means nothing is refused: a text that silently is not used is worse than an error.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

from pydantic import AfterValidator, ValidationError, ValidationInfo, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from intake_daemon.errors import ConfigError, Unreadable
from intake_daemon.model import CATALOGUE, FIELD_NAMES, Channel, Frozen, PlainText
from outbox.facts import Paper, ReasonWord, RequestStatus


class Headings(Frozen):
    """The five questions a message answers, and two labels."""

    about: str
    received: str
    missing: str
    next: str
    update: str
    phone: str
    fax: str


class PageWords(Frozen):
    """How a number of pages is written; `other` holds {count}."""

    one: str
    other: str

    @field_validator("other")
    @classmethod
    def _counts(cls, text: str) -> str:
        if "{count}" not in text:
            raise ValueError("must hold {count}")
        return text


_SECTIONS: dict[str, type[StrEnum]] = {
    "channels": Channel,
    "papers": Paper,
    "statuses": RequestStatus,
    "problems": Unreadable,
    "remedies": Unreadable,
}


def _whole_sentence(text: str) -> str:
    if not text.endswith("."):
        raise ValueError("must end with a full stop")
    return text


class Words(Frozen):
    """Everything in `words.yaml`. Each list has a phrase for each of its words."""

    headings: Headings
    channels: dict[Channel, str]
    papers: dict[Paper, str]
    pages: PageWords
    statuses: dict[RequestStatus, str]
    problems: dict[Unreadable, str]
    remedies: dict[Unreadable, str]
    extension_reasons: dict[ReasonWord, Annotated[PlainText, AfterValidator(_whole_sentence)]]
    other_fix: str

    @field_validator("channels", "papers", "statuses", "problems", "remedies")
    @classmethod
    def _complete(cls, phrases: Mapping[StrEnum, str], info: ValidationInfo) -> Mapping[StrEnum, str]:
        missing = [word.value for word in _SECTIONS[info.field_name or ""] if word not in phrases]
        if missing:
            raise ValueError(f"has no phrase for: {', '.join(missing)}")
        return phrases

    def phrase(self, word: str, section: str) -> str:
        """The phrase for one word of a section, such as ("fax", "channels").

        Raises:
            KeyError: there is no such word or section.
        """
        phrases: dict[str, str] = {str(key): text for key, text in getattr(self, section).items()}
        return phrases[word]


class Ask(Frozen):
    """How one missing item is asked for: its name without a full stop, and one sentence on what to do."""

    missing: str
    fix: str
    where: str = ""  #: file and line it comes from, for error messages


def load_words(files: Iterable[Path]) -> Words:
    """The words of one language from its files, later ones laid over earlier ones.

    Raises:
        ConfigError: a file is broken, or a phrase is missing or unknown.
    """
    merged: dict[str, object] = {}
    sources = [(path, _read(path)) for path in files]
    for _, content in sources:
        for key, value in content.items():
            before = merged.get(key)
            both_maps = isinstance(before, dict) and isinstance(value, dict)
            merged[key] = {**before, **value} if both_maps else value  # type: ignore[dict-item]  # both are maps
    try:
        return Words.model_validate(merged)
    except ValidationError as error:
        raise ConfigError(_explain(error, sources)) from error


def load_asks(files: Iterable[Path]) -> dict[str, Ask]:
    """How each field is asked for, by contract field name; later files win key by key.

    Raises:
        ConfigError: a file is broken or names a field that the catalogue does not have.
    """
    asks: dict[str, Ask] = {}
    for path in files:
        content = _read(path)
        for name, value in content.items():
            where = f"{path}:{_line(content, (name,))}"
            if name not in FIELD_NAMES:
                raise ConfigError(f"{where}: {name} is not a field of the catalogue")
            try:
                asks[name] = Ask.model_validate(value).model_copy(update={"where": where})
            except ValidationError as error:
                raise ConfigError(f"{where}: {name}: {_first(error)}") from error
    return asks


def catalogue_title(name: str) -> str:
    """How a field that no text names is called: the catalogue's English title, first letter raised."""
    title = next(spec.title for spec in CATALOGUE if spec.name == name)
    return title[0].upper() + title[1:]


def _read(path: Path) -> CommentedMap:
    try:
        content = YAML(typ="rt").load(path.read_text("utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path}:{line}: {error.problem}") from error
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    if content is None:
        return CommentedMap()
    if not isinstance(content, CommentedMap):
        raise ConfigError(f"{path}:1: must be a mapping of keys to texts")
    return content


def _explain(error: ValidationError, sources: list[tuple[Path, CommentedMap]]) -> str:
    """The first mistake, placed in the last file that has its key."""
    where = tuple(str(step) for step in error.errors()[0]["loc"] if step != "[key]")
    path, content = next(
        ((path, content) for path, content in reversed(sources) if where and where[0] in content), sources[-1]
    )
    return f"{path}:{_line(content, where)}: {'.'.join(where)}: {_first(error)}"


def _first(error: ValidationError) -> str:
    detail = error.errors()[0]
    place = ".".join(str(step) for step in detail["loc"])
    return f"{place}: {detail['msg']}" if place else detail["msg"]


def _line(content: CommentedMap, where: tuple[str, ...]) -> int:
    """The line (1-based) of the deepest key of `where` that is there; 1 when none is."""
    line = 1
    for step in where:
        if not isinstance(content, CommentedMap) or step not in content:
            break
        line = cast("int", content.lc.key(step)[0]) + 1
        content = content[step]
    return line
