"""Considering one request: gather what its papers say, find out what it is to others, judge, act.

A paper that was attached is absorbed: what it adds goes to the request it belongs to (`together` says what counts of
several papers), and that request is considered anew, whatever it waits for. What a person has decided stands.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.model import Decision, Fields, Reading, Relation, Understanding, Verdict
from intake_daemon.pipeline.act import act, original_of
from intake_daemon.pipeline.candidates import index_request
from intake_daemon.pipeline.cases import case_of
from intake_daemon.pipeline.circumstances import circumstances
from intake_daemon.pipeline.draft import disputed, draft_of
from intake_daemon.pipeline.exceptions import open_exception
from intake_daemon.pipeline.family import holder_of, link_patient
from intake_daemon.pipeline.gather import Gathered, gather
from intake_daemon.pipeline.matter import Matter
from intake_daemon.pipeline.patient_tie import tie_patient
from intake_daemon.pipeline.read import unpack
from intake_daemon.pipeline.recognise import recognise
from intake_daemon.pipeline.services import Services
from intake_daemon.pipeline.settled import is_settled
from intake_daemon.pipeline.standing import standing
from intake_daemon.pipeline.wording import Letter
from intake_daemon.pipeline.write import write
from intake_daemon.store import audit
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.requests import DecisionRow, FindingRow, RequestRow, Status
from outbox.facts import Situation
from rules import judge

OF_JOINING = (
    Situation.ALREADY_HERE,
    Situation.ATTACHED_REPLY,
)  #: what tells a sender that a paper was joined


def consider(session: Session, services: Services, request: RequestRow, *, overrule: bool = False) -> None:
    """Decide on one request from all that is known, and bring those up to date that this touches.

    Args:
        overrule: decide though a person has decided before: that person has just taken it back.
    """
    was_attached_to = request.attached_to
    if is_settled(session, request) and not overrule:
        _file(session, services, request, gather(session, services, request).fields)
        refresh(session, services, was_attached_to)
        return
    request.attached_to = None
    matter = _weigh(session, services, request, gather(session, services, request))
    _settle(session, services, matter)
    if request.attached_to != was_attached_to:
        refresh(session, services, was_attached_to)


def refresh(session: Session, services: Services, request_id: int | None) -> None:
    """Bring a request up to date after a paper attached to it was read again or has left it."""
    attached = session.get(RequestRow, request_id) if request_id else None
    if attached is not None:
        complete(session, services, holder_of(session, attached), None)


def complete(
    session: Session,
    services: Services,
    original: RequestRow,
    paper: RequestRow | None,
    *,
    answered: bool = False,
) -> bool:
    """Gather the fields of a request anew and decide on it again if they changed; say whether they did.

    Args:
        paper: what was attached to it just now; None: something left it or was read again.
        answered: the paper answers our question, so that asking the same again would be no use.
    """
    if original.status == Status.CLOSED:
        return False
    gathered = gather(session, services, original)
    if not gathered.changed:
        return False
    _record_completion(session, original, paper, gathered)
    if is_settled(session, original):
        _file(session, services, original, gathered.fields)
        return True
    matter = _weigh(session, services, original, gathered, answered=answered)
    if answered or not _stands(session, original, matter.verdict):
        _settle(session, services, matter)
    else:
        _file(session, services, original, gathered.fields)
    return True


def _weigh(
    session: Session,
    services: Services,
    request: RequestRow,
    gathered: Gathered,
    *,
    answered: bool = False,
) -> Matter:
    """Find out what a request is to others and what the rules say of it."""
    arrival = session.get_one(ArrivalRow, request.arrival_id)
    reading = unpack(Reading, arrival.reading or b"")
    understanding = unpack(Understanding, arrival.understanding or b"")
    who = standing(session, services, reading.envelope, gathered.fields)
    known = recognise(
        session, services, request, reading.envelope, understanding, gathered.fields, who.sender
    )
    case = case_of(
        disputed(draft_of(request, understanding), gathered.disputes),
        gathered.fields,
        understanding,
        circumstances(session, services, request, arrival, reading),
        standing=who,
        match=known.match,
        earlier=known.earlier,
    )
    return Matter(
        arrival,
        request,
        reading.envelope,
        who,
        gathered.fields,
        understanding,
        case,
        judge(services.policy.rules, case),
        known.match,
        answered,
    )


def _settle(session: Session, services: Services, matter: Matter) -> None:
    request, was_escalated = matter.request, matter.request.status == Status.ESCALATED
    act(session, services, matter)
    if was_escalated and matter.verdict.decision is Decision.REVIEW:
        request.status = Status.ESCALATED  # somebody waits for it already
    request.patient_of = None
    link_patient(session, request, matter.match)
    fields = gather(session, services, request).fields  # an attached paper has its own alone
    _file(session, services, request, fields)
    if request.attached_to is not None:
        _absorb(session, services, matter)


def _absorb(session: Session, services: Services, matter: Matter) -> None:
    """Complete the request that a paper was attached to, and tell the sender."""
    original = original_of(session, matter)
    if original is None:
        return
    if original.status == Status.CLOSED:
        open_exception(session, services, matter, (f"answers {original.reference}, which is closed",))
        return
    answered = matter.match is not None and matter.match.relation is Relation.FOLLOW_UP
    brought = complete(session, services, original, matter.request, answered=answered)
    situation = _situation(matter, original, brought)
    if situation and not _was_told(session, matter):
        letter = Letter(situation=situation)
        write(session, services, original, matter.arrival, matter.envelope, matter.standing, letter)


def _was_told(session: Session, matter: Matter) -> bool:
    """Whether the sender of a paper that is worked on once more was told of the joining before."""
    query = select(MessageRow.id).where(
        MessageRow.arrival_id == matter.arrival.id,
        MessageRow.situation.in_(OF_JOINING),
        MessageRow.state != MessageState.CANCELLED,
    )
    return session.scalar(query.limit(1)) is not None


def _situation(matter: Matter, original: RequestRow, brought: bool) -> Situation | None:
    """What the sender is told. Who is asked for the rest at the same time need not be told besides."""
    if not matter.verdict.template:
        return None
    if not brought:
        return Situation(matter.verdict.template)
    return None if original.status == Status.PENDING_CLARIFICATION else Situation.ATTACHED_REPLY


def _record_completion(
    session: Session, original: RequestRow, paper: RequestRow | None, gathered: Gathered
) -> None:
    detail: audit.Detail = {"from": paper.reference if paper else None, "fields": list(gathered.changed)}
    audit.append(
        session,
        "request.completed_by" if paper else "request.gathered",
        actor="daemon",
        arrival_id=paper.arrival_id if paper else original.arrival_id,
        request_id=original.id,
        detail=detail,
    )


def _stands(session: Session, request: RequestRow, verdict: Verdict) -> bool:
    """Whether a verdict says what the decision that stands says: then nothing is done, and no wait begins anew."""
    query = select(DecisionRow).where(
        DecisionRow.request_id == request.id, DecisionRow.superseded_by.is_(None)
    )
    decision = session.scalars(query).first()
    if decision is None:
        return False
    found = select(FindingRow.rule, FindingRow.field, FindingRow.state).where(
        FindingRow.decision_id == decision.id
    )
    findings = sorted(tuple(row) for row in session.execute(found))
    wanted = sorted((finding.rule, finding.field, str(finding.state)) for finding in verdict.findings)
    said = (decision.decision, tuple(decision.reasons), findings)
    return said == (verdict.decision, verdict.reasons, wanted)


def _file(session: Session, services: Services, request: RequestRow, fields: Fields) -> None:
    """Let a request be found by what is known of it now, and look whose it is among the clinic's own patients."""
    index_request(session, services.match_key, request, fields)
    tie_patient(session, services, request, fields)
