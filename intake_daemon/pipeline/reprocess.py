"""Working on a document once more: from its bytes, from its stored pages, or from what was understood.

Nothing is overwritten: decisions are superseded, people's corrections and decisions stay, a message that has left
does not leave again. Trying it out runs the very same stages in a transaction that is rolled back.
"""

import hashlib
import json
from datetime import date, datetime, time
from enum import StrEnum

from pydantic import Field, computed_field
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import Frozen, Reading, Understanding
from intake_daemon.pipeline.decide import decide
from intake_daemon.pipeline.read import keep, pack, reading_context, stored_reading
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.services import Services
from intake_daemon.store import audit
from intake_daemon.store.arrivals import ArrivalRow, ArrivalState
from intake_daemon.store.database import reading as look
from intake_daemon.store.database import transaction
from intake_daemon.store.requests import DecisionRow, ExceptionRow, FieldRow, FindingRow, RequestRow
from intake_daemon.store.trial import trial

FINISHED = (ArrivalState.DECIDED, ArrivalState.PARKED)


class Step(StrEnum):
    """Where the work starts again."""

    READ = "read"  #: from the bytes: unpacking and OCR included
    UNDERSTAND = "understand"  #: from the stored pages
    DECIDE = "decide"  #: from the stored fields: matching, rules, action


class Selection(Frozen):
    """Which documents: all that fulfil everything that is given."""

    ids: tuple[int, ...] = ()
    parked: bool = False
    since: date | None = None  #: received on this day or later, as the facility counts days
    source: str | None = None
    rule_set: str | None = None  #: version, or its beginning, of the rules whose decision stands

    @property
    def empty(self) -> bool:
        """Whether nothing was given, which is never taken for "all"."""
        return not (self.ids or self.parked or self.since or self.source or self.rule_set)


class Outcome(Frozen):
    """What one request of a document came to; the names only of what differs, never values."""

    reference: str
    kind: str
    decision: str
    queue: str | None
    rules: tuple[str, ...]
    fields: dict[str, str] = Field(exclude=True)  #: name to a digest of state and value


class Difference(Frozen):
    """What working on one document again would change for one request. None: there was or would be none."""

    reference: str
    before: Outcome | None
    after: Outcome | None

    @computed_field  # type: ignore[prop-decorator]  # mypy does not know properties below other decorators
    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields that would be read differently."""
        old = self.before.fields if self.before else {}
        new = self.after.fields if self.after else {}
        return tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))

    @computed_field  # type: ignore[prop-decorator]  # as above
    @property
    def changed(self) -> bool:
        """Whether anything would differ."""
        return self.before != self.after


class Trial(Frozen):
    """What working on one document again would come to."""

    arrival: int
    step: Step
    state: str
    problem: str | None = None
    differences: tuple[Difference, ...] = ()


def selected(session: Session, services: Services, selection: Selection) -> list[int]:
    """The ids of the documents, oldest first."""
    query = select(ArrivalRow.id).order_by(ArrivalRow.id)
    if selection.ids:
        query = query.where(ArrivalRow.id.in_(selection.ids))
    if selection.parked:
        query = query.where(ArrivalRow.state == ArrivalState.PARKED)
    if selection.since:
        midnight = datetime.combine(selection.since, time(), services.config.facility.zone)
        query = query.where(ArrivalRow.received_at >= midnight)
    if selection.source:
        query = query.where(ArrivalRow.source == selection.source)
    if selection.rule_set:
        query = query.where(ArrivalRow.id.in_(_decided_by(selection.rule_set)))
    return list(session.scalars(query))


def _decided_by(rule_set: str) -> Select[int]:
    return select(DecisionRow.arrival_id).where(
        DecisionRow.superseded_by.is_(None), DecisionRow.rule_set.startswith(rule_set, autoescape=True)
    )


def reprocess(services: Services, arrival_id: int, step: Step, *, actor: str) -> Step:
    """Have one document worked on again, in one transaction; return where the work really starts.

    Raises:
        RefusedError: it is being worked on, or its whole bytes were never taken in.
        UnreadableDocument: its stored pages cannot be understood in the time and memory there is.
    """
    with look(services.engine) as session:
        arrival = _finished(session, arrival_id)
        step = _possible(arrival, step)
    understood = _understood(services, arrival) if step is Step.UNDERSTAND else None
    with transaction(services.engine) as session:
        arrival = _finished(session, arrival_id)
        _begin_anew(session, services, arrival, step, actor)
        if understood:
            arrival.understanding = pack(understood)
        services.schedule.process(session, arrival.id, arrival.run, 1)
    return step


def try_out(services: Services, arrival_id: int, step: Step) -> Trial:
    """Say what `reprocess` would come to. Writes nothing, sends nothing.

    Raises:
        RefusedError: as for `reprocess`.
    """
    with look(services.engine) as session:
        arrival = _finished(session, arrival_id)
        step = _possible(arrival, step)
        before = _outcomes(session, arrival_id)
    try:
        fresh = _read_again(services, arrival) if step is Step.READ else None
        understood = _understood(services, arrival) if step is Step.UNDERSTAND else None
    except UnreadableDocument as error:
        return Trial(arrival=arrival_id, step=step, state=ArrivalState.PARKED, problem=str(error))
    with trial(services.engine) as session:
        arrival = session.get_one(ArrivalRow, arrival_id)
        arrival.state, arrival.run = ArrivalState.RECEIVED, arrival.run + 1
        if fresh:
            keep(session, arrival, *fresh)
        if understood:
            arrival.understanding = pack(understood)
        arrival.state = ArrivalState.READ
        session.flush()
        decide(session, services, arrival_id, arrival.run)
        session.flush()
        differences = _differences(before, _outcomes(session, arrival_id))
        return Trial(arrival=arrival_id, step=step, state=arrival.state, differences=differences)


def _finished(session: Session, arrival_id: int) -> ArrivalRow:
    arrival = session.get(ArrivalRow, arrival_id)
    if arrival is None:
        raise RefusedError(f"there is no document {arrival_id}")
    if arrival.state not in FINISHED:
        raise RefusedError(f"document {arrival_id} is still being worked on")
    if (
        arrival.state == ArrivalState.PARKED
        and arrival.problem_kind == Unreadable.TOO_LARGE
        and not arrival.attempts
    ):
        raise RefusedError(
            f"document {arrival_id} was too large to take in whole; fetch the original and put it into a drop folder"
        )
    return arrival


def _possible(arrival: ArrivalRow, step: Step) -> Step:
    """The step asked for, or reading when there is nothing stored to start from."""
    return Step.READ if arrival.reading is None or arrival.understanding is None else step


def _understood(services: Services, arrival: ArrivalRow) -> Understanding:
    with look(services.engine) as session:
        stored = stored_reading(session, arrival)
    return services.readers.understand(stored, reading_context(services, arrival))


def _read_again(services: Services, arrival: ArrivalRow) -> tuple[Reading, Understanding]:
    return services.readers.read(services.blobs.path(arrival.sha256), reading_context(services, arrival))


def _begin_anew(session: Session, services: Services, arrival: ArrivalRow, step: Step, actor: str) -> None:
    before = arrival.state
    arrival.run += 1
    arrival.attempts = arrival.restarts = 0
    arrival.problem_kind = arrival.problem = None
    arrival.state = ArrivalState.RECEIVED if step is Step.READ else ArrivalState.READ
    detail: audit.Detail = {"run": arrival.run, "from": str(step), "was": before}
    audit.append(session, "arrival.reprocessed", actor=actor, arrival_id=arrival.id, detail=detail)
    _resolve_parking(session, services, arrival, actor)


def _resolve_parking(session: Session, services: Services, arrival: ArrivalRow, actor: str) -> None:
    query = select(ExceptionRow).where(
        ExceptionRow.arrival_id == arrival.id,
        ExceptionRow.request_id.is_(None),
        ExceptionRow.resolved_at.is_(None),
    )
    for exception in session.scalars(query).all():
        exception.resolved_at, exception.resolution = services.clock(), f"reprocessed by {actor}"
        detail: audit.Detail = {"exception": exception.id, "resolution": "reprocessed"}
        audit.append(session, "exception.resolved", actor=actor, arrival_id=arrival.id, detail=detail)


def _outcomes(session: Session, arrival_id: int) -> dict[str, Outcome]:
    requests = session.scalars(select(RequestRow).where(RequestRow.arrival_id == arrival_id))
    return {request.reference: _outcome(session, request) for request in requests.all()}


def _outcome(session: Session, request: RequestRow) -> Outcome:
    findings = (
        select(FindingRow.rule)
        .join(DecisionRow, DecisionRow.id == FindingRow.decision_id)
        .where(DecisionRow.request_id == request.id, DecisionRow.superseded_by.is_(None))
    )
    fields = session.scalars(select(FieldRow).where(FieldRow.request_id == request.id))
    return Outcome(
        reference=request.reference,
        kind=request.kind,
        decision=request.decision,
        queue=request.queue,
        rules=tuple(sorted(set(session.scalars(findings)))),
        fields={row.name: _digest(row) for row in fields},
    )


def _digest(row: FieldRow) -> str:
    """Equal for equal findings: the value itself has no place in what is printed of a trial."""
    content = json.dumps([row.state, row.content.get("value")], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _differences(before: dict[str, Outcome], after: dict[str, Outcome]) -> tuple[Difference, ...]:
    references = list(dict.fromkeys((*before, *after)))
    return tuple(
        Difference(
            reference=reference if reference in before else "new request",
            before=before.get(reference),
            after=after.get(reference),
        )
        for reference in references
    )
