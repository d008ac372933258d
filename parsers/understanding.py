"""From what was read to what it says: intents, language, requests and their fields. Pure; raises nothing."""

from dataclasses import replace
from datetime import date

from intake_daemon.model import (
    Channel,
    Envelope,
    Fields,
    FieldValue,
    Intent,
    Kind,
    Page,
    PageSource,
    PartRole,
    Reading,
    RequestDraft,
    State,
    Understanding,
)
from parsers.fields.assemble import assemble
from parsers.fields.calibrate import calibrated
from parsers.fields.claim import Claim
from parsers.fields.header import envelope_claims
from parsers.fields.kind import kind_of
from parsers.fields.opinion import as_read_again, join
from parsers.fields.page import PageFacts, page_facts
from parsers.fields.requests import Group, doubts, split
from parsers.fields.separators import confirmed, is_sheet, separates
from parsers.fields.writer import (
    body_claims,
    has_recipient_place,
    is_form,
    is_written,
    kind_field,
    to_the_patient,
    who_asks,
    with_prose,
)
from parsers.intents.classify import Said, classify
from parsers.intents.language import language_of
from parsers.intents.quoting import new_text
from parsers.intents.reference import find_reference
from parsers.normalise.text import key
from parsers.options import Context
from parsers.piece import QUOTED
from parsers.referrals.papers import is_referral_paper
from parsers.referrals.refer import completed, speaks_of_referral, with_referral

SURE_OF_ACCESS = 0.9  #: confidence from which a form for one's own records has its patient for recipient
_OR_SOMEBODY_ELSE = 0.6  #: confidence in a patient's own request on a form that has a place for a recipient
MOST_PAGES = 200  #: pages that are understood; the reader's own limit is the same


def understand(reading: Reading, context: Context) -> Understanding:
    """Say what an arrival wants and what it says.

    Args:
        reading: its parts and pages.
        context: how and when it came, and who we are.

    Returns:
        At least one intent and one request; a message without a request has one of kind "other".
    """
    read = reading.pages[:MOST_PAGES]
    told = [page for page in read if not page.blank and not _is_quoted(page)]
    printed, parted = _parted(told, context.separators)
    pages = [_facts(page, reading, context.received_on) for page in printed]
    bodies = [page for page in pages if _is_body(page.page, reading)]
    envelope = reading.envelope
    subject = envelope.subject if envelope else ""
    reference = find_reference(subject, *(page.text for page in pages), *(page.text() for page in read))
    body = "\n".join(page.text for page in bodies) if envelope else ""
    intents = classify(_said(envelope, body, pages, bodies, reference))
    refers = any(guess.intent is Intent.REFERRAL for guess in intents)
    if refers:
        pages = [with_referral(page, context.received_on) for page in pages]
    language = (
        language_of(subject, body) if len(body.split()) > 8 else language_of(*(page.text for page in pages))
    )
    mail = f"{subject}\n{body}"
    own = False if refers else None  # whoever refers a patient is not the patient
    said = (claim for page in bodies for claim in body_claims(page, envelope, own=own))
    extra = [*envelope_claims(envelope), *said]
    asks = any(guess.intent is Intent.RECORDS_REQUEST for guess in intents)
    requests = tuple(
        _draft(group, extra, language, context, mail, asks=asks, refers=refers)
        for group in split(pages, parted)
    )
    return Understanding(
        intents=intents,
        language=language,
        requests=requests or (_nothing(extra, language, context),),
        reference=reference,
    )


def _parted(pages: list[Page], separators: tuple[str, ...]) -> tuple[list[Page], set[int]]:
    """The pages without separator sheets, and the numbers of those before which one lay."""
    kept: list[Page] = []
    parted: set[int] = set()
    after = False
    for page in pages:
        separator = separates(page, separators)
        if separator and is_sheet(page):
            after = True
            continue
        if after or separator:
            parted.add(page.number)
        after = False
        kept.append(page)
    return kept, parted


def _said(
    envelope: Envelope | None,
    body: str,
    pages: list[PageFacts],
    bodies: list[PageFacts],
    reference: str | None,
) -> Said:
    """What the intents are judged by: a mail's own text first, the letters on paper or attached to it next."""
    papers = [page for page in pages if page not in bodies]
    letters = "\n\n".join(page.text for page in papers if is_written(page) or is_referral_paper(page.text))
    forms = any(is_form(page) and not is_referral_paper(page.text) for page in pages)
    if envelope is None:
        return Said(None, letters, reference, forms)
    return Said(envelope, body, reference, forms, letters)


def _facts(page: Page, reading: Reading, today: date) -> PageFacts:
    subject = reading.envelope.subject if reading.envelope else ""
    fresh = new_text(page.text(), subject) if page.source is PageSource.PLAIN else None
    facts = with_prose(page_facts(page, today, fresh), today)
    if not page.rereads:
        return facts
    again = page_facts(as_read_again(page), today)
    return replace(facts, claims=join(page, facts.claims, again.claims))


def _is_quoted(page: Page) -> bool:
    """Whether a page holds an older mail, quoted below a new one: it says nothing new."""
    return page.source is PageSource.PLAIN and page.part.endswith(QUOTED)


def _is_body(page: Page, reading: Reading) -> bool:
    roles = {part.id: part.role for part in reading.parts}
    return page.source is PageSource.PLAIN and roles.get(page.part, PartRole.BODY) is PartRole.BODY


def _draft(
    group: Group, extra: list[Claim], language: str, context: Context, mail: str, *, asks: bool, refers: bool
) -> RequestDraft:
    pages = tuple(group.pages)
    fields = _checked(assemble(pages, extra, context.received_on), context)
    if refers and speaks_of_referral(pages):
        fields = completed(fields, pages)
    form = any(is_form(page) for page in pages)
    who = who_asks(pages, mail, fields)
    text = "\n".join((mail, *(page.text for page in pages if page.page.source is not PageSource.PLAIN)))
    guess = kind_of(text, fields, form=form, asks=asks, who=who)
    if form and guess.kind is Kind.PATIENT_ACCESS and guess.confidence >= SURE_OF_ACCESS:
        if has_recipient_place(fields):  # somebody else may be meant to get the records: a person sees
            guess = replace(guess, confidence=_OR_SOMEBODY_ELSE)
        else:
            fields = to_the_patient(fields, pages)
    if kind := kind_field(who, pages):
        fields["requestor.kind"] = kind
    fields["language"] = FieldValue(value=language, state=State.PRESENT, confidence=0.95)
    fields = confirmed(fields, [page.page for page in pages])
    return RequestDraft(
        kind=guess.kind,
        kind_confidence=guess.confidence,
        pages=tuple(sorted(page.page.number for page in pages)),
        fields=calibrated(fields, tuple(page.page for page in pages)),
        doubts=doubts(group),
    )


def _checked(fields: Fields, context: Context) -> Fields:
    """Our own numbers and addresses are nobody else's: read as a recipient's, they were read in the wrong place."""
    ours = {*context.own_numbers, *(address.lower() for address in context.own_addresses)}
    kept = {
        name: value
        for name, value in fields.items()
        if not (isinstance(value.value, str) and value.value in ours)
    }
    asking = kept.get("requestor.organization")
    if asking and any(key(name) in key(str(asking.value)) for name in context.facility_names if key(name)):
        del kept["requestor.organization"]  # a letter to us names us, and our own forms carry our letterhead
    return kept


def _nothing(extra: list[Claim], language: str, context: Context) -> RequestDraft:
    """An arrival without a page that says anything."""
    fields = assemble((), extra, context.received_on) if extra else {}
    fields["language"] = FieldValue(value=language, state=State.PRESENT, confidence=0.5)
    doubt = () if context.channel is Channel.EMAIL else ("no page could be read",)
    return RequestDraft(kind=Kind.OTHER, kind_confidence=0.5, pages=(), fields=fields, doubts=doubt)
