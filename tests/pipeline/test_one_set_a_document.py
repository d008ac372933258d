"""Rules are swapped between documents: whatever is decided at that moment is decided wholly by one set."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import cycle
from threading import Thread

from support.cases import absent
from support.clinic import Clinic, access
from support.mails import mail

from intake_daemon.model import Understanding
from intake_daemon.pipeline.read import keep, reading_context
from intake_daemon.pipeline.services import Policy
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.database import reading
from intake_daemon.store.requests import DecisionRow, FindingRow

DOCUMENTS, REQUESTS = 12, 3


def marked(policy: Policy, mark: str) -> Policy:
    """The same rules under another version, each of which names it in what it cites."""
    rules = tuple(
        replace(rule, text=rule.text.model_copy(update={"why": f"{rule.text.why} [{mark}]"}))
        for rule in policy.rules.rules
    )
    return replace(policy, rules=replace(policy.rules, rules=rules, version=mark * 64))


def three_requests() -> Understanding:
    """One paper with three requests of which something is missing."""
    one = access(patient__dob=absent()).requests[0]
    return access().model_copy(update={"requests": (one,) * REQUESTS})


def read_papers(clinic: Clinic) -> list[int]:
    """Papers up to the moment of the decision."""
    clinic.take(mail("The request."))
    arrival = clinic.arrivals()[-1]
    context = reading_context(clinic.services, arrival)
    found, _ = clinic.services.readers.read(clinic.services.blobs.path(arrival.sha256), context)
    for number in range(1, DOCUMENTS):
        clinic.take(mail(f"The request, sheet {number}."))
    with clinic.session() as session:
        for one in clinic.arrivals():
            keep(session, session.get_one(ArrivalRow, one.id), found, three_requests())
    return [one.id for one in clinic.arrivals()]


def swapping(clinic: Clinic, policies: Iterator[Policy]) -> None:
    """Let other rules come into force whenever somebody looks at the clock, in the middle of a decision."""

    def clock() -> datetime:
        clinic.services.change_policy(next(policies))
        return clinic.now

    clinic.services.change_policy(next(policies))
    clinic.services.clock = clock


def test_every_document_in_flight_is_decided_wholly_by_one_set(clinic: Clinic) -> None:
    arrivals = read_papers(clinic)
    policy = clinic.services.policy
    swapping(clinic, cycle((marked(policy, "a"), marked(policy, "b"))))
    workers = [Thread(target=clinic.decide, args=(arrival,)) for arrival in arrivals]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    used = {arrival: sets_used(clinic, arrival) for arrival in arrivals}
    assert all(len(versions) == 1 for versions in used.values()), used
    assert {version for versions in used.values() for version in versions} == {"a", "b"}


def sets_used(clinic: Clinic, arrival: int) -> set[str]:
    """The marks of all sets that had a part in deciding on one document."""
    with reading(clinic.services.engine) as session:
        decisions = session.query(DecisionRow).filter_by(arrival_id=arrival).all()
        findings = session.query(FindingRow).filter(FindingRow.decision_id.in_([one.id for one in decisions]))
        cited = {finding.cites[-2] for finding in findings}
    assert len(decisions) == REQUESTS
    assert cited
    return {decision.rule_set[0] for decision in decisions} | cited
