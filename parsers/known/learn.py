"""Learns a blank: reads it once as well as can be, and finds its places."""

import re
from base64 import b64encode
from collections.abc import Iterable

import cv2
import numpy as np
from dateutil.relativedelta import relativedelta

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import Frozen, Page
from parsers.fields.expiry import printed_life
from parsers.fields.page import PageFacts, page_facts
from parsers.intents.language import language_of
from parsers.known.form import REFERENCE_DPI, Print, Zone
from parsers.known.found import Found
from parsers.known.places import emptied, find_places
from parsers.known.samples import TODAY
from parsers.known.walls import with_walls
from parsers.sheet import Gray

STATEMENTS = ("revocation", "conditioning", "redisclosure")
_LEAST_WORDS = 25  #: a page with fewer printed words cannot be told from others
_BLANKS = re.compile(r"^[_.\s]+$")


class Learned(Frozen):
    """What was learned from a blank; `pictures` are PNG files in base64, one for each page."""

    language: str
    life: str | None
    statements: tuple[str, ...]
    prints: tuple[Print, ...]
    pictures: tuple[str, ...]
    zones: tuple[Zone, ...]


def learn(read: Iterable[tuple[Gray, Page]]) -> Learned:
    """Learn a form from its blank.

    Args:
        read: its pages, each as an upright, straight picture and as it was read.

    Raises:
        UnreadableDocument: it prints too little to be recognised by.
    """
    sheets = [(picture, emptied(page)) for picture, page in read if not page.blank]
    if not sheets or any(len(page.words) < _LEAST_WORDS for _, page in sheets[:1]):
        raise UnreadableDocument(
            Unreadable.EMPTY, "The blank prints too little to be recognised by; give a sharper copy of it."
        )
    facts = [page_facts(page, TODAY) for _, page in sheets]
    pictures = [_at_reference(picture, page) for picture, page in sheets]
    paired = list(zip(sheets, pictures, strict=True))
    life = next((found for fact in facts if (found := printed_life(fact.text))), None)
    return Learned(
        language=language_of(*(fact.text for fact in facts)),
        life=life_in_words(life),
        statements=_statements(facts),
        prints=tuple(_print(page, fact.starts_form) for (_, page), fact in zip(sheets, facts, strict=True)),
        pictures=tuple(_png(picture) for picture in pictures),
        zones=_numbered([find_places(with_walls(page, picture)) for (_, page), picture in paired]),
    )


def _at_reference(gray: Gray, page: Page) -> Gray:
    """The picture of a blank's page at `REFERENCE_DPI`."""
    size = (round(page.width * REFERENCE_DPI), round(page.height * REFERENCE_DPI))
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)


def life_in_words(life: relativedelta | None) -> str | None:
    """A life as the form's file says it: "1 year", "90 days"."""
    if life is None:
        return None
    count, unit = next(
        (count, unit)
        for count, unit in ((life.years, "year"), (life.months, "month"), (life.days, "day"))
        if count
    )
    return f"{count} {unit}{'s' if count > 1 else ''}"


def _statements(facts: list[PageFacts]) -> tuple[str, ...]:
    said = {claim.field for fact in facts for claim in fact.claims}
    return tuple(name for name in STATEMENTS if f"authorization.statement.{name}" in said)


def _print(page: Page, title: bool) -> Print:
    words = tuple(word for word in page.words if not _BLANKS.match(word.text))
    return Print(width=page.width, height=page.height, words=words, title=title)


def _numbered(pages: list[tuple[tuple[Found, tuple[float, float, float, float]], ...]]) -> tuple[Zone, ...]:
    zones: list[Zone] = []
    for page, found in enumerate(pages, start=1):
        for place, box in found:
            zones.append(
                Zone(
                    number=len(zones) + 1,
                    page=page,
                    box=(round(box[0], 4), round(box[1], 4), round(box[2], 4), round(box[3], 4)),
                    field=place.field,
                    holds=place.holds,
                    value=place.value,
                    last_first=place.last_first,
                    widget=place.widget,
                    label=place.label,
                )
            )
    return tuple(zones)


def _png(gray: Gray) -> str:
    _, content = cv2.imencode(".png", gray)
    return b64encode(content.tobytes()).decode("ascii")
