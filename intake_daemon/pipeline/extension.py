"""What an extension of the legal clock does: it counts from the day the requestor was told of it in writing.

45 CFR 164.524(b)(2)(ii): no more than 30 days, once, and only when the written statement of the reasons and of the
date was given inside the first 30 days. Until then the due day stays where it was.
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.model import Terms
from intake_daemon.pipeline.exceptions import open_plainly, resolve
from intake_daemon.pipeline.request_audit import request_audit
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.terms import terms_of
from intake_daemon.store.duties import DueDayRow, ExtensionRow, extension_by_message, extension_of
from intake_daemon.store.messages import MessageRow
from intake_daemon.store.requests import ExceptionRow, RequestRow

EXTENDABLE = (
    "45 CFR 164.524"  #: the law whose clock may be extended; a rule that cites another first keeps its own
)
TOO_LATE = (
    "the letter about the extension went out after the legal clock had ended, so the extension does not count"
)
CALL_AT_ONCE = "The due day has passed: release or deny the request today and tell the requestor."


def extended(session: Session, request: RequestRow, due_on: date | None, terms: Terms) -> date | None:
    """The day on which a request is due, once its extension is counted in.

    An extension moves the clock it was made for and no other: what another law's clock gives stays as it is.

    Args:
        due_on: the day that the rules give.
        terms: with the clocks that rules have set.
    """
    extension = extension_of(session, request.id)
    if extension is None or not extension.counts or due_on != extension.first_due_on:
        return due_on
    others = (clock.due_on for clock in terms.clocks if not clock.cites.startswith(EXTENDABLE))
    return min((extension.until, *others))


def letter_left(
    session: Session, services: Services, message: MessageRow, *, on: date, how: str, actor: str
) -> None:
    """Take note that a message has left: with the letter about an extension, the due day moves."""
    extension = extension_by_message(session, message.id)
    if extension is None or extension.told_on is not None:
        return
    told(session, services, extension, on=on, how=how, actor=actor)


def told(
    session: Session, services: Services, extension: ExtensionRow, *, on: date, how: str, actor: str
) -> None:
    """Take note that the requestor was told. After the first clock's end that comes too late."""
    request = session.get_one(RequestRow, extension.request_id)
    extension.told_on, extension.told_how = on, how
    extension.told_late = on > extension.first_due_on
    if extension.told_late:
        open_plainly(session, services, request, (TOO_LATE,), queue="supervisor", next_step=CALL_AT_ONCE)
    else:
        session.flush()
        request.due_on = extended(session, request, request.due_on, terms_of(session, request))
        _settle_warnings(session, services, request, actor)
    request_audit(
        session,
        request,
        "request.extension_told",
        actor,
        {"on": str(on), "how": how, "in_time": extension.counts, "due_on": str(request.due_on)},
    )


def _settle_warnings(session: Session, services: Services, request: RequestRow, actor: str) -> None:
    """What warned of the first clock's end is settled."""
    query = (
        select(ExceptionRow)
        .join(DueDayRow, DueDayRow.exception_id == ExceptionRow.id)
        .where(DueDayRow.request_id == request.id, ExceptionRow.resolved_at.is_(None))
    )
    resolve(session, services, session.scalars(query).all(), "the clock was extended", actor=actor)
