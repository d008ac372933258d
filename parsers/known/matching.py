"""Finds the known form a page is, and lays it flat under the form's picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from parsers.known.alignment import Alignment, align
from parsers.known.face import MIDDLE_DPI, Face, shrunk
from parsers.known.proposing import Proposal, proposals
from parsers.known.sameness import Sameness, compare
from parsers.picture.ink import find_ink
from parsers.picture.orientation import turned
from parsers.picture.streaks import without_streaks
from parsers.sheet import Gray, Ink

_FOUND = 0.6  # share of the pieces that lie where they should
_LIKE = 0.55  # correlation of the pieces
_RIVAL = 0.8  # of the best likeness: another known page that comes so near is looked at too
_CLEARER = 0.004  # how much better the better of two editions must be


@dataclass(frozen=True)
class Match:
    """A page that is a known one.

    Args:
        face: the known page.
        alignment: where the known page lies on it.
        sameness: how well its print agrees.
        flat: the page as it lies under the known page's picture, without streaks.
        ink: of `flat`.
        over: the page was upside down.
    """

    face: Face
    alignment: Alignment
    sameness: Sameness
    flat: Gray
    ink: Ink
    over: bool


def find_match(gray: Gray, ink: Ink, dpi: float, faces: Sequence[Face], *, facsimile: bool) -> Match | None:
    """The known page that a picture is; None when it is none of them, or in doubt.

    Args:
        gray: the picture, not sideways.
        ink: of it.
        dpi: of it.
        faces: all known pages.
        facsimile: it is a scan or a fax, and may have streaks.
    """
    found = sorted(_matches(gray, ink, dpi, faces), key=lambda match: match.sameness.off)
    if not found:
        return None
    if len(found) > 1 and found[1].sameness.off - found[0].sameness.off < _CLEARER:
        return None  # two editions, and nothing on the page tells which
    return _without_streaks(found[0], gray, ink, dpi) if facsimile else found[0]


def _matches(gray: Gray, ink: Ink, dpi: float, faces: Sequence[Face]) -> Iterator[Match]:
    proposed = proposals(ink, dpi, faces)
    for proposal in proposed:
        if proposal.likeness >= _RIVAL * proposed[0].likeness:
            match = _match(proposal, gray, ink, dpi)
            if match is not None:
                yield match


def _match(proposal: Proposal, gray: Gray, ink: Ink, dpi: float) -> Match | None:
    upright = turned(ink, 180) if proposal.over else ink
    laid = align(shrunk(upright, dpi, MIDDLE_DPI), proposal.face, proposal.matrix)
    if laid is None or laid.found < _FOUND or laid.likeness < _LIKE:
        return None
    picture = turned(gray, 180) if proposal.over else gray
    flat = laid.flattened(picture, dpi, proposal.face.shape)
    page = find_ink(flat)
    same = compare(proposal.face, page)
    return Match(proposal.face, laid, same, flat, page, proposal.over) if same.certain else None


def _without_streaks(match: Match, gray: Gray, ink: Ink, dpi: float) -> Match:
    clean = without_streaks(gray, ink)
    if clean is gray or np.array_equal(clean, gray):
        return match
    picture = np.ascontiguousarray(turned(clean, 180) if match.over else clean)
    flat = match.alignment.flattened(picture, dpi, match.face.shape)
    return Match(match.face, match.alignment, match.sameness, flat, find_ink(flat), match.over)
