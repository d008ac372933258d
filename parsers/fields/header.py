"""Fax header lines, cover sheets and mail senders: who sent it. Low trust, never about the patient."""

import re
from collections.abc import Iterator

from intake_daemon.model import Envelope, Evidence, Method, State, Value
from parsers.fields.claim import Claim
from parsers.fields.sheet import Sheet
from parsers.normalise.names import looks_like_organisation, read_name, trim
from parsers.normalise.phones import read_phone
from parsers.normalise.text import fold, words

_HEADER_PAGE = re.compile(
    r"\bP(?:AGE|G)?[.: ]\s?0{0,2}[0-9]{1,3}\s?(?:/|OF)\s?[0-9]{1,3}\b|\b[0-9]{1,3}/[0-9]{1,3}\b",
    re.IGNORECASE,
)
_HEADER_TIME = re.compile(r"\b[0-9]{1,2}:[0-9]{2}\b")
_HEADER_SENDER = re.compile(
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\s?[AP]M)?\s+([A-Z][A-Z0-9 &.,'-]{3,40}?)\s+[(+0-9]"
)
_COVER_WORDS = frozenset({"fax", "facsimile", "cover", "transmittal", "facsimil", "portada"})
_SURELY = frozenset({"cover", "transmittal", "facsimile", "portada"})
_SALUTATION = re.compile(r"^\W{0,3}(?:dear|estimad[oa]s?) [a-z]", re.MULTILINE)
_CLOSED = re.compile(
    r"^\W{0,3}(?:sincerely|respectfully|(?:[a-z]{3,6} )?regards|cordially|atentamente|cordialmente|saludos)\b",
    re.MULTILINE,
)
_COVER_LABELS = re.compile(
    r"^(to|from|fax|phone|pages|re|date|subject|reply fax|attn|company|para|de|asunto|paginas|telefono|fecha)\b\s?:",
    re.MULTILINE,
)
_LINE = re.compile(
    r"^(from|sender|de|phone|tel|telephone|telefono|reply fax|return fax|sender fax|company|"
    r"organization)\s?(?:\([^)]{0,20}\))?\s?:\s*(\S.{0,80})$",
    re.MULTILINE,
)
_ROLES = {
    "from": "name",
    "sender": "name",
    "de": "name",
    "company": "name",
    "organization": "name",
    "phone": "phone",
    "tel": "phone",
    "telephone": "phone",
    "telefono": "phone",
}


def is_cover(text: str) -> bool:
    """Whether a page is a fax cover sheet: it says so or has its labels, and little else."""
    folded = fold(text)
    said = words(folded[:4000])
    if _SALUTATION.search(folded) and _CLOSED.search(folded) and not _SURELY.intersection(said):
        return False  # a short letter under a letterhead that gives telephone and fax
    labels = len(set(_COVER_LABELS.findall(folded)))
    short = len(said) < 220
    return short and (labels >= 4 or (labels >= 2 and bool(_COVER_WORDS & set(said[:60]))))


def cover_claims(sheet: Sheet) -> Iterator[Claim]:
    """The sender as a cover sheet gives it."""
    text = "\n".join(" ".join(token.text for token in row) for row in sheet.rows)
    for match in _LINE.finditer(fold(text)):
        said = text[match.start(2) : match.end(2)]
        kind = _ROLES.get(match[1], "fax")
        yield from _sender(sheet, kind, said)


def _sender(sheet: Sheet, kind: str, said: str) -> Iterator[Claim]:
    if kind == "name":
        field = (
            "requestor.organization"
            if looks_like_organisation(said) or read_name(said) is None
            else "requestor.name"
        )
        if len(trim(said)) > 2:
            yield _claim(sheet, field, trim(said), 0.8, said)
    elif found := read_phone(said):
        yield _claim(sheet, f"requestor.{kind}", found.e164, 0.8 * found.certainty, said)


def header_claims(sheet: Sheet) -> Iterator[Claim]:
    """The sender as the fax machine printed it along the top edge."""
    for row in sheet.rows[:3]:
        text = " ".join(token.text for token in row)
        if row[0].place[1] > 0.6 or not (_HEADER_TIME.search(text) and _HEADER_PAGE.search(text)):
            continue
        if match := _HEADER_SENDER.search(text):
            yield _claim(sheet, "requestor.organization", match[1].strip().title(), 0.45, text)
        found = read_phone(text.split(":", 1)[-1])
        if found:
            yield _claim(sheet, "requestor.fax", found.e164, 0.5, text)
        return


def is_header_row(text: str) -> bool:
    """Whether a line is what a fax machine prints along the edge."""
    return bool(_HEADER_TIME.search(text) and _HEADER_PAGE.search(text))


def _claim(sheet: Sheet, field: str, value: Value, confidence: float, text: str) -> Claim:
    page = sheet.page
    known = Evidence(
        part=page.part, page=page.number, box=(0, 0, 1, 0.05), text=text[:120], method=Method.HEADER
    )
    return Claim(field, value, State.PRESENT, confidence * max(0.3, page.confidence), (known,), weak=True)


def envelope_claims(envelope: Envelope | None) -> Iterator[Claim]:
    """The sender of a mail as requestor; a claim of the header, proof of nothing."""
    if envelope is None or envelope.sender is None or not envelope.sender.address:
        return
    sender = envelope.sender
    known = Evidence(part="0", page=1, box=(0, 0, 1, 0), text=sender.address, method=Method.HEADER)
    yield Claim("requestor.email", sender.address.lower(), State.PRESENT, 0.85, (known,), weak=True)
    if sender.name:
        field = "requestor.organization" if looks_like_organisation(sender.name) else "requestor.name"
        yield Claim(field, trim(sender.name), State.PRESENT, 0.7, (known,), weak=True)
