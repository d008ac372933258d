"""Reads pages of known forms place by place; every other page is left to the reader of whole pages."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intake_daemon.model import (
    Box,
    FormField,
    KnownPage,
    Mark,
    Page,
    PageSource,
    Remark,
    Stroke,
    Word,
    ZoneReading,
)
from parsers.fields.header import is_header_row
from parsers.known import marks
from parsers.known.face import Face
from parsers.known.form import NONE, REFERENCE_DPI, Holds, Zone
from parsers.known.matching import Match, find_match
from parsers.known.outside import MOST_BLOTS, is_header, is_stamp, remarks
from parsers.known.remains import Remains, lines_of, remains
from parsers.known.typed import Typed
from parsers.known.words import page_words, words_across
from parsers.known.writing import Eyes, Line, Read, line_of
from parsers.picture.ink import even_light, find_ink
from parsers.picture.orientation import is_sideways, turned
from parsers.sheet import Gray, Pictured

_PAD = 6  # dots of paper around a crop
_EMPTY_SURE = 0.97
_LIVE = 0.99
_TYPED = 0.985
_BAD = 0.35  #: confidence under which a remark counts as not read
_MARKS = {Holds.TICK: marks.ticked, Holds.INITIALS: marks.initialled, Holds.SIGNATURE: marks.signed}


@dataclass(frozen=True)
class _Job:
    """A line to read: of a place (its index) or of a remark (its index, after all places)."""

    owner: int
    line: Line


class KnownReader:
    """Recognises pages of known forms and reads their places.

    Args:
        faces: all known pages.
        eyes: read lines.
    """

    def __init__(self, faces: Sequence[Face], eyes: Eyes) -> None:
        self._faces, self._eyes = tuple(faces), eyes

    def read(self, sheet: Pictured) -> Page | None:
        """Read a page of a known form, still without its numbers; None when it is none, or may be another edition."""
        if not self._faces:
            return None
        plain = sheet.bilevel or not sheet.facsimile
        gray = sheet.gray if plain else even_light(sheet.gray)
        ink = find_ink(gray)
        rotation = 90 if sheet.facsimile and is_sideways(ink) else 0
        gray, ink = turned(gray, rotation), turned(ink, rotation)
        match = find_match(gray, ink, sheet.dpi, self._faces, facsimile=sheet.facsimile)
        if match is None:
            return None
        found = remains(match.face, match.flat, match.ink)
        notes = list(remarks(found, match.face))
        if sum(map(len, notes)) > MOST_BLOTS:
            return None  # too much for notes on a form: a form with more print
        size = (ink.shape[1] / sheet.dpi, ink.shape[0] / sheet.dpi)
        page = _Reading(match, found, notes, sheet, size, (rotation + (180 if match.over else 0)) % 360)
        return page.told(self._eyes)


class _Reading:
    """One page of a known form while it is read."""

    def __init__(
        self,
        match: Match,
        found: Remains,
        notes: list[NDArray[np.int64]],
        sheet: Pictured,
        size: tuple[float, float],
        rotation: int,
    ) -> None:
        self._match, self._found, self._sheet = match, found, sheet
        self._face = match.face
        self._size, self._rotation = size, rotation
        self._typed = Typed.of(sheet, match, size)
        self._notes = notes

    def told(self, eyes: Eyes) -> Page:
        """Everything the page says."""
        jobs = [*self._zone_jobs(), *self._note_jobs()]
        read: dict[int, list[Read]] = {}
        language = self._face.form.language
        for job, said in zip(jobs, eyes.read([job.line for job in jobs], language), strict=True):
            read.setdefault(job.owner, []).append(said)
        zones = tuple(
            self._zone(number, zone, read.get(number, [])) for number, zone in enumerate(self._face.zones)
        )
        headers, outside = self._outside(read)
        return self._page(self._known(zones, outside), headers)

    def _known(self, zones: tuple[ZoneReading, ...], outside: tuple[Remark, ...]) -> KnownPage:
        form = self._face.form
        return KnownPage(
            form=form.name,
            edition=form.edition,
            page=self._face.page,
            title=self._face.print.title,
            life=form.life,
            statements=form.statements,
            printed=form.printed,
            unasked=form.unasked,
            zones=zones,
            remarks=outside,
        )

    # --- what has to be read ------------------------------------------------------------------------

    def _zone_jobs(self) -> list[_Job]:
        jobs = []
        for number, zone in enumerate(self._face.zones):
            if zone.field == NONE or zone.holds in _MARKS or self._live(zone) is not None:
                continue
            blots = self._found.blots_of(number)
            if len(blots) and not self._typed_in(blots):
                jobs += [
                    _Job(number, line_of(self._found.crop(line, _PAD), zone))
                    for line in lines_of(self._found, blots)
                ]
        return jobs

    def _note_jobs(self) -> list[_Job]:
        first = len(self._face.zones)
        return [
            _Job(first + number, line_of(crop, None))
            for number, blots in enumerate(self._notes)
            for crop in self._note_crops(blots)
        ]

    def _note_crops(self, blots: NDArray[np.int64]) -> list[Gray]:
        """The lines of a remark; of one that runs up or down the margin both ways it may be read."""
        left, top, right, bottom = self._found.hull(blots)
        if bottom - top > 1.5 * (right - left) and bottom - top > 0.5 * REFERENCE_DPI:
            crop = self._found.crop(blots, _PAD)
            return [turned(crop, 90), turned(crop, 270)]
        return [self._found.crop(line, _PAD) for line in lines_of(self._found, blots)]

    # --- what stands in the places ------------------------------------------------------------------

    def _zone(self, number: int, zone: Zone, said: list[Read]) -> ZoneReading:
        blots = self._found.blots_of(number)
        written, text, sure, other = self._content(number, zone, blots, said)
        box = self._hull(blots) if written and len(blots) else self._placed(zone)
        return ZoneReading(
            number=zone.number,
            field=zone.field,
            holds=zone.holds,
            box=box,
            written=written,
            text=text,
            confidence=round(sure, 3),
            alternatives=(other,) if other else (),
            value=zone.value,
            last_first=zone.last_first,
            live=self._live(zone) is not None,
        )

    def _content(
        self, number: int, zone: Zone, blots: NDArray[np.int64], said: list[Read]
    ) -> tuple[bool | None, str, float, str]:
        """Whether something is written, what, how sure that is, and what else it may be."""
        if zone.field == NONE:
            return bool(len(blots)), "", 1.0, ""
        field = self._live(zone)
        if field is not None and (zone.holds is not Holds.SIGNATURE or field.checked or field.value):
            there = bool(field.checked) if zone.holds is Holds.TICK else bool(field.value or field.checked)
            return there, field.value or "", _LIVE, ""
        if zone.holds in _MARKS:
            shown = _MARKS[zone.holds](self._found, number)
            return shown.there, "", shown.confidence, ""
        if not len(blots):
            return False, "", _EMPTY_SURE, ""
        typed = self._typed_in(blots)
        if typed:
            return True, typed, _TYPED, ""
        read = [each for each in said if each.text]
        if not read:
            return None, "", 0.6, ""
        other = " ".join(each.other or each.text for each in read) if any(each.other for each in read) else ""
        return True, " ".join(each.text for each in read), min(each.confidence for each in read), other

    def _live(self, zone: Zone) -> FormField | None:
        if zone.widget is None:
            return None
        named = [field for field in self._sheet.fields if field.name == zone.widget]
        middle = (zone.box[0] + zone.box[2], zone.box[1] + zone.box[3])
        return min(
            named,
            key=lambda each: (
                abs(each.box[0] + each.box[2] - middle[0]) + abs(each.box[1] + each.box[3] - middle[1])
            ),
            default=None,
        )

    def _typed_in(self, blots: NDArray[np.int64]) -> str:
        """What a text layer says where these blots are; empty when it has nothing, or not all of it."""
        return self._typed.text_in(self._hull(blots)) if self._typed else ""

    # --- what stands elsewhere ----------------------------------------------------------------------

    def _outside(self, read: dict[int, list[Read]]) -> tuple[list[list[Word]], tuple[Remark, ...]]:
        """The lines that machines print along the top edge, and what people wrote."""
        headers, outside = [], []
        for number, blots in enumerate(self._notes, start=len(self._face.zones)):
            text = _remark_text(read.get(number, []), upright=len(read.get(number, [])) != 2)
            box = self._hull(blots)
            if is_header(self._found, blots, self._face, over=self._match.over) or is_header_row(text):
                headers.append(words_across(text, box, 0.8))
            elif not is_stamp(text):
                outside.append(Remark(box=box, text=text))
        return headers, tuple(outside)

    def _page(self, known: KnownPage, headers: list[list[Word]]) -> Page:
        ticks = [
            Mark(box=self._placed(zone), ink=float(bool(said.written)), ticked=said.written)
            for zone, said in zip(self._face.zones, known.zones, strict=True)
            if zone.holds is Holds.TICK
        ]
        signs = [said.box for said in known.zones if said.holds == Holds.SIGNATURE and said.written]
        own = self._sheet.words
        return Page(
            part="",
            number=1,
            part_page=1,
            width=self._size[0],
            height=self._size[1],
            source=PageSource.OCR if own is None else PageSource.TEXT,
            rotation=self._rotation,
            words=own if own is not None else page_words(self._match, self._size, known.zones, headers),
            fields=self._sheet.fields,
            marks=tuple(ticks),
            strokes=tuple(Stroke(box=box, ink=0.2) for box in signs),
            confidence=min(0.99, 0.5 + self._match.sameness.ink / 2),
            known=known,
        )

    def _placed(self, zone: Zone) -> Box:
        return self._match.alignment.box_on_page(zone.box, self._face, *self._size)

    def _hull(self, blots: NDArray[np.int64]) -> Box:
        rows, columns = self._face.shape
        left, top, right, bottom = self._found.hull(blots)
        box = (left / columns, top / rows, right / columns, bottom / rows)
        return self._match.alignment.box_on_page(box, self._face, *self._size)


def _remark_text(said: list[Read], *, upright: bool) -> str:
    """What a remark says; of one in the margin the better of its two readings."""
    if not said:
        return ""
    if not upright:
        said = [max(said, key=lambda read: read.confidence)]
    return " ".join(read.text for read in said if read.confidence >= _BAD).strip()
