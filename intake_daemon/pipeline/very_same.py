"""Whether two requests came in as the very same files: then what could not be read is the same in both."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.model import Match, Outcome
from intake_daemon.pipeline.family import SAME_AGAIN, attached_to
from intake_daemon.store.arrivals import DocumentRow, PageRow
from intake_daemon.store.requests import RequestRow


def settle_by_bytes(session: Session, request: RequestRow, match: Match) -> Match:
    """Take a likely re-send for one when every file it stands in has come before, byte for byte.

    Only where the patient is certain and nothing that was read differs: equal bytes say nothing of who it is about
    when what they say could not be read.
    """
    likely = match.outcome is Outcome.REVIEW and match.relation in SAME_AGAIN
    if not likely or match.of is None or match.patient_of is None:
        return match
    files = _files(session, request)
    first = session.scalars(select(RequestRow).where(RequestRow.reference == match.of)).one()
    if not files or not any(files == _files(session, one) for one in (first, *attached_to(session, first))):
        return match
    because = ("every file of it has come before, byte for byte", *match.because)
    return match.model_copy(update={"outcome": Outcome.DUPLICATE, "because": because})


def _files(session: Session, request: RequestRow) -> frozenset[str]:
    """The digests of the files that a request's pages stand in."""
    pages = select(PageRow.part).where(
        PageRow.arrival_id == request.arrival_id, PageRow.number.in_(request.pages)
    )
    query = select(DocumentRow.sha256).where(
        DocumentRow.arrival_id == request.arrival_id, DocumentRow.part.in_(pages)
    )
    return frozenset(session.scalars(query))
