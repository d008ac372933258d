"""Pages put together word by word, in inches, for tests that need a paper and no picture."""

from collections.abc import Iterable, Sequence
from datetime import date

from intake_daemon.model import (
    Box,
    Channel,
    Envelope,
    FieldValue,
    FormField,
    FormKind,
    Mark,
    Page,
    PageSource,
    Part,
    PartRole,
    Reading,
    RequestDraft,
    Rule,
    Stroke,
    Understanding,
    Word,
)
from parsers.options import Context
from parsers.understanding import understand

WIDTH, HEIGHT = 8.5, 11.0
SIGN, LINE = 0.075, 0.13  #: inches a sign is wide and a line is high
TODAY = date(2026, 4, 25)


def _share(box: Box) -> Box:
    return (box[0] / WIDTH, box[1] / HEIGHT, box[2] / WIDTH, box[3] / HEIGHT)


def words(x: float, y: float, text: str, confidence: float = 1.0) -> list[Word]:
    """The words of a text that begins at (x, y), its top left corner, in inches."""
    found, left = [], x
    for word in text.split(" "):
        right = left + SIGN * len(word)
        if word:
            found.append(Word(text=word, box=_share((left, y, right, y + LINE)), confidence=confidence))
        left = right + SIGN
    return found


def line(x0: float, x1: float, y: float) -> Rule:
    """A horizontal line to write on."""
    return Rule(box=_share((x0, y, x1, y + 0.01)))


def wall(x: float, y0: float, y1: float) -> Rule:
    """A vertical line."""
    return Rule(box=_share((x, y0, x + 0.01, y1)))


def box_around(x0: float, y0: float, x1: float, y1: float) -> list[Rule]:
    """The four sides of a box."""
    return [line(x0, x1, y0), line(x0, x1, y1), wall(x0, y0, y1), wall(x1, y0, y1)]


def tick(x: float, y: float, ticked: bool | None) -> Mark:
    """A box to tick."""
    return Mark(box=_share((x, y, x + 0.12, y + 0.12)), ink=0.4 if ticked else 0.0, ticked=ticked)


def scribble(x0: float, y0: float, x1: float, y1: float) -> Stroke:
    """Loose ink."""
    return Stroke(box=_share((x0, y0, x1, y1)), ink=0.2)


def widget(x0: float, y0: float, x1: float, y1: float, value: str | None, name: str = "f") -> FormField:
    """A form's text field."""
    return FormField(name=name, kind=FormKind.TEXT, value=value, box=_share((x0, y0, x1, y1)))


def page(
    texts: Iterable[tuple[float, float, str]],
    *,
    rules: Sequence[Rule] = (),
    marks: Sequence[Mark] = (),
    strokes: Sequence[Stroke] = (),
    fields: Sequence[FormField] = (),
    number: int = 1,
    source: PageSource = PageSource.TEXT,
    confidence: float = 1.0,
    word_confidence: float = 1.0,
) -> Page:
    """One printed page."""
    return Page(
        part="0",
        number=number,
        part_page=number,
        width=WIDTH,
        height=HEIGHT,
        source=source,
        words=tuple(word for x, y, text in texts for word in words(x, y, text, word_confidence)),
        rules=tuple(rules),
        marks=tuple(marks),
        strokes=tuple(strokes),
        fields=tuple(fields),
        confidence=confidence,
    )


def body(text: str) -> Page:
    """The text body of a mail."""
    lines = text.split("\n")
    found = [
        Word(text=word, box=(0.0, at / len(lines), 1.0, (at + 1) / len(lines)), line=at)
        for at, said in enumerate(lines)
        for word in said.split()
    ]
    return Page(
        part="1", number=1, part_page=1, width=8.5, height=11.0, source=PageSource.PLAIN, words=tuple(found)
    )


def understood(*pages: Page, envelope: Envelope | None = None) -> Understanding:
    """What an arrival of these pages says."""
    role = PartRole.BODY if envelope else PartRole.ATTACHMENT
    ids = sorted({each.part for each in pages})
    parts = tuple(Part(id=each, media_type="text/plain", role=role, size=1, sha256="0") for each in ids)
    channel = Channel.EMAIL if envelope else Channel.FAX
    context = Context(channel=channel, received_on=TODAY, facility_names=("Otter Creek Hospital",))
    return understand(Reading(envelope=envelope, parts=parts, pages=pages), context)


def only_request(*pages: Page, envelope: Envelope | None = None) -> RequestDraft:
    """The one request these pages make."""
    requests = understood(*pages, envelope=envelope).requests
    assert len(requests) == 1, [request.pages for request in requests]
    return requests[0]


def values(request: RequestDraft, *names: str) -> dict[str, object]:
    """The values of some fields."""
    missing = FieldValue.model_construct(value=None)
    return {name: request.fields.get(name, missing).value for name in names}
