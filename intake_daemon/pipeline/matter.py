"""One request on the table: everything that acting on it needs, gathered once."""

from dataclasses import dataclass

from intake_daemon.model import Case, Envelope, Fields, Match, Understanding, Verdict
from intake_daemon.pipeline.standing import Standing
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.requests import RequestRow


@dataclass(frozen=True)
class Matter:
    """One request with its arrival, who asks, what was understood and what the rules said."""

    arrival: ArrivalRow
    request: RequestRow
    envelope: Envelope | None
    standing: Standing
    fields: Fields
    understanding: Understanding
    case: Case  #: what the rules were told
    verdict: Verdict
    match: Match | None
    answered: bool = False  #: the requestor has sent something in answer to our question
