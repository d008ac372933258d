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
    Terms,
    Understanding,
    Verdict,
)
from intake_daemon.pipeline.standing import Standing
from intake_daemon.pipeline.ways import way_for


class FoundField(Frozen):
    """One field with state, confidence and evidence."""

    value: object = Field(None, description="ISO 8601 for dates, E.164 for numbers; null unless present.")
    state: str = Field(
        description="present, absent (an empty place), unreadable (ink we cannot read) or conflicting."
    )
    confidence: float = Field(description="0 to 1; of a hundred values at 0.95, ninety-five are right.")
    evidence: tuple[Evidence, ...] = Field(
        description="Where it stands: part, page, box, text as written, method."
    )
    alternatives: tuple[object, ...] = Field(
        description="Other readings of the same place, with their confidence."
    )


class FoundFinding(Frozen):
    """One finding of the rules."""

    rule: str = Field(description="Name of the rule.")
    field: str = Field(description="The field it is about.")
    state: str = Field(description="The state of that field.")
    effect: str = Field(description="ask, review or note.")
    why: str = Field(description="One sentence, without a value from the paper.")
    cites: str = Field(description="The source: law, or house policy.")
    severity: str = Field("normal", description="high, normal or low: how much it weighs before people.")


class FoundMatch(Frozen):
    """What the request is to those in the store."""

    outcome: str = Field(description="duplicate, review or new.")
    relation: str = Field(description="resend, repeat, follow_up, new_for_patient or new.")
    of: str | None = Field(description="The request it is or belongs to.")
    patient_of: str | None = Field(description="A request of the same patient.")
    score: float = Field(description="Evidence in log2(m/u) bits.")
    because: tuple[str, ...] = Field(description="The evidence in words.")


class WouldSend(Frozen):
    """A message that would be written. `to` is "" when no address is proven and a person must choose."""

    template: str = Field(description="Which text.")
    channel: str = Field(description="email, fax or letter.")
    to: str = Field(description="A proven address; empty when a person must choose.")
    asks: tuple[str, ...] = Field(description="Fields it asks for.")


class FoundVerification(Frozen):
    """Something to be verified before release."""

    item: str = Field(description="Short name, such as identity.")
    how: str = Field(description="What counts as verifying it.")
    rule: str = Field(description="The rule that asks for it.")


class FoundClock(Frozen):
    """A clock that a rule sets."""

    rule: str = Field(description="The rule.")
    due_on: date = Field(description="The day on which it ends.")
    cites: str = Field(description="The source: law, or house policy.")


class FoundTerms(Frozen):
    """What the rules lay down besides the decision."""

    checklist: tuple[str, ...] = Field((), description="What the person who takes over goes through.")
    verify: tuple[FoundVerification, ...] = Field((), description="What must be verified before release.")
    clocks: tuple[FoundClock, ...] = Field(
        (), description="Clocks besides the kind's own, the earliest first."
    )
    channels: tuple[str, ...] | None = Field(
        None, description="The only ways messages may go; null for any that is safe."
    )
    follow_up_on: date | None = Field(None, description="The day to look again.")
    owner: str | None = Field(None, description="Who answers for it; null for the queue's owner.")
    accounting: bool | None = Field(
        None, description="Whether a disclosure belongs into the accounting; null when no rule says."
    )


class FoundRequest(Frozen):
    """One request in the file and what would be done with it."""

    kind: str = Field(description="What kind of request it is, such as patient_access.")
    kind_confidence: float = Field(description="0 to 1.")
    pages: tuple[int, ...] = Field(
        description="Its pages, from 1, through the whole file; the text of a mail is a page."
    )
    fields: dict[str, FoundField] = Field(
        description="By the names below; a name that is missing was not judged."
    )
    doubts: tuple[str, ...] = Field(description="Why a person must look, whatever the rules say.")
    findings: tuple[FoundFinding, ...] = Field(description="What the rules found.")
    match: FoundMatch | None = Field(
        description="What it is to the stored requests; null without --against-db."
    )
    decision: str = Field(description="enqueue, clarify, review, attach, answer, route or ignore.")
    reasons: tuple[str, ...] = Field(description="Why, in words.")
    queue: str | None = Field(description="Whose work it is next.")
    priority: int = Field(description="1 (first) to 5.")
    due_on: date | None = Field(description="The legal or house due day.")
    next_step: str = Field(description="What the next person does.")
    basis: str | None = Field(None, description="The legal basis of a disclosure.")
    terms: FoundTerms = Field(FoundTerms(), description="What the rules lay down besides the decision.")
    would_send: tuple[WouldSend, ...] = Field(description="Messages that would be written.")


class Seconds(Frozen):
    """How long it took, wall clock."""

    read: float = Field(description="Reading and understanding.")
    total: float = Field(description="Everything.")


class ReportError(Frozen):
    """Why a file could not be read."""

    kind: str = Field(description="encrypted, corrupt, empty, unsupported, too_large, too_slow and others.")
    message: str = Field(description="What was found and what a person can do.")


class FoundPart(Frozen):
    """One document in the file."""

    id: str = Field(description="0 for the file itself, 1, 2, 2.1 for what is inside.")
    media_type: str = Field(description="Decided from the bytes.")
    pages: tuple[int, ...] = Field(description="Its pages.")
    problem: str | None = Field(description="Why it could not be read, wholly or at all.")


class FoundForm(Frozen):
    """A page of a known form."""

    page: int = Field(description="From 1, through the whole file.")
    form: str = Field(description="What the administrator calls the form.")
    edition: str = Field(description="Changes when its file or its pictures do.")


class Report(Frozen):
    """Everything `inspect` says of one file."""

    file: str = Field(description="As it was given.")
    sha256: str = Field(description="Of the bytes.")
    channel: str = Field(description="email or fax.")
    received_at: datetime | None = Field(
        description="--received, else the topmost Received header, else the file's time."
    )
    intent: str | None = Field(None, description="The leading intent.")
    intents: tuple[IntentGuess, ...] = Field((), description="All intents, leading one first.")
    language: str | None = Field(None, description="ISO 639-1.")
    pages: int = Field(0, description="How many.")
    parts: tuple[FoundPart, ...] = Field((), description="The documents in the file.")
    forms: tuple[FoundForm, ...] = Field((), description="Its pages that are of known forms.")
    requests: tuple[FoundRequest, ...] = Field(
        (), description="One entry a request; one of kind other when there is none."
    )
    seconds: Seconds = Field(Seconds(read=0.0, total=0.0), description="How long it took.")
    error: ReportError | None = Field(None, description="Why the file could not be read; null when it could.")


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
        fields={name: found_field(field) for name, field in sorted(fields.items())},
        doubts=draft.doubts,
        findings=tuple(_finding(finding) for finding in verdict.findings),
        match=FoundMatch(**match.model_dump(mode="json")) if match else None,
        decision=verdict.decision,
        reasons=verdict.reasons,
        queue=verdict.queue,
        priority=verdict.priority,
        due_on=verdict.due_on,
        next_step=verdict.next_step,
        basis=verdict.basis,
        terms=found_terms(verdict.terms),
        would_send=_would_send(verdict, standing),
    )


def found_terms(terms: Terms) -> FoundTerms:
    """Put what the rules lay down into the shape of the contract."""
    return FoundTerms.model_validate(terms.model_dump(exclude={"cadence", "words"}))


def found_field(field: FieldValue) -> FoundField:
    """Put one field into the shape of the contract."""
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
    channel = way_for(standing.address, verdict.terms.channels)
    return (WouldSend(template=verdict.template, channel=channel, to=standing.address, asks=verdict.asks),)
