"""What the rules are told about a stored arrival, whatever its requests say."""

from intake_daemon.model import Reading
from intake_daemon.pipeline.judge import Circumstances, problems_of
from intake_daemon.pipeline.services import Services
from intake_daemon.store.arrivals import ArrivalRow


def circumstances(services: Services, arrival: ArrivalRow, reading: Reading) -> Circumstances:
    """The circumstances of an arrival, judged today."""
    return Circumstances(
        channel=arrival.channel,
        received_on=services.local_day(arrival.received_at),
        today=services.local_day(services.clock()),
        facility_names=services.config.facility.names,
        problems=problems_of(reading),
    )
