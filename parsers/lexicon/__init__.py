"""The words this field uses, in YAML files beside this module, so that people can add theirs without code."""

from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent


def load(name: str) -> object:
    """One lexicon file as plain lists and mappings."""
    return YAML(typ="safe", pure=True).load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def mapping(name: str) -> dict[str, object]:
    """One lexicon file whose top is a mapping.

    Raises:
        TypeError: the top is something else; a mistake in the shipped file.
    """
    loaded = load(name)
    if not isinstance(loaded, dict):
        raise TypeError(f"parsers/lexicon/{name}.yaml: the top must be a mapping")
    return {str(said): value for said, value in loaded.items()}


def strings(value: object) -> list[str]:
    """A loaded list as text.

    Raises:
        TypeError: it is no list; a mistake in the shipped file.
    """
    if not isinstance(value, list):
        raise TypeError(f"a list of phrases is needed, not {type(value).__name__}")
    return [str(item) for item in value]


@cache
def word_list(name: str) -> frozenset[str]:
    """One of the plain word lists of `words.yaml`."""
    return frozenset(strings(mapping("words")[name]))
