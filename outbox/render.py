"""Load the templates, try each with sample facts, and turn facts into a message's text.

A slip in a text stops the start, with file and line; it never stops a message that is due.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import jinja2

from intake_daemon.errors import ConfigError
from outbox.facts import NEEDED, MessageFacts, Rendered, Situation
from outbox.language import HTML, SUBJECT, TEXT, Language
from outbox.samples import samples
from outbox.slips import find_slips

SHIPPED: Final = Path(__file__).parent / "templates"
FALLBACK_LANGUAGE: Final = "en"
_LANGUAGE_FILES = frozenset({"base.j2", "words.yaml", "asks.yaml", *(f"{name}.j2" for name in Situation)})

_NO_BLOCK = re.compile(r"TemplateReference object' has no attribute '(\w+)'")


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
        problems += _lacking_reasons(languages, folders[0])
        if problems:
            raise ConfigError("\n".join(dict.fromkeys(problems)))
        return cls(languages)

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes we can write in."""
        return tuple(sorted(self._languages))

    @property
    def extension_reasons(self) -> Mapping[str, str]:
        """The words of the reasons why a request takes longer, with their English sentences."""
        return self._languages[FALLBACK_LANGUAGE].extension_reasons

    @property
    def texts(self) -> dict[str, frozenset[str]]:
        """By language, the fields that have a text of their own when they are asked for."""
        return {code: language.asked_by_name for code, language in self._languages.items()}

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


def _lacking_reasons(languages: Mapping[str, Language], folder: Path) -> Iterator[str]:
    """Reasons for an extension that one language can say and another cannot: a letter would fail in it."""
    words = {word for language in languages.values() for word in language.extension_reasons}
    for code, language in sorted(languages.items()):
        for word in sorted(words - set(language.extension_reasons)):
            yield f"{folder / code / 'words.yaml'}: extension_reasons: has no sentence for {word}"


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
    """What is wrong with one language: first what can be seen, then what a trial of each text brings up."""
    names = [language.file_of(situation) for situation in Situation]
    try:
        slips = list(find_slips(language.text, (*names, f"{language.code}/base.j2", TEXT, HTML, SUBJECT)))
    except jinja2.TemplateError as error:
        slips = [_place(error, folders, f"{language.code}/base.j2")]
    yield from slips
    if slips:  # a trial would only repeat them
        return
    for situation in Situation:
        try:
            _write_samples(language, situation)
        except Exception as error:  # noqa: BLE001 - a template can raise whatever its expressions can
            yield _place(error, folders, language.file_of(situation))
    yield from _try_asks(language)


def _write_samples(language: Language, situation: Situation) -> None:
    for facts in samples(situation):
        language.write(situation, facts)


def _try_asks(language: Language) -> Iterator[str]:
    bare, full, *_ = samples(Situation.CLARIFICATION)
    for name in language.ask_names:
        try:
            language.ask(name, bare, language.text)
            language.ask(name, full, language.html)
        except Exception as error:  # noqa: BLE001 - as above
            yield f"{language.asked_at(name)}: {name}: {error}"


def _place(error: Exception, folders: tuple[Path, ...], name: str) -> str:
    """File, line and message of a template error; Jinja2 puts template lines into the traceback."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.filename or error.name}:{error.lineno}: {error.message}"
    if isinstance(error, jinja2.TemplateNotFound):
        return f"{folders[0] / name}: {error.name or name} is missing"
    if missing := _NO_BLOCK.search(str(error)):
        return f"{folders[0] / name}: defines no block {missing[1]}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".j2")]
    where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else str(folders[0] / name)
    return f"{where}: {error}"
