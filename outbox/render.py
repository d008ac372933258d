"""Load the templates, try each with sample facts, and turn facts into a message's text.

A slip in a text stops the start, with file and line; it never stops a message that is due.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import jinja2
from jinja2 import meta, nodes

from intake_daemon.errors import ConfigError
from outbox.facts import NEEDED, MessageFacts, Rendered, Situation
from outbox.language import HTML, SUBJECT, TEXT, VARIABLES, Language
from outbox.samples import samples

SHIPPED: Final = Path(__file__).parent / "templates"
FALLBACK_LANGUAGE: Final = "en"
_LANGUAGE_FILES = frozenset({"base.j2", "words.yaml", "asks.yaml", *(f"{name}.j2" for name in Situation)})


class Templates:
    """All texts in all languages. Make it with `Templates.load`."""

    def __init__(self, languages: dict[str, Language]) -> None:
        self._languages = languages

    @classmethod
    def load(cls, folder: Path | None = None) -> Templates:
        """Load the shipped templates with an admin's folder laid over them, and try every one.

        Args:
            folder: holds any of the files of `SHIPPED`: the layouts and, in a folder named like its
                language, `base.j2`, `words.yaml`, `asks.yaml` and the situations' templates; besides, parts
                to include, whose names start with an underscore. None: only the shipped ones.

        Raises:
            ConfigError: with file, line and message of every template that is wrong.
        """
        folders = (SHIPPED,) if folder is None else (folder, SHIPPED)
        if folder is not None:
            _refuse_strangers(folder)
        languages = {code: Language(code, folders) for code in _codes(folders)}
        problems = [problem for language in languages.values() for problem in _try(language, folders)]
        if problems:
            raise ConfigError("\n".join(dict.fromkeys(problems)))
        return cls(languages)

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes we can write in."""
        return tuple(sorted(self._languages))

    def language_for(self, code: str | None) -> str:
        """The language to write in for a requestor's language tag such as "es-MX"; English if unknown."""
        wanted = (code or "").lower().replace("_", "-").partition("-")[0]
        return wanted if wanted in self._languages else FALLBACK_LANGUAGE

    def render(self, situation: Situation, language: str, facts: MessageFacts) -> Rendered:
        """Write one message.

        Args:
            language: a language tag; what we cannot write is written in English.

        Raises:
            ValueError: the facts lack something this situation cannot do without (see `facts.NEEDED`).
        """
        lacking = [name for name in NEEDED[situation] if not getattr(facts, name)]
        if lacking:
            raise ValueError(f"a {situation} message needs {', '.join(lacking)}")
        return self._languages[self.language_for(language)].write(situation, facts)


def _codes(folders: tuple[Path, ...]) -> list[str]:
    return sorted(
        {path.name for folder in folders for path in folder.iterdir() if path.is_dir() and _kept(path)}
    )


def _kept(path: Path) -> bool:
    """Whether a file counts: not hidden, not an editor's backup."""
    return not path.name.startswith(".") and not path.name.endswith(("~", ".bak", ".orig"))


def _refuse_strangers(folder: Path) -> None:
    """A misspelt file name would leave the old text in use without a word."""
    if not folder.is_dir():
        raise ConfigError(f"{folder}: is not a folder; it should hold your message templates")
    for path in sorted(filter(_kept, folder.rglob("*"))):
        place = path.relative_to(folder).parts
        known = _LANGUAGE_FILES if len(place) == 2 else {TEXT, HTML, SUBJECT}
        if path.is_file() and (len(place) > 2 or (path.name not in known and not path.name.startswith("_"))):
            raise ConfigError(f"{path}: is not a template name; here belong {', '.join(sorted(known))}")


def _try(language: Language, folders: tuple[Path, ...]) -> Iterator[str]:
    """What is wrong with one language: unknown names in any branch, then anything a trial brings up."""
    for situation in Situation:
        name = language.file_of(situation)
        try:
            problems = [
                problem
                for part in (name, f"{language.code}/base.j2", TEXT, HTML, SUBJECT)
                for problem in _unknown_names(language.text, part)
            ]
            yield from problems
            if not problems:
                _write_samples(language, situation)
        except jinja2.TemplateError as error:
            yield _place(error, folders, name)
    yield from _try_asks(language)


def _write_samples(language: Language, situation: Situation) -> None:
    for facts in samples(situation):
        language.write(situation, facts)


def _unknown_names(environment: jinja2.Environment, name: str) -> Iterator[str]:
    """Variables a template uses that no message has, with their lines; also in branches no sample takes."""
    assert environment.loader is not None  # noqa: S101 - every Language has one
    source, path, _ = environment.loader.get_source(environment, name)
    tree = environment.parse(source, name, path)
    unknown = meta.find_undeclared_variables(tree) - VARIABLES - {"self", "super"}
    for node in tree.find_all(nodes.Name):
        if node.name in unknown:
            yield f"{path}:{node.lineno}: unknown variable {node.name}"


def _try_asks(language: Language) -> Iterator[str]:
    bare, full, *_ = samples(Situation.CLARIFICATION)
    for name in language.ask_names:
        try:
            language.ask(name, bare, language.text)
            language.ask(name, full, language.html)
        except jinja2.TemplateError as error:
            yield f"{language.asked_at(name)}: {name}: {error}"


def _place(error: jinja2.TemplateError, folders: tuple[Path, ...], name: str) -> str:
    """File, line and message of a template error; Jinja2 puts template lines into the traceback."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.filename or error.name}:{error.lineno}: {error.message}"
    if isinstance(error, jinja2.TemplateNotFound):
        return f"{folders[0] / name}: {error.name or name} is missing"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else str(folders[0] / name)
    return f"{where}: {error}"
