"""What deciding gives: findings, a match, a verdict."""

from datetime import date, datetime
from enum import StrEnum

from intake_daemon.model.base import Frozen
from intake_daemon.model.paper import Share
from intake_daemon.model.request import Fields, Intent, Kind, State
from intake_daemon.model.terms import Terms


class Decision(StrEnum):
    """What is done with a request; the contract's seven words."""

    ENQUEUE = "enqueue"
    CLARIFY = "clarify"
    REVIEW = "review"
    ATTACH = "attach"
    ANSWER = "answer"
    ROUTE = "route"
    IGNORE = "ignore"


class Outcome(StrEnum):
    """The matcher's three answers."""

    DUPLICATE = "duplicate"
    REVIEW = "review"
    NEW = "new"


class Relation(StrEnum):
    """How an incoming request relates to what is stored."""

    RESEND = "resend"
    REPEAT = "repeat"  #: asked again after the first has been open longer than a limit: escalated
    FOLLOW_UP = "follow_up"
    NEW_FOR_PATIENT = "new_for_patient"
    NEW = "new"


class Match(Frozen):
    """The matcher's answer for one incoming request; `score` is evidence in log2(m/u) bits."""

    outcome: Outcome
    relation: Relation
    of: str | None = None
    patient_of: str | None = None
    score: float = 0.0
    because: tuple[str, ...] = ()


class Earlier(Frozen):
    """The first of several requests for the same, as it stands when it is asked for again.

    Args:
        reference: of that first request.
        asked_on: the day it was asked for first.
        times: how often it has been asked for by now, this time included.
        closed_on: the day it was closed; None: it is open.
        closed_as: why it was closed, a word of the closing reasons; None: it is open.
        closed_by: who closed it; None: it is open, or nobody knows any more.
    """

    reference: str
    asked_on: date
    times: int = 2
    closed_on: date | None = None
    closed_as: str | None = None
    closed_by: str | None = None


class Effect(StrEnum):
    """What a finding leads to: the requestor is asked, a person looks now or before release, or it is noted."""

    ASK = "ask"
    REVIEW = "review"
    HOLD = "hold"  #: the requestor may be asked for what is missing; without a person nothing is enqueued
    NOTE = "note"


class Severity(StrEnum):
    """How much a finding weighs before people; it decides nothing."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Finding(Frozen):
    """One thing a rule found, with the reason in words and the source it cites."""

    rule: str
    field: str
    state: State
    effect: Effect
    why: str  #: one sentence, never with a value from the paper in it
    cites: str
    severity: Severity = Severity.NORMAL


class Case(Frozen):
    """Everything the rules may look at for one request. Time is an argument: no clock inside."""

    kind: Kind
    kind_confidence: Share = 1.0
    intent: Intent = Intent.RECORDS_REQUEST
    intents: tuple[Intent, ...] = (Intent.RECORDS_REQUEST,)
    language: str = "en"
    fields: Fields
    doubts: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()  #: kinds of unreadable parts
    received_on: date  #: in the facility's time zone; of the paper whose signature and dates count
    clock_from: date | None = (
        None  #: receipt of the first paper, from which days are counted; None: received_on
    )
    today: date
    channel: str = "fax"
    requestor_verified: bool = False  #: the requestor is in the directory, found by more than a name
    requestor_reachable: bool = False  #: we have a proven address or number to ask
    mass_mailing: bool = False  #: a newsletter or advertisement sent through a mailing list, and nothing else
    facility_names: tuple[str, ...] = ()  #: empty: "names this facility" is not judged
    forms: tuple[str, ...] = ()  #: what the administrator calls the known forms among its pages
    requests_in_arrival: int = 1  #: how many requests the mail or fax holds, this one included
    revoked_on: date | None = (
        None  #: when a revocation came that seems to be this patient's; None: none is known
    )
    match: Match | None = None
    earlier: Earlier | None = None  #: the request that the match names; None: not known, or none


class Verdict(Frozen):
    """What the rules say shall be done with one request."""

    decision: Decision
    findings: tuple[Finding, ...] = ()
    reasons: tuple[str, ...] = ()
    queue: str | None = None  #: owner queue: "records", "review", "clinical", "privacy", "supervisor"…
    priority: int = 3  #: 1 (first) … 5
    due_on: date | None = None
    next_step: str = ""
    template: str | None = None  #: situation of the message to send, None when nothing is sent
    asks: tuple[str, ...] = ()  #: field names the message asks for
    escalate_at: datetime | None = None
    escalate_to: str | None = None
    basis: str | None = None  #: legal basis stored for the accounting of disclosures
    terms: Terms = Terms()
