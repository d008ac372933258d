"""Signatures: which line is signed, and by which of the people who may sign."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from intake_daemon.model import Method, State
from parsers.fields.claim import Claim, absent, evidence, present
from parsers.fields.labels import Label
from parsers.fields.sheet import Sheet
from parsers.fields.signed_line import SLASHED, Signed, read_line
from parsers.fields.signing_date import signing_date_claims
from parsers.fields.slots import Places
from parsers.fields.values import written

_ORDER = {State.PRESENT: 0, State.UNREADABLE: 1, State.ABSENT: 2, State.CONFLICTING: 3}
_STANDS_FOR = frozenset({"representative", "guardian", "parent", "representante", "tutor"})
_OR = frozenset({"or", "o", "and", "y", "individual", "client"})
_NEXT_ROW = 0.16  #: inches between the rows of one label


def signature_claims(places: Places, names: frozenset[str], today: date) -> Iterator[Claim]:
    """What the signature lines of one sheet say, and the date beside the one that is signed.

    Args:
        places: the sheet with its labels.
        names: comparison keys of the people's names that the sheet gives.
        today: the day of receipt.
    """
    lines = [read_line(places, label, names) for label in _signers(places)]
    if not lines:
        yield from _typed_anywhere(places)
        return
    best = min(lines, key=lambda line: (_ORDER[line.state], line.label.meaning.role != "signer"))
    if best.state is State.ABSENT and all(line.label.meaning.role != "signer" for line in lines):
        best = replace(best, state=State.UNREADABLE, confidence=0.7)  # the patient's own line was not found
    yield from claims_of_line(places, best, today)


def claims_of_line(places: Places, line: Signed, today: date) -> Iterator[Claim]:
    """What one signature line says, and the date that belongs to it."""
    yield _signed(places.sheet, line)
    if line.state is State.PRESENT:
        known = evidence(places.sheet, line.tokens, Method.INK, line.place)
        yield Claim("authorization.signature_kind", line.kind, State.PRESENT, line.confidence, known)
    yield from signing_date_claims(places, line.label, today)


def _signers(places: Places) -> list[Label]:
    """The labels of the lines that patients and those who stand for them sign on."""
    offices = [label for label in places.labels if _is_of_office(label)]
    return [
        _with_role(places, label)
        for label in places.labels
        if label.meaning.what == "signature"
        and not _is_of_office(label)
        and not _asks_for_print(places, label)
        and not any(_goes_on(office, label) for office in offices)
    ]


def _is_of_office(label: Label) -> bool:
    return label.meaning.what == "signature" and "office" in (label.meaning.role, label.section)


def _goes_on(first: Label, second: Label) -> bool:
    """Whether one label is the next row of another: "Witness" over "Signature"."""
    gap = second.place[1] - first.place[3]
    return -0.02 < gap < _NEXT_ROW and abs(first.place[0] - second.place[0]) < 0.1


def _keys(places: Places, label: Label) -> list[str]:
    return [token.key for token in places.sheet.rows[label.row][label.start : label.end] if token.key]


def _with_role(places: Places, label: Label) -> Label:
    """A label with the representative as its signer where it names nobody else as one who may sign."""
    said = set(_keys(places, label))
    if label.meaning.role != "signer" or not said & _STANDS_FOR or said & _OR or not _is_whole(places, label):
        return label
    return replace(label, meaning=replace(label.meaning, role="representative"))


def _is_whole(places: Places, label: Label) -> bool:
    """Whether a label has no "Patient/Guardian" in it, which names two who may sign."""
    row = places.sheet.rows[label.row][label.start : label.end]
    return not any("/" in token.text for token in row)


def _asks_for_print(places: Places, label: Label) -> bool:
    """Whether a label asks to print a name, and to sign only further down: "Print your name and sign below"."""
    said = _keys(places, label)
    return "name" in said and "print" in said


def _signed(sheet: Sheet, line: Signed) -> Claim:
    if line.state is State.ABSENT:
        return absent(sheet, "authorization.signed", line.place, line.confidence)
    known = evidence(sheet, line.tokens, Method.INK, line.place)
    value = True if line.state is State.PRESENT else None
    return Claim("authorization.signed", value, line.state, line.confidence, known)


def _typed_anywhere(places: Places) -> Iterator[Claim]:
    """A signature without a line: "/s/ Jane Public", "Electronically signed by"."""
    for row in places.sheet.rows:
        text = written(row)
        match = SLASHED.search(text)
        if match and len(text) - match.end() > 3:
            yield present(places.sheet, "authorization.signed", True, row, 0.93)
            kind = "typed" if "/s/" in match[0].lower() else "electronic"
            yield present(places.sheet, "authorization.signature_kind", kind, row, 0.9)
            return
