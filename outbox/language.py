"""One language ready to write in: its words, its templates, and the filters they use.

Two sandboxed environments share the same files: one writes plain text, one writes HTML and escapes every
value. Unknown variables are errors, never empty places.
"""

import re
import textwrap
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

import jinja2
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from intake_daemon.errors import ConfigError
from intake_daemon.model import FIELD_NAMES
from outbox.facts import MessageFacts, ReceivedItem, Rendered, Situation
from outbox.vocabulary import Ask, catalogue_title, load_asks, load_words

TEXT: Final = "layout.txt.j2"
HTML: Final = "layout.html.j2"
SUBJECT: Final = "layout.subject.j2"
VARIABLES: Final = frozenset(MessageFacts.model_fields) | {"language", "headings", "layout"}
"""Every name a template may use."""

_WIDTH = 72
_NO_BREAK = "\N{NO-BREAK SPACE}"  # holds dates and numbers together while a paragraph is wrapped
_LONGEST_SUBJECT = 120


class Language:
    """One language's texts.

    Args:
        code: ISO 639-1, also the name of its folder.
        folders: template folders, the one that wins first; the last one is ours, and its templates are
            also there under the name `shipped/`, to be extended.

    Raises:
        ConfigError: the language is unknown to the calendar, or its words or asks are wrong.
    """

    def __init__(self, code: str, folders: tuple[Path, ...]) -> None:
        self.code = code
        self._locale = _locale(code, folders[0])
        self._words = load_words(_existing(folders, code, "words.yaml"))
        shipped = jinja2.PrefixLoader({"shipped": jinja2.FileSystemLoader(folders[-1])})
        self._loader = jinja2.ChoiceLoader([jinja2.FileSystemLoader(folders), shipped])
        self.text = self._environment(autoescape=False)
        self.html = self._environment(autoescape=True)
        self._compiled: dict[tuple[str, bool], tuple[jinja2.Template, ...]] = {}
        self._asks = self._named_asks(load_asks(_existing(folders, code, "asks.yaml")))

    def write(self, situation: Situation, facts: MessageFacts) -> Rendered:
        """Write one message.

        Raises:
            jinja2.TemplateError: a template is wrong or uses an unknown variable.
        """
        template = self.text.get_template(self.file_of(situation))
        page = self.html.get_template(self.file_of(situation))
        context = self._context(facts, self.text)
        body = template.render(context, layout=TEXT).replace(_NO_BREAK, " ")
        return Rendered(
            language=self.code,
            subject=_one_subject(template.render(context, layout=SUBJECT), facts.reference),
            text=re.sub(r"\n{3,}", "\n\n", body).strip("\n") + "\n",
            html=page.render(self._context(facts, self.html), layout=HTML).strip() + "\n",
        )

    def ask(self, name: str, facts: MessageFacts, environment: jinja2.Environment) -> Mapping[str, str]:
        """How one item is asked for, with the facts filled in; safe to put on a page of the environment."""
        plain = self._plain(facts)
        missing, fix = (template.render(plain) for template in self._ask_templates(name, environment))
        own = facts.ask_words.get(name, {}).get(self.code)  # never rendered: it is text and no template
        if environment is self.html:  # rendering has escaped the others
            return {"name": name, "missing": Markup(missing), "fix": escape(own) if own else Markup(fix)}  # noqa: S704
        return {"name": name, "missing": missing, "fix": own or fix}

    def asked_at(self, name: str) -> str:
        """File and line that say how a field is asked for."""
        return self._asks[name].where

    @property
    def ask_names(self) -> tuple[str, ...]:
        """Every field name that can be asked for."""
        return tuple(sorted(self._asks))

    @property
    def extension_reasons(self) -> Mapping[str, str]:
        """The sentences that can say why a request takes longer, by their word."""
        return dict(self._words.extension_reasons)

    @property
    def asked_by_name(self) -> frozenset[str]:
        """The fields that `asks.yaml` has a text for; the others are asked for by the catalogue's title."""
        return frozenset(name for name, ask in self._asks.items() if ask.where)

    def file_of(self, situation: Situation) -> str:
        """The template's name below the template folders."""
        return f"{self.code}/{situation}.j2"

    def _ask_templates(self, name: str, environment: jinja2.Environment) -> tuple[jinja2.Template, ...]:
        """An ask's two texts, compiled once an environment."""
        key = (name, environment is self.html)
        if key not in self._compiled:
            ask = self._asks[name]
            self._compiled[key] = tuple(environment.from_string(text) for text in (ask.missing, ask.fix))
        return self._compiled[key]

    def _named_asks(self, written: dict[str, Ask]) -> dict[str, Ask]:
        """An ask for every field of the catalogue; the catalogue's own title where no text names it."""
        return {
            name: written.get(name) or Ask(missing=catalogue_title(name), fix=self._words.other_fix)
            for name in FIELD_NAMES
        }

    def _plain(self, facts: MessageFacts) -> dict[str, object]:
        values: dict[str, object] = {name: getattr(facts, name) for name in MessageFacts.model_fields}
        return {**values, "language": self.code, "headings": self._words.headings}

    def _context(self, facts: MessageFacts, environment: jinja2.Environment) -> dict[str, object]:
        asks = [self.ask(name, facts, environment) for name in facts.asks]
        return {**self._plain(facts), "asks": asks}

    def _environment(self, *, autoescape: bool) -> jinja2.Environment:
        environment = ImmutableSandboxedEnvironment(
            loader=self._loader,
            undefined=jinja2.StrictUndefined,
            autoescape=autoescape,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.filters |= {
            "wrapped": _wrapped,
            "joined": _joined,
            "inside": _inside,
            "unbroken": _unbroken,
            "long_date": self._long_date,
            "phrase": self._phrase,
            "listing": self._listing,
        }
        return environment

    def _long_date(self, day: date) -> str:
        if not isinstance(day, date):
            raise jinja2.TemplateRuntimeError("long_date needs a date; is it None here? use {% if ... %}")
        return _unbroken(format_date(day, format="long", locale=self._locale))

    def _phrase(self, word: str, section: str) -> str:
        try:
            return self._words.phrase(word, section)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise jinja2.TemplateRuntimeError(f"words.yaml has no {section}: {word}") from error

    def _listing(self, items: Iterable[ReceivedItem]) -> str:
        return format_list([self._item(item) for item in items], locale=self._locale)

    def _item(self, item: ReceivedItem) -> str:
        name = self._words.papers[item.paper]
        if item.pages is None:
            return name
        form = self._words.pages.one if item.pages == 1 else self._words.pages.other
        return f"{name} ({form.format(count=item.pages)})"


def _wrapped(text: str, indent: int = 0, hanging: int | None = None) -> str:
    """One paragraph at 72 columns. `indent`: spaces before its first line; `hanging`: before the others."""
    return textwrap.fill(
        _squeezed(text),
        width=_WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent if hanging is None else hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _joined(text: str) -> str:
    """The text on one line; what was safe for a page stays safe."""
    line = _squeezed(str(text))
    return Markup(line) if isinstance(text, Markup) else line  # noqa: S704 - it was markup before


def _squeezed(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def _unbroken(text: str | None) -> str:
    if text is None:
        raise jinja2.TemplateRuntimeError("unbroken needs a text; is it None here? use {% if ... %}")
    return text.replace(" ", _NO_BREAK)


def _inside(text: str) -> str:
    """A phrase as it stands within a sentence: with a small first letter."""
    lowered = str(text)[:1].lower() + str(text)[1:]
    return Markup(lowered) if isinstance(text, Markup) else lowered  # noqa: S704 - it was markup before


def _one_subject(text: str, reference: str) -> str:
    """The subject on one line, or an error: it names our reference and cannot carry a second header."""
    subject = _squeezed(text).replace(_NO_BREAK, " ")
    if not subject.isprintable() or len(subject) > _LONGEST_SUBJECT:
        raise jinja2.TemplateRuntimeError(
            f"the subject must be one line of at most {_LONGEST_SUBJECT} letters"
        )
    if reference not in subject:
        raise jinja2.TemplateRuntimeError("the subject must hold {{ reference }}")
    return subject


def _existing(folders: tuple[Path, ...], code: str, name: str) -> list[Path]:
    """The files of that name, the one that wins last."""
    files = [folder / code / name for folder in reversed(folders)]
    found = [path for path in files if path.is_file()]
    if not found:
        raise ConfigError(f"{files[-1]}: is missing; the language {code} needs it")
    return found


def _locale(code: str, folder: Path) -> Locale:
    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError) as error:
        raise ConfigError(f"{folder / code}: {code!r} is not a language code such as en or es") from error
