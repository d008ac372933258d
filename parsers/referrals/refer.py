"""Reading the pages of a message that refers a patient: their claims, and what no page says."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from intake_daemon.model import Evidence, Fields, FieldValue, Method, PageSource, State
from parsers.fields.claim import Claim
from parsers.fields.opinion import as_read_again, join
from parsers.fields.page import PageFacts
from parsers.fields.requestor import requestor_claims
from parsers.fields.requests import is_read_well
from parsers.fields.writer import is_form
from parsers.normalise.text import fold, words
from parsers.referrals.lexicon import KINDS, referral_labels
from parsers.referrals.papers import came_with, is_referral_paper
from parsers.referrals.printed import printed_claims
from parsers.referrals.prose import prose_claims
from parsers.referrals.values import DEGREE

_HINTS = {
    "referral.reason": r"reason|indication|\bfor\b|because|motivo|razon|\bpor\b|para",
    "referral.service": r"special|servi|department|clinic|refer|especial|depart",
    "referral.provider.name": r"referr|provider|physician|\bdr\b|\bm\.?d\b|sincerely|regards|medico|"
    r"atentamente|signature|firma",
    "referral.provider.phone": r"phone|tel|call|\(?[2-9][0-9]{2}\)?[-. ]{1,2}[0-9]{3}",
    "referral.provider.fax": r"fax|facsimile",
    "referral.insurance": r"insur|plan|payer|payor|carrier|medicaid|medicare|coverage|seguro|asegur|poliza|member",
    "patient.phone": r"phone|tel|call|cell|mobile|contact",
}
_HINT = {name: re.compile(pattern) for name, pattern in _HINTS.items()}
"""Fields that a packet carries, and the words near which each may stand: where none was read, it is not there."""
_FROM_WRITER = ("name", "organization", "phone", "fax")
_NOT_ASKED = (
    "patient.",
    "authorization.",
    "scope.",
    "requestor.",
)  #: what a referral's own reading says better
_NAME_PARTS = frozenset({f"patient.{part}" for part in ("name", "first", "middle", "last", "suffix")})
_WHOSE = re.compile(r"\b(?:re|patient|paciente|client|member|born|dob|records?|refer[a-z]*)\b")
_TITLED = re.compile(
    r"\b(?:referr?al|request|order|form|note|report|summary|consult[a-z]*|referido|orden|hoja|nota|informe)\b"
)
_ANYBODY = 0.8
_SECOND_HAND = 0.99  #: of a requestor's confidence: who writes a referral is nearly always who refers
_NOT_SEEN = 0.93
_BEHIND = 0.85  #: below what is acted on: papers that are named and did not come may yet follow
_WELL = 0.88  #: page confidence from which "nowhere on the paper" may be said


def with_referral(page: PageFacts, today: date) -> PageFacts:
    """A page of a message that refers a patient, with what it says of the referral.

    Args:
        page: understood as any page is.
        today: the day of receipt.
    """
    titled = is_referral_paper(page.text)
    if page.cover or page.page.known is not None or (is_form(page) and not titled):
        return page
    if page.page.source is PageSource.PLAIN:
        signed = tuple(requestor_claims(page.page, page.text, letterhead=False, own=False))
        return replace(page, claims=(*_of_others(page, signed), *prose_claims(page.page, page.text, today)))
    claims = [*_printed(page, today), *prose_claims(page.page, page.text, today)]
    writer = tuple(_writer(page))
    if not titled:
        ours = [replace(claim, weak=True) for claim in claims if not claim.field.startswith("patient.")]
        return replace(page, claims=(*_of_others(page, writer), *writer, *ours))
    kept = [claim for claim in page.claims if not claim.field.startswith(_NOT_ASKED)]
    named = any(claim.field == "patient.name" and claim.value for claim in claims)
    return replace(page, claims=(*kept, *writer, *claims), form=False, starts_form=named)


def _writer(page: PageFacts) -> Iterator[Claim]:
    """Who wrote a printed page, by its letterhead and signature; a paper's title is nobody's name."""
    for claim in requestor_claims(page.page, page.text, letterhead=True, own=False):
        if claim.field != "requestor.name" or not _TITLED.search(fold(str(claim.value))):
            yield claim


def _of_others(page: PageFacts, writer: Iterable[Claim]) -> Iterator[Claim]:
    """A page's claims without what takes the writer for the patient, or a plan's number for a chart's."""
    names = {words(str(claim.value))[-1] for claim in writer if claim.field == "requestor.name"}
    names |= {words(str(c.value))[-1] for c in page.claims if c.field == "requestor.name" and c.value}
    for claim in page.claims:
        if claim.field.startswith("requestor.") or not _is_patients_own(claim):
            continue
        if claim.field in _NAME_PARTS and not names.isdisjoint(_said_with(claim)) and not _labelled(claim):
            continue
        yield claim


def _said_with(claim: Claim) -> set[str]:
    """The words that a claim rests on."""
    return {word for item in claim.evidence for word in words(item.text)}


def _labelled(claim: Claim) -> bool:
    """Whether a name stands behind a word that says whose it is: "RE:", "our patient"."""
    return bool(_WHOSE.search(fold(" ".join(item.text for item in claim.evidence))))


def _is_patients_own(claim: Claim) -> bool:
    """Whether a claim is none about a chart number that is a plan's: "Member ID: ..." on a referral."""
    if claim.field != "patient.mrn" or not claim.evidence:
        return True
    said = words(claim.evidence[0].text.partition(":")[0])
    found = referral_labels().longest(said, 0)
    return not (found and found[0].what.startswith(KINDS))


def _printed(page: PageFacts, today: date) -> tuple[Claim, ...]:
    claims = printed_claims(page.page, today)
    if not page.page.rereads:
        return claims
    return join(page.page, claims, printed_claims(as_read_again(page.page), today))


def speaks_of_referral(pages: Iterable[PageFacts]) -> bool:
    """Whether any of the pages says something of a referral, as those of another request in the same mail do not."""
    return any(claim.field.startswith("referral.") for page in pages for claim in page.claims)


def completed(fields: Fields, pages: Sequence[PageFacts]) -> Fields:
    """The fields of a referral with what follows from the others and what stands nowhere.

    Args:
        fields: as merged from its pages.
        pages: its pages.
    """
    found = dict(fields)
    _take_writer(found, "\n".join(page.text for page in pages))
    _take_pages(found, pages)
    _state_absences(found, pages)
    return {name: found[name] for name in sorted(found)}


def _take_writer(fields: Fields, text: str) -> None:
    """The writer of a referral is the referring provider, where no place says otherwise.

    Somebody of the office may have signed: only a name with a degree is a provider's for certain.
    """
    for part in _FROM_WRITER:
        writer, name = fields.get(f"requestor.{part}"), f"referral.provider.{part}"
        known = fields.get(name)
        if writer is None or writer.state is not State.PRESENT or (known and known.state is not State.ABSENT):
            continue
        treats = part != "name" or _has_degree(str(writer.value), text)
        sure = round(writer.confidence * (_SECOND_HAND if treats else _ANYBODY), 3)
        fields[name] = writer.model_copy(update={"confidence": sure})


def _has_degree(name: str, text: str) -> bool:
    """Whether a name stands in a text as a provider's: "Dr." before it, or a degree behind it."""
    plain = re.escape(name)
    return bool(re.search(rf"\bDra?\.?\s+{plain}|{plain}{DEGREE.pattern}", text))


def _take_pages(fields: Fields, pages: Sequence[PageFacts]) -> None:
    """What came with a referral, by the pages themselves; what it only names is doubted when nothing else came."""
    others = _besides(pages)
    seen = came_with(others)
    named = fields.get("referral.attachments")
    if seen:
        listed = named.value if named and isinstance(named.value, tuple) else ()
        kinds = tuple(dict.fromkeys((*(kind for kind, _ in seen), *map(str, listed))))
        fields["referral.attachments"] = FieldValue(
            value=kinds,
            state=State.PRESENT,
            confidence=0.95,
            evidence=tuple(map(_of_page, dict.fromkeys(p for _, p in seen))),
        )
    elif not others and len(pages) > 0:
        known = named.evidence if named else ()
        sure = _BEHIND if named and named.value else _well(pages)
        fields["referral.attachments"] = FieldValue(state=State.ABSENT, confidence=sure, evidence=known)


def _besides(pages: Sequence[PageFacts]) -> list[PageFacts]:
    """The pages besides the referral itself: that has its title, or is the mail's text, or else comes first."""
    printed = [page for page in pages if not page.cover and page.page.source is not PageSource.PLAIN]
    others = [page for page in printed if not is_referral_paper(page.text)]
    plain = [page for page in pages if page.page.source is PageSource.PLAIN]
    itself = len(others) < len(printed) or speaks_of_referral(plain)
    return others if itself else others[1:]


def _of_page(page: PageFacts) -> Evidence:
    title = next((line for line in page.text.split("\n") if line.strip()), "")
    whole = (0.0, 0.0, 1.0, 1.0)
    return Evidence(
        part=page.page.part, page=page.page.number, box=whole, text=title[:80], method=Method.ZONE
    )


def _state_absences(fields: Fields, pages: Sequence[PageFacts]) -> None:
    """What a well-read referral says nowhere is absent; where its word was read, its value may have been missed."""
    text, sure = fold("\n".join(page.text for page in pages)), _well(pages)
    for name, hint in _HINT.items():
        if name not in fields:
            nowhere = sure >= _WELL and not hint.search(text)
            state = State.ABSENT if nowhere else State.UNREADABLE
            fields[name] = FieldValue(state=state, confidence=sure if nowhere else 0.5)


def _well(pages: Iterable[PageFacts]) -> float:
    """How surely something stands nowhere on pages read as well as these."""
    every = tuple(pages)
    return _NOT_SEEN if is_read_well(every, _WELL) else 0.6
