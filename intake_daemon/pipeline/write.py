"""Writing what we owe: one message row, rendered now, ready to leave or held with the reason."""

from datetime import datetime, time
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake_daemon.model import Envelope, Reading
from intake_daemon.pipeline.deliver import schedule_delivery
from intake_daemon.pipeline.overtaken import OVERTAKEN
from intake_daemon.pipeline.read import unpack
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.standing import Standing
from intake_daemon.pipeline.terms import terms_of
from intake_daemon.pipeline.ways import way_for
from intake_daemon.pipeline.wording import Letter, facts_for
from intake_daemon.store import audit
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.requests import RequestRow
from outbox.facts import Rendered
from outbox.message import Outgoing, build, new_message_id
from outbox.safety import Clear, Hold, OutgoingFacts, ask_digest, clear_to_send

COUNTED = (MessageState.READY, MessageState.SENT, MessageState.RENDERED, MessageState.UNKNOWN)


class Written(NamedTuple):
    """The row of a letter, and whether it was written just now."""

    row: MessageRow
    new: bool


def write(
    session: Session,
    services: Services,
    request: RequestRow,
    arrival: ArrivalRow,
    envelope: Envelope | None,
    standing: Standing,
    letter: Letter,
) -> Written:
    """Put one message in the outbox, in the caller's transaction.

    It is scheduled for sending only when the safety floor lets it go; otherwise it is held with the reason.
    Writing the same letter about the same request again gives the row that is there.
    """
    digest = ask_digest(letter.situation, letter.asks, letter.number - 1)
    key = f"{request.reference}/{letter.situation}/{digest[:16]}"
    existing = session.scalars(select(MessageRow).where(MessageRow.key == key)).one_or_none()
    if existing and existing.reason == OVERTAKEN:
        return Written(_ask_after_all(session, services, request, existing, standing), new=True)
    if existing:
        return Written(existing, new=False)
    facts = facts_for(session, services, request, arrival, letter)
    rendered = services.policy.templates.render(letter.situation, request.language, facts)
    channels = terms_of(session, request).channels
    row = _row(services, request, arrival, envelope, standing, letter, rendered, key, digest, channels)
    _clear(session, services, request, row, standing)
    session.add(row)
    session.flush()
    if row.state == MessageState.READY:
        schedule_delivery(session, services, row)
    _audit(session, row)
    return Written(row, new=True)


def _ask_after_all(
    session: Session, services: Services, request: RequestRow, row: MessageRow, standing: Standing
) -> MessageRow:
    """A question that was taken back unsent and is open again: what had answered it was taken out."""
    row.reason = None
    _clear(session, services, request, row, standing)
    if row.state == MessageState.READY:
        schedule_delivery(session, services, row)
    _audit(session, row)
    return row


def _row(
    services: Services,
    request: RequestRow,
    arrival: ArrivalRow,
    envelope: Envelope | None,
    standing: Standing,
    letter: Letter,
    rendered: Rendered,
    key: str,
    digest: str,
    channels: tuple[str, ...] | None,
) -> MessageRow:
    now = services.clock()
    return MessageRow(
        key=key,
        request_id=request.id,
        arrival_id=arrival.id,
        situation=letter.situation,
        language=rendered.language,
        channel=way_for(standing.address, channels),
        recipient=standing.address,
        proof=standing.proof,
        asks=list(letter.asks),
        asks_digest=digest,
        message_id=new_message_id(key, services.config.delivery.id_domain()),
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        content=mail_of(services, envelope, standing.address, rendered, key, now),
        state=MessageState.READY,
        attempts=0,
        scheduled=0,
        created_at=now,
    )


def mail_of(
    services: Services, envelope: Envelope | None, recipient: str, rendered: Rendered, key: str, now: datetime
) -> bytes:
    """The whole mail; empty bytes while nobody knows where to send it."""
    if not recipient:
        return b""
    delivery = services.config.delivery
    return build(
        Outgoing(
            key=key,
            rendered=rendered,
            recipient=recipient,
            from_address=delivery.from_address,
            from_name=delivery.from_name,
            reply_to=delivery.reply_to,
            message_id_domain=delivery.id_domain(),
            sent_at=now,
            in_reply_to=envelope.message_id if envelope else None,
            references=envelope.references if envelope else (),
        )
    )


def address(session: Session, services: Services, message: MessageRow, recipient: str) -> None:
    """Give a waiting message its recipient, and make the mail that will leave."""
    arrival = session.get_one(ArrivalRow, message.arrival_id)
    envelope = unpack(Reading, arrival.reading).envelope if arrival.reading else None
    rendered = Rendered(
        language=message.language, subject=message.subject, text=message.text, html=message.html
    )
    message.content = mail_of(services, envelope, recipient, rendered, message.key, message.created_at)
    message.recipient = recipient


def _clear(
    session: Session, services: Services, request: RequestRow, row: MessageRow, standing: Standing
) -> None:
    """Apply the safety floor: ready, or held with the reason."""
    delivery = services.config.delivery
    facts = OutgoingFacts(
        mode=delivery.mode,
        recipient=standing.address,
        proof=standing.proof,
        never_answer=standing.silence,
        digest=row.asks_digest if row.asks else None,
        digests_sent=_digests(session, request.id),
        sent_to_address_today=_written_today(session, services, standing.address),
        sent_today=_written_today(session, services, None),
        cap_per_address_day=delivery.cap_per_address_day,
        cap_per_day=delivery.cap_per_day,
        channels=terms_of(session, request).channels,
    )
    match clear_to_send(facts):
        case Clear():
            row.state = MessageState.READY
        case Hold(reason):
            row.state, row.reason = MessageState.HELD, reason


def _written_today(session: Session, services: Services, address: str | None) -> int:
    """Messages that left or are about to leave since midnight where we are."""
    today = services.local_day(services.clock())
    midnight = datetime.combine(today, time(), services.config.facility.zone)
    query = select(func.count()).select_from(MessageRow)
    query = query.where(MessageRow.created_at >= midnight, MessageRow.state.in_(COUNTED))
    if address is not None:
        query = query.where(MessageRow.recipient == address)
    return session.scalar(query) or 0


def _digests(session: Session, request_id: int) -> frozenset[str]:
    query = select(MessageRow.asks_digest).where(
        MessageRow.request_id == request_id, MessageRow.state != MessageState.CANCELLED
    )
    return frozenset(session.scalars(query))


def _audit(session: Session, row: MessageRow) -> None:
    detail: audit.Detail = {
        "message": row.id,
        "situation": row.situation,
        "state": row.state,
        "reason": row.reason,
        "proof": row.proof,
        "asks": list(row.asks),
    }
    audit.append(
        session,
        "message.queued" if row.state == MessageState.READY else "message.held",
        actor="daemon",
        arrival_id=row.arrival_id,
        request_id=row.request_id,
        detail=detail,
    )
