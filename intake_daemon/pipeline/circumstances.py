"""What the rules are told about a stored arrival, whatever its requests say."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake_daemon.model import Reading
from intake_daemon.pipeline.cases import Circumstances, forms_of, problems_of
from intake_daemon.pipeline.revocations import last_revocation
from intake_daemon.pipeline.services import Services
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.requests import FieldRow, RequestRow

#: What says from when to when an authorization is good: judged by the day on which this paper came.
OF_THE_SIGNATURE = ("authorization.signed", "authorization.signed_on", "authorization.expires_on")


def circumstances(
    session: Session, services: Services, request: RequestRow, arrival: ArrivalRow, reading: Reading
) -> Circumstances:
    """The circumstances of an arrival, judged today.

    The clock runs from the first paper. A signature that came later is judged by the day on which it came: dated
    between the two it would else seem to lie in the future.
    """
    return Circumstances(
        channel=arrival.channel,
        received_on=services.local_day(_signed_paper_came(session, request) or arrival.received_at),
        clock_from=services.local_day(arrival.received_at),
        today=services.local_day(services.clock()),
        facility_names=services.config.facility.names,
        problems=problems_of(reading),
        forms=forms_of(reading),
        revoked_on=_day_of_revocation(session, services, request),
    )


def _day_of_revocation(session: Session, services: Services, request: RequestRow) -> date | None:
    came = last_revocation(session, services, request)
    return services.local_day(came) if came else None


def _signed_paper_came(session: Session, request: RequestRow) -> datetime | None:
    """When the latest of the papers came from which the signature and its dates were taken."""
    query = (
        select(func.max(ArrivalRow.received_at))
        .join(FieldRow, FieldRow.arrival_id == ArrivalRow.id)
        .where(FieldRow.request_id == request.id, FieldRow.name.in_(OF_THE_SIGNATURE))
    )
    return session.scalar(query)
