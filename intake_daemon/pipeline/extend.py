"""A person extends the legal clock of a request, once, with a reason and a date (45 CFR 164.524(b)(2)(ii)).

The letter to the requestor goes through the safety floor like every other. Whoever has given the statement by hand
says when and how instead.
"""

from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from intake_daemon.pipeline.act import WAITS_TO_BE_SENT
from intake_daemon.pipeline.clock import LegalClock, legal_clock
from intake_daemon.pipeline.exceptions import open_plainly
from intake_daemon.pipeline.extension import told
from intake_daemon.pipeline.judged import judged
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.release import UNSENT, cancel
from intake_daemon.pipeline.request_audit import request_audit
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.wording import Letter
from intake_daemon.pipeline.write import write
from intake_daemon.store.duties import ExtensionRow, extension_of
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.queries_requests import open_asks
from intake_daemon.store.requests import RequestRow, Status
from outbox.facts import Situation

SEND_OR_POST = "Release the letter, or give it by hand and say so with `outbox given`, before the clock ends."


class Given(NamedTuple):
    """A written statement that a person gave the requestor."""

    on: date
    how: str  #: a word of `words.WAYS_TO_TELL`


def extend(
    session: Session,
    services: Services,
    request: RequestRow,
    *,
    reason: str,
    until: date,
    actor: str,
    given: Given | None = None,
) -> ExtensionRow:
    """Extend the clock of a request and write to the requestor.

    Args:
        reason: a word of `extension_reasons` in the texts; nothing else is told.
        until: the day by which the request will be completed.
        given: the requestor was told by hand already; then no letter is written.

    Raises:
        RefusedError: there is no clock, it has ended, it was extended before, or the date is out of its reach.
    """
    clock = _clock_of(services, request)
    earlier = _without_effect(session, request)
    _check_day(services, clock, given)
    _check_until(clock, until)
    _check_reason(services, reason)
    row = earlier or ExtensionRow(request_id=request.id, number=0)
    row.number += 1
    row.reason, row.first_due_on, row.until = reason, clock.ends_on, until
    row.actor, row.at, row.message_id = actor, services.clock(), None
    session.add(row)
    session.flush()
    detail = {"reason": reason, "until": str(until), "first_due_on": str(clock.ends_on)}
    request_audit(session, request, "request.extended", actor, detail)
    if given:
        told(session, services, row, on=given.on, how=given.how, actor=actor)
    else:
        _write(session, services, request, row)
    return row


def record_told(
    session: Session, services: Services, request: RequestRow, given: Given, *, actor: str
) -> ExtensionRow:
    """Take a person's word that the statement was given, and when; the due day moves if that was in time.

    Raises:
        RefusedError: nothing was extended, it was told before, or the day is not one of the first clock's.
    """
    row = extension_of(session, request.id)
    if row is None:
        raise RefusedError(
            f"{request.reference} was not extended; give --reason and --until together with --told-on"
        )
    if row.told_on is not None:
        raise RefusedError(f"{request.reference}: the requestor was told on {row.told_on}")
    if request.status == Status.CLOSED:
        raise RefusedError(f"{request.reference} is closed ({request.closure_reason})")
    _check_day(services, _clock_of(services, request), given)
    _take_back(session, row, actor)
    told(session, services, row, on=given.on, how=given.how, actor=actor)
    return row


def _clock_of(services: Services, request: RequestRow) -> LegalClock:
    if request.status == Status.CLOSED:
        raise RefusedError(
            f"{request.reference} is closed ({request.closure_reason}); no clock runs any more"
        )
    clock = legal_clock(services, request)
    kind = request.kind.replace("_", " ")
    if clock is None:
        raise RefusedError(
            f"{request.reference}: the law sets no day for {kind}, so there is nothing to extend"
        )
    if not clock.extension_days:
        raise RefusedError(f"{request.reference}: policy.yaml gives {kind} no extension_days")
    return clock


def _without_effect(session: Session, request: RequestRow) -> ExtensionRow | None:
    """An earlier extension that nobody was told of, so that it may be put right; None: there was none."""
    row = extension_of(session, request.id)
    if row is None:
        return None
    if row.told_on is not None:
        raise RefusedError(
            f"{request.reference} was extended until {row.until} (told on {row.told_on});"
            " the law allows one extension (45 CFR 164.524(b)(2)(ii))"
        )
    message = session.get(MessageRow, row.message_id) if row.message_id else None
    if message is not None and message.state in (MessageState.READY, MessageState.UNKNOWN):
        raise RefusedError(
            f"{request.reference}: message {message.id} about its extension is {message.state};"
            " wait for it, or stop it with `outbox hold`"
        )
    _take_back(session, row, row.actor)
    return row


def _take_back(session: Session, row: ExtensionRow, actor: str) -> None:
    message = session.get(MessageRow, row.message_id) if row.message_id else None
    if message is not None and message.state in UNSENT:
        cancel(session, message, actor=actor)


def _check_day(services: Services, clock: LegalClock, given: Given | None) -> None:
    """The statement must be given inside the first clock."""
    today = services.local_day(services.clock())
    if given is None and today > clock.ends_on:
        raise RefusedError(
            f"the clock ended on {clock.ends_on}; an extension must be told inside the first days"
            " (45 CFR 164.524(b)(2)(ii)). Release or deny the request now"
        )
    if given and not clock.received_on <= given.on <= today:
        raise RefusedError(f"--told-on must be a day from {clock.received_on} (receipt) to {today} (today)")
    if given and given.on > clock.ends_on:
        raise RefusedError(
            f"told on {given.on}, the clock ended on {clock.ends_on}: that is too late, the due day stays"
        )


def _check_until(clock: LegalClock, until: date) -> None:
    if not clock.ends_on < until <= clock.latest:
        raise RefusedError(
            f"--until must lie after {clock.ends_on}, when the clock ends, and not after {clock.latest},"
            f" {clock.extension_days} days later"
        )


def _check_reason(services: Services, reason: str) -> None:
    known = services.policy.templates.extension_reasons
    if reason not in known:
        listed = "; ".join(f"{word}: {sentence}" for word, sentence in known.items())
        raise RefusedError(f"--reason must be one of these words, and the letter says its sentence. {listed}")


def _write(session: Session, services: Services, request: RequestRow, row: ExtensionRow) -> None:
    matter = judged(session, services, request, match=None)
    letter = Letter(
        situation=Situation.EXTENSION,
        asks=open_asks(session, request),
        extended_to=row.until,
        extension_reason=row.reason,
        number=row.number,
    )
    message = write(session, services, request, matter.arrival, matter.envelope, matter.standing, letter).row
    row.message_id = message.id
    if message.state == MessageState.HELD:
        reason = f"the letter about the extension {WAITS_TO_BE_SENT}: {message.reason}"
        queue = request.queue or "review"
        open_plainly(session, services, request, (reason,), queue=queue, next_step=SEND_OR_POST)
