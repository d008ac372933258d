"""Two copies of one request that are decided on at the same moment: exactly one attaches."""

from threading import Barrier, Thread

from support.clinic import Clinic, authorization
from support.mails import mail

from intake_daemon.model import Channel
from intake_daemon.pipeline.read import keep, reading_context
from intake_daemon.store.arrivals import ArrivalRow

COPIES = 4


def _read(clinic: Clinic, content: bytes, channel: Channel) -> int:
    """Take a copy in and read it, up to the moment of the decision."""
    clinic.take(content, channel=channel)
    arrival = clinic.arrivals()[-1]
    context = reading_context(clinic.services, arrival)
    found, _ = clinic.services.readers.read(clinic.services.blobs.path(arrival.sha256), context)
    with clinic.session() as session:
        keep(session, session.get_one(ArrivalRow, arrival.id), found, authorization())
    return arrival.id


def test_of_copies_decided_at_the_same_moment_one_stands_and_the_others_are_attached(
    either_clinic: Clinic,
) -> None:
    contents = [(mail("The form."), Channel.EMAIL), (b"the form by fax", Channel.FAX)] * (COPIES // 2)
    arrivals = [_read(either_clinic, content, channel) for content, channel in contents]
    start = Barrier(COPIES)

    def decide(arrival_id: int) -> None:
        start.wait()
        either_clinic.decide(arrival_id)

    threads = [Thread(target=decide, args=(arrival_id,)) for arrival_id in arrivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    requests = either_clinic.requests()
    (first,) = [request for request in requests if request.attached_to is None]
    assert (len(requests), first.decision) == (COPIES, "enqueue")
    assert {request.attached_to for request in requests if request.id != first.id} == {first.id}
