"""What a letter says: dates, counts and codes for the templates. No value from a document has a place here."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake_daemon.errors import Unreadable
from intake_daemon.model import Channel, Frozen, PartRole
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.terms import terms_of
from intake_daemon.store.arrivals import ArrivalRow, DocumentRow, PageRow
from intake_daemon.store.requests import RequestRow
from outbox.facts import Clinic, MessageFacts, Paper, ReceivedItem, RequestStatus, Situation


class Letter(Frozen):
    """What to write about one request.

    Args:
        asks: contract names of the missing fields.
        asked_on: for a reminder, the day on which we asked first.
        extended_to: for the letter about an extension, the day by which the request is completed.
        extension_reason: why it takes longer, a word of the texts.
        number: 2 and up for the same situation again (a second reminder, another status question).
    """

    situation: Situation
    asks: tuple[str, ...] = ()
    next_update_on: date | None = None
    asked_on: date | None = None
    problem: Unreadable | None = None
    extended_to: date | None = None
    extension_reason: str | None = None
    number: int = 1


def facts_for(
    session: Session, services: Services, request: RequestRow, arrival: ArrivalRow, letter: Letter
) -> MessageFacts:
    """Gather what a template may use.

    Args:
        request: the request the letter is about.
        arrival: the arrival that made us write; later than the request's own for an answer or a re-send.
    """
    facility, words = services.config.facility, terms_of(session, request).words
    first = session.get_one(ArrivalRow, request.arrival_id)
    return MessageFacts(
        reference=request.reference,
        received_on=services.local_day(first.received_at),
        channel=Channel(first.channel),
        clinic=Clinic(
            name=facility.name,
            phone=facility.phone,
            fax=facility.fax or None,
            reply_address=services.config.delivery.reply_to or services.config.delivery.from_address,
        ),
        received_items=_received(session, first),
        asks=letter.asks,
        ask_words={name: words for name, words in words.items() if name in letter.asks},
        latest_on=services.local_day(arrival.received_at),
        asked_on=letter.asked_on,
        next_update_on=letter.next_update_on,
        due_on=request.due_on,
        status=RequestStatus(request.status),
        problem=letter.problem,
        extended_to=letter.extended_to,
        extension_reason=letter.extension_reason,
    )


def _received(session: Session, arrival: ArrivalRow) -> tuple[ReceivedItem, ...]:
    """The documents of an arrival with their pages; those without a page (logos, containers) are left out."""
    pages = (
        select(PageRow.part, func.count().label("pages"))
        .where(PageRow.arrival_id == arrival.id)
        .group_by(PageRow.part)
        .subquery()
    )
    query = (
        select(DocumentRow.role, pages.c.pages)
        .join(pages, pages.c.part == DocumentRow.part)
        .where(DocumentRow.arrival_id == arrival.id)
        .order_by(DocumentRow.id)
    )
    return tuple(_item(role, count) for role, count in session.execute(query))


def _item(role: str, pages: int) -> ReceivedItem:
    if role == PartRole.BODY:
        return ReceivedItem(paper=Paper.MESSAGE)
    return ReceivedItem(paper=Paper.DOCUMENT, pages=pages)
