"""The fields of one request, once its pages have spoken: merged, completed and derived."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from rapidfuzz import fuzz

from intake_daemon.model import FIELD_NAMES, Box, Fields, FieldValue, Method, PageSource, Period, State
from parsers.fields.claim import Claim
from parsers.fields.expiry import expires_on, lets_another_be_written, may_grant_life
from parsers.fields.known import life_as_printed
from parsers.fields.merge import merge
from parsers.fields.page import PageFacts
from parsers.fields.requests import is_read_well
from parsers.fields.whose import same_person
from parsers.normalise.dates import DateRole, find_dates
from parsers.normalise.text import fold

_ASKED = {
    name: re.compile(pattern)
    for pattern, names in (
        (r"name|nombre", ("patient.name",)),
        (r"birth|\bd\.?o\.?b\b|nacimiento|\bborn\b", ("patient.dob",)),
        (r"service|treatment date|date|from\b|through|fecha|periodo|desde", ("scope.start", "scope.end")),
        (
            r"\bto:|release|disclose|send|recipient|organi|person|facility|divulg|enviar|entreg",
            ("authorization.recipient.name", "authorization.recipient.organization"),
        ),
        (r"purpose|reason|\bneed\b|proposito|motivo|razon", ("authorization.purpose",)),
        (r"expir|until|valid|in effect|venc|caduc|vigen|hasta", ("authorization.expires_on",)),
        (r"sign|firma", ("authorization.signed", "authorization.signed_on")),
    )
    for name in names
}
"""What the places for these values are printed with: where such a word stands, a place may have been missed."""
_MUST = tuple(_ASKED)
_RECIPIENT = {
    "authorization.recipient.name": "authorization.recipient.organization",
    "authorization.recipient.organization": "authorization.recipient.name",
}
_GRANTED = 0.8  #: confidence of an absent expiration beside a printed life that could not be counted
_HALF = 0.6  #: confidence in a recipient of whom only a part is sure
_PARTS = ("first", "middle", "last", "suffix")
_QUESTION_WORDS = {
    "authorization.purpose": ("purpose", "purpose:", "reason", "reason:", "proposito", "motivo"),
    "authorization.expires_on": ("expires", "expiration", "expire", "vencimiento", "caducidad"),
}
_ALIKE = 75  #: likeness in percent from which a word may be a misread one
_VERY_WELL = 0.9
_WELL = 0.85  #: page confidence from which "nowhere on the paper" may be said


def assemble(pages: tuple[PageFacts, ...], extra: Iterable[Claim], today: date) -> Fields:
    """All fields of one request.

    Args:
        pages: its pages.
        extra: claims from outside the pages (the mail's sender).
        today: the day of receipt.
    """
    claims = [claim for page in pages for claim in page.claims] + list(extra)
    merged = merge(_with_whole_name(_unexplained(claims)))
    _use_signer(merged)
    _join_addresses(merged)
    _follow_name(merged)
    _follow_ends(merged)
    _doubt_half_a_party(merged)
    _derive_self(merged)
    _derive_expiry(merged, pages)
    _doubt_absence(merged, pages)
    _state_absences(merged, pages)
    return {name: merged[name] for name in sorted(merged) if name in FIELD_NAMES}


def _unexplained(claims: list[Claim]) -> list[Claim]:
    """Without what could not be read as one thing because it is another: the date under the wrong label."""
    explained = {
        item for claim in claims if claim.state is State.PRESENT and not claim.weak for item in _places(claim)
    }
    return [
        claim
        for claim in claims
        if claim.state is not State.UNREADABLE or not claim.evidence or not _places(claim) <= explained
    ]


def _places(claim: Claim) -> set[tuple[int, Box, str]]:
    return {(item.page, item.box, item.text) for item in claim.evidence}


def _with_whole_name(claims: list[Claim]) -> list[Claim]:
    """First and last name from labels of their own make the whole name."""
    if any(
        claim.field == "patient.name" and claim.state is State.PRESENT and not claim.weak for claim in claims
    ):
        return claims
    best: dict[str, Claim] = {}
    for claim in claims:
        part = claim.field.removeprefix("patient.")
        if part in _PARTS and claim.state is State.PRESENT and not claim.weak:
            best[part] = max(best.get(part, claim), claim, key=lambda each: each.confidence)
    if "first" not in best or "last" not in best:
        return claims
    parts = [best[part] for part in _PARTS if part in best]
    known = tuple(item for part in parts for item in part.evidence)
    whole = " ".join(str(part.value) for part in parts)
    return [
        *claims,
        Claim("patient.name", whole, State.PRESENT, min(part.confidence for part in parts), known),
    ]


def _follow_ends(fields: Fields) -> None:
    """A single period is the one between the first and the last date, wherever each of them was found."""
    start, end, said = (fields.get(f"scope.{name}") for name in ("start", "end", "periods"))
    if (
        start is None
        or end is None
        or State.PRESENT not in (start.state, end.state)
        or start.state != end.state
    ):
        return
    if said is not None and isinstance(said.value, tuple) and len(said.value) > 1:
        return
    whole = (Period(start=str(start.value), end=str(end.value)),)
    sure = min(start.confidence, end.confidence)
    fields["scope.periods"] = start.model_copy(
        update={
            "value": whole,
            "confidence": sure,
            "evidence": (*start.evidence, *end.evidence),
            "alternatives": (),
        }
    )


def _use_signer(fields: Fields) -> None:
    """The printed name under a signature confirms the patient, or names the representative."""
    signer, patient = fields.pop("signer.name", None), fields.get("patient.name")
    if (
        signer is None
        or signer.state is not State.PRESENT
        or patient is None
        or patient.state is not State.PRESENT
    ):
        return
    same = same_person(str(signer.value), str(patient.value))
    if same and _words(signer) == _words(patient):
        sure = 1 - (1 - patient.confidence) * max(0.35, 1 - signer.confidence)
        fields["patient.name"] = patient.model_copy(update={"confidence": round(min(0.985, sure), 3)})
    elif same:
        lowered = min(patient.confidence, 0.85)  # two hands, two readings: one of them is misread
        fields["patient.name"] = patient.model_copy(update={"confidence": lowered})
    elif _lacks(fields, "authorization.representative.name"):
        fields["authorization.representative.name"] = signer.model_copy(
            update={"confidence": min(signer.confidence, 0.88)}
        )


def _words(field: FieldValue) -> list[str]:
    return sorted(word for word in str(field.value).lower().replace(".", "").split() if len(word) > 1)


def _lacks(fields: Fields, name: str) -> bool:
    return name not in fields or fields[name].state is not State.PRESENT


def _join_addresses(fields: Fields) -> None:
    """Street, city, state and ZIP into one address line each."""
    for base in ("patient", "authorization.recipient"):
        parts = [fields.pop(f"{base}.{part}", None) for part in ("city", "state", "zip", "city_state_zip")]
        street = fields.get(f"{base}.address")
        said = [part for part in (street, *parts) if part is not None and part.state is State.PRESENT]
        if street is None or street.state is not State.PRESENT or len(said) < 2:
            continue
        line = ", ".join(str(part.value) for part in said)
        known = tuple(item for part in said for item in part.evidence)
        lowest = min(part.confidence for part in said)
        fields[f"{base}.address"] = street.model_copy(
            update={"value": line, "evidence": known, "confidence": lowest}
        )


def _follow_name(fields: Fields) -> None:
    """The parts of a name are never surer than the whole."""
    whole = fields.get("patient.name")
    for part in _PARTS:
        name = f"patient.{part}"
        if name in fields and whole is not None:
            if whole.state is not State.PRESENT:
                del fields[name]
            else:
                lower = min(fields[name].confidence, whole.confidence)
                fields[name] = fields[name].model_copy(update={"confidence": lower})


def _doubt_half_a_party(fields: Fields) -> None:
    """A person "in care of" an organization that is not sure is not the whole recipient."""
    name, organization = (fields.get(f"authorization.recipient.{part}") for part in ("name", "organization"))
    if name is None or organization is None or name.state is not State.PRESENT:
        return
    together = {(item.page, item.box) for item in name.evidence} & {
        (item.page, item.box) for item in organization.evidence
    }
    if together and organization.state is not State.PRESENT:
        lowered_name = min(name.confidence, _HALF)
        fields["authorization.recipient.name"] = name.model_copy(update={"confidence": lowered_name})


def _derive_self(fields: Fields) -> None:
    """A recipient with the patient's name is the patient."""
    recipient, patient = fields.get("authorization.recipient.name"), fields.get("patient.name")
    if (
        recipient is None
        or patient is None
        or not isinstance(recipient.value, str)
        or not isinstance(patient.value, str)
    ):
        return
    if _lacks(fields, "authorization.recipient.is_patient") and _lacks(
        fields, "authorization.recipient.organization"
    ):
        same = same_person(recipient.value, patient.value)
        known = recipient.evidence
        confidence = min(recipient.confidence, patient.confidence)
        fields["authorization.recipient.is_patient"] = FieldValue(
            value=same, state=State.PRESENT, confidence=confidence, evidence=known
        )


def _derive_expiry(fields: Fields, pages: tuple[PageFacts, ...]) -> None:
    """A printed life, counted from a signature date that was read, where nothing else was written."""
    signed_on = fields.get("authorization.signed_on")
    written = [fields.get("authorization.expires_on"), fields.get("authorization.expires_event")]
    if any(field is not None and field.state is not State.ABSENT for field in written):
        return
    if signed_on is None or not isinstance(signed_on.value, str):
        return
    texts = [page.text for page in pages]
    day = expires_on(signed_on.value, [life_as_printed(page.page, page.text) for page in pages])
    scanned = any(page.page.source is PageSource.OCR for page in pages)
    known = any(page.page.known for page in pages)
    if day is not None and written[0] is None and not known and lets_another_be_written("\n".join(texts)):
        return  # the form lets another date be written, and its place was not found
    if day is not None and _later_dates(fields, texts, signed_on.value):
        return  # a date in the future that no field explains may be the one that was written
    if day is not None:
        counted = tuple(item.model_copy(update={"method": Method.COMPUTED}) for item in signed_on.evidence)
        fields["authorization.expires_on"] = FieldValue(
            value=day,
            state=State.PRESENT,
            confidence=round(signed_on.confidence * _computed(scanned and not known, written[0]), 3),
            evidence=counted,
        )


def _doubt_absence(fields: Fields, pages: tuple[PageFacts, ...]) -> None:
    """An empty place for the expiration is nothing missing where the form's own print may grant a life."""
    expires = fields.get("authorization.expires_on")
    if expires is None or expires.state is not State.ABSENT:
        return
    if any(may_grant_life(page.text) for page in pages):
        most = min(expires.confidence, _GRANTED)
        fields["authorization.expires_on"] = expires.model_copy(update={"confidence": most})


def _computed(scanned: bool, place: FieldValue | None) -> float:
    """How far a counted day holds: on a scan, a place for another date may have been missed."""
    if not scanned:
        return 0.98
    return 0.93 if place is not None else 0.9


def _later_dates(fields: Fields, texts: list[str], signed_on: str) -> set[str]:
    """Dates after the signature that stand on the pages and belong to no field that was found."""
    explained = {field.value for field in fields.values() if isinstance(field.value, str)}
    today = date.fromisoformat(signed_on)
    found = {read.iso for text in texts for read in find_dates(text, DateRole.EXPIRY, today)}
    return {day for day in found - explained if day > signed_on}


def _state_absences(fields: Fields, pages: tuple[PageFacts, ...]) -> None:
    """What a well-read paper says nowhere is absent; of a badly read one we do not know."""
    text = fold("\n".join(page.text for page in pages))
    sure = _of_nowhere(pages)
    for name in _MUST:
        if name not in fields and not _said_otherwise(fields, name):
            plain = all(page.page.source is PageSource.PLAIN for page in pages)
            nowhere = plain or (sure > 0 and not _asks(text, name))
            state = State.ABSENT if nowhere else State.UNREADABLE
            fields[name] = FieldValue(state=state, confidence=sure if nowhere else 0.5)


def _of_nowhere(pages: tuple[PageFacts, ...]) -> float:
    """How surely a value stands nowhere when no word of its question was read; 0.0 where that says nothing."""
    if all(page.page.source is PageSource.PLAIN for page in pages):
        return 0.93
    if all(page.page.source is not PageSource.OCR for page in pages):
        return 0.95
    if is_read_well(pages, _VERY_WELL):
        return 0.92
    return 0.88 if is_read_well(pages, _WELL) else 0.0


def _asks(text: str, name: str) -> bool:
    """Whether a word of a value's question stands on the paper, be it misread by a letter."""
    if _ASKED[name].search(text):
        return True
    spoken = _QUESTION_WORDS.get(name, ())
    return any(fuzz.ratio(word, asked) >= _ALIKE for word in text.split() for asked in spoken)


def _said_otherwise(fields: Fields, name: str) -> bool:
    """A recipient is a person or an organization: where one is given, nothing is known to be amiss with the other."""
    if name == "authorization.expires_on":
        event = fields.get("authorization.expires_event")
        return event is not None and event.state is State.PRESENT
    if name not in _RECIPIENT:
        return False
    patient = fields.get("authorization.recipient.is_patient")
    if patient is not None and patient.value is True and patient.confidence >= _WELL:
        return True
    given = fields.get(_RECIPIENT[name])
    return given is not None and given.state is State.PRESENT


def lowered(claims: Iterable[Claim], most: float) -> list[Claim]:
    """Claims with their confidence capped."""
    return [replace(claim, confidence=min(claim.confidence, most)) for claim in claims]
