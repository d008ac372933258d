"""From what was read to what it says: intents, language, requests and their fields. Pure; raises nothing."""

from datetime import date

from intake_daemon.model import (
    Channel,
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
from parsers.fields.claim import Claim
from parsers.fields.header import envelope_claims
from parsers.fields.kind import kind_of
from parsers.fields.page import PageFacts, page_facts
from parsers.fields.requests import Group, doubts, split
from parsers.intents.classify import Said, classify
from parsers.intents.language import language_of
from parsers.intents.quoting import new_text
from parsers.intents.reference import find_reference
from parsers.options import Context

MOST_PAGES = 200  #: pages that are understood; the reader's own limit is the same


def understand(reading: Reading, context: Context) -> Understanding:
    """Say what an arrival wants and what it says.

    Args:
        reading: its parts and pages.
        context: how and when it came, and who we are.

    Returns:
        At least one intent and one request; a message without a request has one of kind "other".
    """
    pages = [
        _facts(page, reading, context.received_on) for page in reading.pages[:MOST_PAGES] if not page.blank
    ]
    body = "\n".join(page.text for page in pages if _is_body(page.page, reading))
    envelope = reading.envelope
    subject = envelope.subject if envelope else ""
    reference = find_reference(subject, body, *(page.text for page in pages))
    texts = body if envelope else "\n".join(page.text for page in pages if not page.form)
    forms = any(page.form for page in pages)
    intents = classify(Said(envelope, texts, reference, forms))
    language = (
        language_of(subject, body) if len(body.split()) > 8 else language_of(*(page.text for page in pages))
    )
    groups = split(pages)
    asks = any(guess.intent is Intent.RECORDS_REQUEST for guess in intents)
    extra = list(envelope_claims(envelope))
    requests = tuple(_draft(group, extra, language, context, asks=asks) for group in groups)
    return Understanding(
        intents=intents,
        language=language,
        requests=requests or (_nothing(extra, language, context),),
        reference=reference,
    )


def _facts(page: Page, reading: Reading, today: date) -> PageFacts:
    subject = reading.envelope.subject if reading.envelope else ""
    fresh = new_text(page.text(), subject) if page.source is PageSource.PLAIN else None
    return page_facts(page, today, fresh)


def _is_body(page: Page, reading: Reading) -> bool:
    roles = {part.id: part.role for part in reading.parts}
    return page.source is PageSource.PLAIN and roles.get(page.part, PartRole.BODY) is PartRole.BODY


def _draft(group: Group, extra: list[Claim], language: str, context: Context, *, asks: bool) -> RequestDraft:
    pages = tuple(group.pages)
    fields = assemble(pages, extra, context.received_on)
    text = "\n".join(page.text for page in pages)
    form = any(page.form for page in pages)
    guess = kind_of(text, fields, form=form, asks=asks)
    found = doubts(group)
    fields = _checked(fields, context)
    fields["language"] = FieldValue(value=language, state=State.PRESENT, confidence=0.95)
    numbers = tuple(sorted(page.page.number for page in pages))
    return RequestDraft(
        kind=guess.kind, kind_confidence=guess.confidence, pages=numbers, fields=fields, doubts=found
    )


def _checked(fields: Fields, context: Context) -> Fields:
    """Our own numbers and addresses are nobody else's: read as a recipient's, they were read in the wrong place."""
    ours = {*context.own_numbers, *(address.lower() for address in context.own_addresses)}
    return {
        name: value
        for name, value in fields.items()
        if not (isinstance(value.value, str) and value.value in ours)
    }


def _nothing(extra: list[Claim], language: str, context: Context) -> RequestDraft:
    """An arrival without a page that says anything."""
    fields = assemble((), extra, context.received_on) if extra else {}
    fields["language"] = FieldValue(value=language, state=State.PRESENT, confidence=0.5)
    doubt = () if context.channel is Channel.EMAIL else ("no page could be read",)
    return RequestDraft(kind=Kind.OTHER, kind_confidence=0.5, pages=(), fields=fields, doubts=doubt)
