"""What `inspect` prints for one file: the same stages as the daemon's, with nothing written and nothing sent.

The keys are a contract (docs/inspect.md): they may grow, they never change meaning.
"""

from datetime import date, datetime

from pydantic import Field

from intake_daemon.model import (
    Evidence,
    Fields,
    FieldValue,
    Finding,
    Frozen,
    IntentGuess,
    Match,
    Understanding,
    Verdict,
)
from intake_daemon.pipeline.standing import Standing


class FoundField(Frozen):
    """One field with state, confidence and evidence."""

    value: object = None
    state: str
    confidence: float
    evidence: tuple[Evidence, ...]
    alternatives: tuple[object, ...]


class FoundFinding(Frozen):
    """One finding of the rules."""

    rule: str
    field: str
    state: str
    effect: str
    why: str
    cites: str


class FoundMatch(Frozen):
    """What the request is to those in the store."""

    outcome: str
    relation: str
    of: str | None
    patient_of: str | None
    score: float
    because: tuple[str, ...]


class WouldSend(Frozen):
    """A message that would be written. `to` is "" when no address is proven and a person must choose."""

    template: str
    channel: str
    to: str
    asks: tuple[str, ...]


class FoundRequest(Frozen):
    """One request in the file and what would be done with it."""

    kind: str
    kind_confidence: float
    pages: tuple[int, ...]
    fields: dict[str, FoundField]
    doubts: tuple[str, ...]
    findings: tuple[FoundFinding, ...]
    match: FoundMatch | None
    decision: str
    reasons: tuple[str, ...]
    queue: str | None
    priority: int
    due_on: date | None
    next_step: str
    would_send: tuple[WouldSend, ...]


class Seconds(Frozen):
    """How long it took, wall clock."""

    read: float
    total: float


class ReportError(Frozen):
    """Why a file could not be read."""

    kind: str
    message: str


class FoundPart(Frozen):
    """One document in the file."""

    id: str
    media_type: str
    pages: tuple[int, ...]
    problem: str | None


class Report(Frozen):
    """Everything `inspect` says of one file."""

    file: str
    sha256: str
    channel: str
    received_at: datetime | None
    intent: str | None = None
    intents: tuple[IntentGuess, ...] = ()
    language: str | None = None
    pages: int = 0
    parts: tuple[FoundPart, ...] = ()
    requests: tuple[FoundRequest, ...] = ()
    seconds: Seconds = Field(default=Seconds(read=0.0, total=0.0))
    error: ReportError | None = None


def found_request(
    understanding: Understanding,
    index: int,
    fields: Fields,
    standing: Standing,
    match: Match | None,
    verdict: Verdict,
) -> FoundRequest:
    """Put one request into the shape of the contract."""
    draft = understanding.requests[index]
    return FoundRequest(
        kind=draft.kind,
        kind_confidence=draft.kind_confidence,
        pages=draft.pages,
        fields={name: _field(field) for name, field in sorted(fields.items())},
        doubts=draft.doubts,
        findings=tuple(_finding(finding) for finding in verdict.findings),
        match=FoundMatch(**match.model_dump(mode="json")) if match else None,
        decision=verdict.decision,
        reasons=verdict.reasons,
        queue=verdict.queue,
        priority=verdict.priority,
        due_on=verdict.due_on,
        next_step=verdict.next_step,
        would_send=_would_send(verdict, standing),
    )


def _field(field: FieldValue) -> FoundField:
    content = field.model_dump(mode="json")
    return FoundField(
        value=content["value"],
        state=field.state,
        confidence=round(field.confidence, 4),
        evidence=field.evidence,
        alternatives=tuple(content["alternatives"]),
    )


def _finding(finding: Finding) -> FoundFinding:
    return FoundFinding(**finding.model_dump(mode="json"))


def _would_send(verdict: Verdict, standing: Standing) -> tuple[WouldSend, ...]:
    if verdict.template is None:
        return ()
    channel = "email" if standing.address else "letter"
    return (WouldSend(template=verdict.template, channel=channel, to=standing.address, asks=verdict.asks),)
