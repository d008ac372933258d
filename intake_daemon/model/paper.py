"""What reading gives: parts, pages, words with boxes, form fields, ticks, lines and loose ink.

All boxes are fractions of the *upright* page, origin top left: (x0, y0, x1, y1), 0.0-1.0.
Pages are numbered from 1 through the whole arrival (a mail's body first, then its attachments).
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from intake_daemon.errors import Unreadable
from intake_daemon.model.arrival import Envelope
from intake_daemon.model.base import Frozen

Box = tuple[float, float, float, float]
Share = Annotated[float, Field(ge=0.0, le=1.0)]


class PageSource(StrEnum):
    """Where a page's words came from."""

    TEXT = "text"  #: the text layer of a born-digital page
    OCR = "ocr"
    PLAIN = "plain"  #: a text or HTML body; boxes are line positions, not places on paper


class Word(Frozen):
    """One word. `confidence` is the recogniser's own, 1.0 where nothing had to be recognised."""

    text: str
    box: Box
    confidence: Share = 1.0
    line: int = 0  #: number of its text line on the page, in reading order


class FormKind(StrEnum):
    """Kinds of AcroForm fields (ISO 32000-1, 12.7.4)."""

    TEXT = "text"
    CHECKBOX = "checkbox"
    RADIO = "radio"
    CHOICE = "choice"
    SIGNATURE = "signature"


class FormField(Frozen):
    """One AcroForm widget: its value is what was filled in, whatever the page's text layer says."""

    name: str  #: fully qualified name (T of all ancestors, joined by dots)
    tooltip: str = ""  #: TU
    kind: FormKind
    value: str | None = None  #: text as filled, None when empty; for a checkbox see `checked`
    checked: bool | None = None  #: for checkbox and radio; for a signature: signed or not
    box: Box


class Mark(Frozen):
    """A box or circle to tick, found by its outline.

    Args:
        box: the outline.
        ink: share of dark pixels inside it, border left out.
        ticked: True, False, or None when the ink does not say (a speck, a stray line).
    """

    box: Box
    ink: Share
    ticked: bool | None


class Stroke(Frozen):
    """Ink that no recognised word and no printed line explains: a scribble, a signature, a stamp.

    `ink` is the dark share of its box.
    """

    box: Box
    ink: Share


class Rule(Frozen):
    """A printed straight line (ruling, underscore, table border): horizontal when wider than high."""

    box: Box


class Reread(Frozen):
    """A place that a second recogniser read on its own.

    Args:
        box: the place.
        words: what it read there, lines numbered from 0; no words: it saw nothing that is writing.
    """

    box: Box
    words: tuple[Word, ...] = ()


class Code(Frozen):
    """A bar code or one of its square kin: it tells papers apart and confirms values, it never is one."""

    text: str
    kind: str  #: the symbology, such as "Code128"
    box: Box


class ZoneReading(Frozen):
    """What stands in one place of a known form.

    Args:
        number: of the place, as on the form's picture of places.
        field: what it answers: a contract field, a part of an address, `none` or `note`.
        holds: what is written there: text, date, tick, signature...
        box: where it lies on this page.
        written: whether something is written there; None when that cannot be told.
        text: what is written; empty where nothing is, or where it is not read as words.
        confidence: that the above is so.
        alternatives: other readings, the likelier first.
        value: what a tick or initials in it say.
        last_first: a name stands there with the last name first.
        live: the value of a live PDF's form field, and not of ink.
    """

    number: int
    field: str
    holds: str
    box: Box
    written: bool | None
    text: str = ""
    confidence: Share = 1.0
    alternatives: tuple[str, ...] = ()
    value: str | None = None
    last_first: bool = False
    live: bool = False


class Remark(Frozen):
    """Writing outside the places of a known form; `text` is empty when it could not be read."""

    box: Box
    text: str = ""


class KnownPage(Frozen):
    """That a page is one of a known form, and what stands in its places.

    Args:
        form: its name.
        edition: which edition of it.
        page: 1-based, in the form.
        title: the form begins here.
        life: how long an authorization on it is good by its print ("1 year", "90 days"); None: it does not say.
        statements: required statements that the form prints, on any of its pages.
        printed: what the form itself says, by field: a clinic's own form names the clinic.
        unasked: fields that no place of the form asks for, on any page; empty when some place is not understood.
        zones: its places on this page.
        remarks: writing outside its places.
    """

    form: str
    edition: str
    page: int
    title: bool
    life: str | None = None
    statements: tuple[str, ...] = ()
    printed: tuple[tuple[str, str], ...] = ()
    unasked: tuple[str, ...] = ()
    zones: tuple[ZoneReading, ...] = ()
    remarks: tuple[Remark, ...] = ()


class Page(Frozen):
    """One page, upright."""

    part: str
    number: int  #: 1-based, through the whole arrival
    part_page: int  #: 1-based, in its part
    width: float  #: inches; for a PLAIN page nominal
    height: float  #: inches
    source: PageSource
    rotation: int = 0  #: degrees clockwise by which the picture was turned to be upright
    words: tuple[Word, ...] = ()
    fields: tuple[FormField, ...] = ()
    marks: tuple[Mark, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    rules: tuple[Rule, ...] = ()
    codes: tuple[Code, ...] = ()
    rereads: tuple[Reread, ...] = ()  #: the places of values, read again by another recogniser
    confidence: Share = 1.0  #: how well the page as a whole was read; 1.0 for text layers
    blank: bool = False
    known: KnownPage | None = None  #: it is a page of a known form, and was read by its places

    def text(self) -> str:
        """The page's words, one text line a line, in reading order."""
        lines: dict[int, list[str]] = {}
        for word in self.words:
            lines.setdefault(word.line, []).append(word.text)
        return "\n".join(" ".join(words) for _, words in sorted(lines.items()))


class PartRole(StrEnum):
    """What a part of an arrival is to it."""

    BODY = "body"
    ATTACHMENT = "attachment"


class Problem(Frozen):
    """A part that could not be read, or not wholly; a person is told."""

    kind: Unreadable
    message: str


class Part(Frozen):
    """One document in the arrival: a body, a PDF, a TIFF, a nested mail."""

    id: str  #: "0" for the whole file, "1", "2", "2.1"... for what is inside, in order
    media_type: str  #: decided from the bytes
    role: PartRole = PartRole.ATTACHMENT
    size: int
    sha256: str
    pages: tuple[int, ...] = ()  #: page numbers that came from it
    problem: Problem | None = None


class Reading(Frozen):
    """Everything read from one arrival. Pure data: understanding it needs no file and no picture."""

    envelope: Envelope | None = None
    parts: tuple[Part, ...] = ()
    pages: tuple[Page, ...] = ()
    seconds: float = 0.0

    def problems(self) -> tuple[Problem, ...]:
        """The problems of all parts."""
        return tuple(part.problem for part in self.parts if part.problem)
