"""A small release form of our own, which can be printed in other editions and as a look-alike."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from fixtures.draw.blank import draw_blank
from fixtures.draw.case import BornDigital, Document, Look
from fixtures.draw.facts import Facts
from fixtures.draw.layouts.layout import Layout
from fixtures.draw.paper import Filled
from fixtures.draw.people import Inventor
from fixtures.draw.sheet import Sheet
from intake_daemon.model import Page, Reading, RequestDraft
from parsers.known.file_text import form_text
from parsers.known.learn import Learned
from parsers.known.library import files_of
from parsers.options import Context, ReadOptions
from parsers.reading import PageReader
from parsers.understanding import understand

LEFT, RIGHT = 50.0, 560.0
TERMS = (
    "This authorization is valid for one year from the date signed unless an earlier date is given above. I may "
    "revoke this authorization at any time by writing to the records office; what was released before then is not "
    "undone. Treatment does not depend on whether I sign. Information that is released may be redisclosed by the "
    "recipient and no longer be protected by federal privacy rules."
)


@dataclass(frozen=True)
class Edition:
    """How a printing differs: what stands lower, and words instead of words."""

    lower: float = 0.0
    instead: tuple[tuple[str, str], ...] = ()

    def words(self, said: str) -> str:
        """The label as this edition prints it."""
        return dict(self.instead).get(said, said)


def house_form(edition: Edition = Edition()) -> Layout:
    """The form in one edition."""

    def page(sheet: Sheet) -> None:
        _head(sheet, edition)
        _foot(sheet, edition, 330 + edition.lower)

    return Layout("house", "a form of our own", (page,), ("third_party_authorization",))


def _head(sheet: Sheet, edition: Edition) -> None:
    sheet.text(
        306, 60, edition.words("Authorization to Release Medical Records"), 14, "Helvetica-Bold", "center"
    )
    sheet.text(LEFT, 92, "Patient", 11, "Helvetica-Bold")
    say = edition.words
    sheet.blank(say("Patient name:"), "{patient.name}", LEFT, 116, 350)
    sheet.blank(say("Date of birth:"), "{patient.dob}", 362, 116, RIGHT)
    sheet.blank(say("Patient address:"), "{patient.address}", LEFT, 140, RIGHT)
    sheet.blank(say("Patient phone:"), "{patient.phone}", LEFT, 164, 300)
    sheet.text(LEFT, 196, "Release my records to", 11, "Helvetica-Bold")
    sheet.blank(say("Organization:"), "{authorization.recipient.organization}", LEFT, 220, RIGHT)
    sheet.blank(say("Recipient address:"), "{authorization.recipient.address}", LEFT, 244, RIGHT)
    sheet.blank(say("Fax:"), "{authorization.recipient.fax}", LEFT, 268, 300)
    sheet.text(LEFT, 304, say("Office use only. Staff initials and remarks of the records office:"), 8)


def _foot(sheet: Sheet, edition: Edition, y: float) -> None:
    say = edition.words
    sheet.text(LEFT, y, "What shall be released", 11, "Helvetica-Bold")
    kinds = (("all", "Entire medical record"), ("notes", "Office notes"), ("labs", "Laboratory results"))
    sheet.options("scope.record_types", tuple((code, say(words)) for code, words in kinds), LEFT, y + 22)
    sheet.blank(say("Dates of service from"), "{scope.start}", LEFT, y + 50, 280)
    sheet.blank("to", "{scope.end}", 290, y + 50, 440)
    sheet.blank(say("Purpose of the release:"), "{authorization.purpose}", LEFT, y + 76, RIGHT)
    sheet.blank(say("Expires on:"), "{authorization.expires_on}", LEFT, y + 102, 300)
    sheet.paragraph(LEFT, y + 132, RIGHT - LEFT, say(TERMS), 9)
    sheet.text(LEFT, y + 240, "Signature of patient or representative:", 9)
    sheet.line(LEFT + 170, y + 242, 400)
    sheet.sign(LEFT + 176, y + 240, 200)
    sheet.blank("Date:", "{authorization.signed_on}", 410, y + 240, RIGHT)


def somebody(seed: int = 1, **changes: object) -> Facts:
    """A complete request of invented people."""
    invent = Inventor(Random(seed))
    said: dict[str, object] = {
        "kind": "third_party_authorization",
        "patient": invent.person(),
        "recipient": invent.party("attorney"),
        "requestor": None,
        "received_on": date(2026, 11, 3),
        "start": date(2024, 1, 1 + seed),
        "end": date(2026, 5, 1 + seed),
        "record_types": ("notes", "labs"),
        "purpose": "legal",
        "expires_on": date(2038, 6, 30),
        "signed_on": date(2026, 10, 5 + seed),
    }
    return Facts(**{**said, **changes})  # type: ignore[arg-type]  # a test names the facts it changes


def filled(said: Facts, look: Look, layout: Layout | None = None, pen: str = "Helvetica") -> bytes:
    """The form with somebody's request on it, as it arrives."""
    return Document((Filled(layout or house_form(), said, pen, 3),), look).content()


def learned_into(
    folder: Path, name: str, layout: Layout | None = None, content: bytes | None = None
) -> Learned:
    """Learn a form into a folder of known forms."""
    learned = PageReader(ReadOptions(second=False)).learn(content or draw_blank(layout or house_form()))
    place = folder / name
    place.mkdir(parents=True)
    for file, text in files_of(learned).items():
        (place / file).write_bytes(text)
    return learned


def rewritten(folder: Path, learned: Learned, **changes: object) -> None:
    """Write a form's file anew, as an administrator would edit it."""
    said = learned.model_copy(update=changes)
    text = form_text(said.language, said.life, said.statements, len(said.prints), said.zones)
    (folder / "form.yaml").write_text(text)


def only_page(reader: PageReader, content: bytes) -> Page:
    """The only page of a document."""
    (page,) = reader.read(content).pages
    return page


def draft_of(reading: Reading, received: date = date(2026, 11, 3)) -> RequestDraft:
    """The only request of a reading."""
    from intake_daemon.model import Channel

    (request,) = understand(reading, Context(channel=Channel.FAX, received_on=received)).requests
    return request


DIGITAL = BornDigital()
