"""Papers typed as a grid of signs and laid out as pages.

<Jane Public   > is a line that was written on, [ ] and [x] are boxes to tick.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML
from support.drawn_pages import SIGN, line, page, tick, understood
from support.letters import body_of, envelope_of

from intake_daemon.model import Page, PageSource, RequestDraft, State, Understanding

FOLDER = Path(__file__).parents[1] / "parsers_understanding"
LEFT, TOP, LEAD = 0.5, 0.5, 0.2  #: inches
SURE = 0.90
_BOX = re.compile(r"\[[ x]\]")
_LINE = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"[^\s<>]+")


@dataclass(frozen=True)
class TypedPaper:
    """One paper, or a mail with papers, and what it says.

    Args:
        pages: each typed as a grid of signs.
        mail: headers, when the first page is the body of a mail.
        says: fields by name; None: the paper has the place and it is empty, or says it nowhere.
    """

    name: str
    pages: tuple[str, ...]
    mail: dict[str, object] | None = None
    wants: str = "referral"
    source: PageSource = PageSource.TEXT
    says: dict[str, object] = field(default_factory=dict)


def typed_papers(folder: str, name: str) -> list[TypedPaper]:
    """The papers of one file."""
    loaded = YAML(typ="safe", pure=True).load((FOLDER / folder / f"{name}.yaml").read_text(encoding="utf-8"))
    return [
        TypedPaper(
            name=entry["name"],
            pages=tuple(entry["pages"]),
            mail=entry.get("mail"),
            wants=entry.get("wants", "referral"),
            source=PageSource(entry.get("source", "text")),
            says={said: _plain(value) for said, value in entry.get("says", {}).items()},
        )
        for entry in loaded
    ]


def _plain(value: object) -> object:
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    return value if value is None or isinstance(value, bool | str) else str(value)


def read_typed(paper: TypedPaper) -> Understanding:
    """What the paper is understood to say."""
    papers = paper.pages[1:] if paper.mail else paper.pages
    pages = [laid(text, number, paper.source) for number, text in enumerate(papers, 2 if paper.mail else 1)]
    if paper.mail is None:
        return understood(*pages)
    return understood(body_of(paper.pages[0]), *pages, envelope=envelope_of(dict(paper.mail)))


def laid(text: str, number: int, source: PageSource = PageSource.TEXT) -> Page:
    """One typed page, every sign in its place."""
    rows = list(enumerate(text.rstrip("\n").split("\n")))
    bare = [(at, _BOX.sub("   ", row)) for at, row in rows]
    return page(
        [(_x(word.start()), _y(at), word[0]) for at, row in bare for word in _WORD.finditer(row)],
        rules=[
            line(_x(m.start()), _x(m.end()), _y(at) + 0.14) for at, row in rows for m in _LINE.finditer(row)
        ],
        marks=[tick(_x(m.start()), _y(at), m[0] == "[x]") for at, row in rows for m in _BOX.finditer(row)],
        number=number,
        source=source,
    )


def _x(column: int) -> float:
    return LEFT + SIGN * column


def _y(row: int) -> float:
    return TOP + LEAD * row


def wrong(paper: TypedPaper, request: RequestDraft) -> Iterator[str]:
    """Fields given as sure that the paper does not say so, or says otherwise."""
    for name, given in request.fields.items():
        if name not in paper.says or given.state is not State.PRESENT or given.confidence < SURE:
            continue
        if given.value != paper.says[name]:
            yield f"{name} = {given.value!r} at {given.confidence}, not {paper.says[name]!r}"


def read_right(paper: TypedPaper, request: RequestDraft) -> list[str]:
    """The fields the paper says that were read right, sure or not; an empty place is right as absent."""
    return [name for name, value in paper.says.items() if _is_right(request, name, value)]


def _is_right(request: RequestDraft, name: str, value: object) -> bool:
    given = request.fields.get(name)
    if value is None:
        return given is None or given.state in (State.ABSENT, State.UNREADABLE)
    return given is not None and given.value == value
