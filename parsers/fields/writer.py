"""Who wrote an arrival: what its mail, its letters and its sender together say about requestor and patient."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from intake_daemon.model import Envelope, Evidence, Fields, FieldValue, Method, PageSource, State
from parsers.fields.claim import Claim
from parsers.fields.letter import is_for_signing, is_letter
from parsers.fields.page import PageFacts
from parsers.fields.prose import name_claims, prose_claims, reference_claims, with_cells
from parsers.fields.requestor import requestor_claims
from parsers.fields.requestor_kind import RequestorKind, asks_for_own, requestor_kind
from parsers.normalise.names import read_name
from parsers.normalise.text import words

_TICKED = frozenset(
    {"scope.record_types", "delivery.method"}
)  #: a table's words for these may be unticked boxes
_IS_PATIENT = "authorization.recipient.is_patient"
_NAMES = ("requestor.organization", "requestor.name", "requestor.email")


def is_written(facts: PageFacts) -> bool:
    """Whether a page is somebody's letter or mail, not a form or cover sheet."""
    if facts.page.source is PageSource.PLAIN:
        return True
    return not facts.cover and (is_letter(facts.text) if facts.form else not is_for_signing(facts.text))


def is_form(facts: PageFacts) -> bool:
    """Whether a page is a form: by its labels, or by the words that stand above a signature."""
    return not is_written(facts) and not facts.cover


def with_prose(facts: PageFacts, today: date) -> PageFacts:
    """A page with what its letter says, when it is one: its sentences, and on paper its letterhead and signature."""
    if not is_written(facts):
        return facts
    claims = list(facts.claims)
    if facts.form:
        claims += (c for c in prose_claims(facts.page, facts.text, today) if c.field not in _TICKED)
    if facts.page.source is not PageSource.PLAIN:
        own = asks_for_own(facts.text)
        signed = list(requestor_claims(facts.page, facts.text, letterhead=True, own=own))
        claims += signed
        names = [str(claim.value) for claim in signed if claim.field == "requestor.name"]
        if own and names:
            claims += _writer_is_patient(facts, names[0])
    return replace(facts, claims=tuple(claims), form=False, starts_form=False)


def body_claims(facts: PageFacts, envelope: Envelope | None, *, own: bool | None = None) -> Iterator[Claim]:
    """What a mail's text says of its sender; it holds for every request that came with it.

    Args:
        facts: the body's page.
        envelope: the mail's headers.
        own: whether the patient writes; None: the text tells.
    """
    own = asks_for_own(facts.text) if own is None else own
    text = with_cells(facts.page, facts.text)
    yield from requestor_claims(facts.page, text, letterhead=False, own=own)
    if envelope is not None:
        yield from reference_claims(facts.page, envelope.subject)
    if own and envelope is not None and envelope.sender is not None:
        yield from _writer_is_patient(facts, envelope.sender.name)


def _writer_is_patient(facts: PageFacts, sender: str) -> Iterator[Claim]:
    """Who asks for records of their own is the patient; sure when they sign with the sender's name."""
    read = read_name(sender)
    if read is None or any(c.field == "patient.name" and c.confidence >= 0.9 for c in facts.claims):
        return
    said, name = words(facts.text), words(read.full)
    times = sum(said[at : at + len(name)] == name for at in range(len(said)))
    signed = times >= (1 if facts.page.source is PageSource.PLAIN else 2)
    yield from name_claims(facts.page, read, 0.93 if signed else 0.8, sender)


def who_asks(pages: tuple[PageFacts, ...], mail: str, fields: Fields) -> RequestorKind:
    """The kind of requestor, from the letters and the mail and from the names that were found."""
    text = "\n".join((mail, *(page.text for page in pages if is_written(page))))
    names = [str(fields[name].value) for name in _NAMES if name in fields and fields[name].value]
    return requestor_kind(text, *names)


def kind_field(who: RequestorKind, pages: tuple[PageFacts, ...]) -> FieldValue | None:
    """The kind of requestor as a field."""
    if who.kind is None or not pages:
        return None
    page = pages[0].page
    known = Evidence(part=page.part, page=page.number, box=(0, 0, 1, 1), text="", method=Method.COMPUTED)
    return FieldValue(
        value=who.kind, state=State.PRESENT, confidence=0.92 if who.clear else 0.8, evidence=(known,)
    )


def to_the_patient(fields: Fields, pages: tuple[PageFacts, ...]) -> Fields:
    """The fields of a form on which patients ask for their own records, and which has no place for a recipient."""
    kept = {name: field for name, field in fields.items() if not _is_unseen_recipient(name, field)}
    if _IS_PATIENT not in kept and pages:
        page = pages[0].page
        known = Evidence(part=page.part, page=page.number, box=(0, 0, 1, 1), text="", method=Method.COMPUTED)
        kept[_IS_PATIENT] = FieldValue(value=True, state=State.PRESENT, confidence=0.92, evidence=(known,))
    return kept


def has_recipient_place(fields: Fields) -> bool:
    """Whether the paper has a place for a recipient that nobody has said to be the patient."""
    patient = fields.get(_IS_PATIENT)
    if patient is not None and patient.value is True:
        return False
    return any(
        name.startswith("authorization.recipient.") and field.evidence for name, field in fields.items()
    )


def _is_unseen_recipient(name: str, field: FieldValue) -> bool:
    """Whether a recipient was neither read nor its place seen."""
    return name.startswith("authorization.recipient.") and field.value is None and not field.evidence
