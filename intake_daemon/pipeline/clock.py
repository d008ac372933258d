"""The law's clock of one request: when it ends, and how far it may be extended."""

from datetime import date, timedelta

from intake_daemon.model import Frozen, Kind
from intake_daemon.pipeline.services import Services
from intake_daemon.store.requests import RequestRow


class LegalClock(Frozen):
    """Days as the facility counts them.

    Args:
        received_on: the day from which the clock runs.
        ends_on: its last day.
        extension_days: by how many it may be extended once; 0: it may not.
    """

    received_on: date
    ends_on: date
    extension_days: int

    @property
    def latest(self) -> date:
        """The last day that an extension may reach."""
        return self.ends_on + timedelta(days=self.extension_days)


def legal_clock(services: Services, request: RequestRow) -> LegalClock | None:
    """The clock that the law sets for a request of this kind; None when it sets none."""
    kind = services.policy.rules.policy.kinds[Kind(request.kind)]
    if kind.legal_days is None:
        return None
    received_on = services.local_day(request.received_at)
    return LegalClock(
        received_on=received_on,
        ends_on=received_on + timedelta(days=kind.legal_days),
        extension_days=kind.extension_days or 0,
    )
