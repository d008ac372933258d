"""What understanding gives: intents, requests, and their fields with state, confidence and evidence."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from intake_daemon.model.base import Frozen
from intake_daemon.model.paper import Box, Share


class State(StrEnum):
    """What we know of a value. *Absent on the paper* and *unreadable to us* lead to different actions."""

    PRESENT = "present"
    ABSENT = "absent"
    UNREADABLE = "unreadable"
    CONFLICTING = "conflicting"


class Method(StrEnum):
    """How a value was found."""

    FORM_FIELD = "form_field"
    LABEL = "label"
    ZONE = "zone"
    PROSE = "prose"
    CHECKBOX = "checkbox"
    INK = "ink"
    BARCODE = "barcode"
    HEADER = "header"
    COMPUTED = "computed"
    PERSON = "person"


class Evidence(Frozen):
    """Where a value stands, so that a person can check it against the paper."""

    part: str
    page: int  #: 1-based, through the whole arrival
    box: Box
    text: str  #: as written
    method: Method


class Period(Frozen):
    """Dates of service asked for, both ISO 8601; `end` None with a start is open-ended."""

    start: str | None = None
    end: str | None = None


Value = bool | str | tuple[str, ...] | tuple[Period, ...]


class Alternative(Frozen):
    """Another reading of the same place, kept for the person who reviews."""

    value: Value
    confidence: Share


class FieldValue(Frozen):
    """One field: its value or why there is none. `confidence` is calibrated: of 100 at 0.95, 95 are right."""

    value: Value | None = None
    state: State
    confidence: Share = 1.0
    evidence: tuple[Evidence, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


Fields = dict[str, FieldValue]  #: by the names of `intake_daemon.model.fields`; a missing key is not judged


class Kind(StrEnum):
    """What kind of request this is, which decides what a complete one must say."""

    PATIENT_ACCESS = "patient_access"
    PATIENT_DIRECTED = "patient_directed"
    THIRD_PARTY_AUTHORIZATION = "third_party_authorization"
    TREATMENT = "treatment"
    PAYMENT = "payment"
    SUBPOENA = "subpoena"
    COURT_ORDER = "court_order"
    WORKERS_COMP = "workers_comp"
    GOVERNMENT = "government"
    OTHER = "other"


class Intent(StrEnum):
    """What a message wants; it may want several things."""

    RECORDS_REQUEST = "records_request"
    CLARIFICATION_REPLY = "clarification_reply"
    STATUS_INQUIRY = "status_inquiry"
    CLINICAL_QUESTION = "clinical_question"
    COMPLAINT = "complaint"
    REFERRAL = "referral"
    REVOCATION = "revocation"
    AMENDMENT = "amendment"
    BILLING_QUESTION = "billing_question"
    APPOINTMENT = "appointment"
    MISDIRECTED = "misdirected"
    RECORDS_DELIVERY = "records_delivery"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    SPAM = "spam"
    OTHER = "other"


class IntentGuess(Frozen):
    """One intent with the words that say so."""

    intent: Intent
    confidence: Share
    evidence: tuple[Evidence, ...] = ()


class RequestDraft(Frozen):
    """One request as understood from the paper, before matching and rules."""

    kind: Kind
    kind_confidence: Share = 1.0
    pages: tuple[int, ...]
    fields: Fields
    doubts: tuple[str, ...] = ()  #: reasons, in words, why a person must look (two patients, margin note…)


class Understanding(Frozen):
    """What an arrival says: its intents, leading one first, its language and its requests."""

    intents: Annotated[tuple[IntentGuess, ...], Field(min_length=1)]
    language: str = "en"  #: ISO 639-1
    requests: tuple[RequestDraft, ...] = ()
    reference: str | None = None  #: our own reference (R-XXXX-XXXX) when the message quotes one

    @property
    def intent(self) -> Intent:
        """The leading intent."""
        return self.intents[0].intent
