"""Cases of decisions that were made before cases were kept, put together from the requests as they stand now."""

import zlib
from dataclasses import dataclass, replace

from pydantic import ValidationError
from sqlalchemy.orm import Session

from intake_daemon.model import Case, Match
from intake_daemon.pipeline.judged import judged
from intake_daemon.pipeline.services import Services
from intake_daemon.store.requests import DecisionRow, RequestRow


@dataclass(frozen=True)
class Rebuilder:
    """Puts together what the rules would be told of a request today, as of the day of a decision.

    What was corrected or added since is in it, and what was known of an earlier request for the same is not: the
    case kept with a decision is always better.
    """

    services: Services

    def __call__(self, session: Session, decision_id: int) -> Case | None:
        """The case of a decision; None when what was read of the document is no longer there."""
        decision = session.get_one(DecisionRow, decision_id)
        request = session.get_one(RequestRow, decision.request_id)
        then = replace(self.services, clock=lambda: decision.decided_at)
        match = Match.model_validate(decision.match) if decision.match else None
        try:
            return judged(session, then, request, match=match).case
        except (zlib.error, ValidationError):
            return None
