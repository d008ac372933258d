"""The figures of `policy.yaml` and `matching.yaml` by their dotted names: which there are, and what may be one."""

from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from intake_daemon.model.matching import MatchTuning
from rules.difference import flattened
from rules.editing.places import RefusedError
from rules.editing.put import dotted
from rules.editing.written import Plain, plain
from rules.files.matching_file import MATCHING
from rules.files.policy_file import POLICY
from rules.policy import Policy
from rules.problems import closest
from rules.ruleset import RuleSet

NAMED_ELSEWHERE = ("confidence", "folders")  #: their entries are names of fields and folders, checked as such


class Figure(BaseModel, frozen=True, arbitrary_types_allowed=True):
    """One figure: the file it stands in, its path there, and what it may be.

    Args:
        kind: the type that checks it. `Any`: types of Python have no common one.
    """

    file: str
    path: tuple[str, ...]
    kind: Any


def figure_named(name: str, rules: RuleSet, *, may_be_new: bool = False) -> Figure:
    """Find a figure by its dotted name, "house.signature_age_days" for instance.

    Args:
        rules: the set whose figures are meant.
        may_be_new: a name of one's own (a figure of the house, a queue) need not be there yet.

    Raises:
        RefusedError: there is none of that name; the message lists those there are.
    """
    known = _known(rules)
    in_matching = name.partition(".")[0] in MatchTuning.model_fields
    found = _walk(MatchTuning if in_matching else Policy, name.split("."))
    if found is None:
        raise RefusedError(_unknown(name, known))
    path, kind = found
    if name not in known and path[0] not in NAMED_ELSEWHERE and not may_be_new:
        raise RefusedError(f"{_unknown(name, known)} `--new` adds one.")
    return Figure(file=MATCHING if in_matching else POLICY, path=path, kind=kind)


def _known(rules: RuleSet) -> tuple[str, ...]:
    return (*flattened(rules.policy), *flattened(rules.tuning))  # no name stands in both


def _walk(model: type[BaseModel], steps: list[str]) -> tuple[tuple[str, ...], Any] | None:
    """The path of keys that a dotted name means, and the type at its end; None when it leads nowhere."""
    info = model.model_fields.get(steps[0]) if steps else None
    if info is None:
        return None
    path: tuple[str, ...] = (steps[0],)
    kind, rest = _without_none(info), steps[1:]
    if get_origin(kind) is dict and rest:
        kind = get_args(kind)[1]
        own = rest[:1] if _model(kind) else rest  # a field's name has dots itself
        path, rest = (steps[0], ".".join(own)), rest[len(own) :]
    inner = _model(kind)
    if inner is None:
        return None if rest else (path, kind)
    deeper = _walk(inner, rest)
    return None if deeper is None else ((*path, *deeper[0]), deeper[1])


def _without_none(info: FieldInfo) -> Any:
    """What a key holds when it holds something, with all that checks it. `Any`: types have no common type."""
    kind = info.annotation
    if get_origin(kind) in (Union, UnionType):
        (kind,) = (one for one in get_args(kind) if one is not type(None))
    return Annotated[(kind, *info.metadata)] if info.metadata else kind


def _model(kind: Any) -> type[BaseModel] | None:
    bare = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    return bare if isinstance(bare, type) and issubclass(bare, BaseModel) else None


def _unknown(name: str, known: tuple[str, ...]) -> str:
    """There is no such figure: the one that may have been meant, and those beside it."""
    hint, listed = closest(name, known), _beside(name, known)
    meant = f" Did you mean {hint}?" if hint else ""
    return f"there is no figure {name}.{meant} There are: {', '.join(listed)}."


def _beside(name: str, known: tuple[str, ...]) -> list[str]:
    """The figures below a name, else those of the nearest block around it that there is."""
    around = name
    while around:
        if found := [one for one in known if one.startswith(f"{around}.")]:
            return found
        around = around.rpartition(".")[0]
    return sorted({one.partition(".")[0] for one in known})


def read_value(figure: Figure, written: str) -> Plain:
    """What somebody wrote for a figure, as a value that the file may have.

    Raises:
        RefusedError: it is none that the figure may have.
    """
    adapter: TypeAdapter[object] = TypeAdapter(figure.kind)
    said = ""
    for candidate in _readings(written):
        try:
            return plain(adapter.validate_python(candidate))
        except ValidationError as error:
            said = said or error.errors(include_url=False)[0]["msg"]
    raise RefusedError(f"{dotted(figure.path)} cannot be {written}: {said[:1].lower()}{said[1:]}.")


def _readings(written: str) -> Iterator[object]:
    """As YAML reads it, and as the text it is."""
    with suppress(YAMLError):
        yield YAML(typ="safe", pure=True).load(StringIO(written))
    yield written
