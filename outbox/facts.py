"""What a message may say. There is no place in these types for a patient's name, birth date or number.

Every value is a date, a number, a word from a fixed list, or a setting of the clinic; nothing written on
the paper fits in. The descriptions are the manual of the templates' variables.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from intake_daemon.errors import Unreadable
from intake_daemon.model import FIELD_NAMES, Channel, Frozen, PlainText
from outbox.addresses import PlainAddress
from outbox.settings import OneLine


class Situation(StrEnum):
    """Why we write; each has one template a language."""

    CLARIFICATION = "clarification"  #: something is missing
    ALREADY_HERE = "already_here"  #: the same request came again
    ATTACHED_REPLY = "attached_reply"  #: their answer arrived and was added
    STATUS = "status"  #: they asked where it stands
    REMINDER = "reminder"  #: we asked and have not heard back
    CANNOT_READ = "cannot_read"  #: what they sent cannot be opened or read
    RECEIVED = "received"  #: complete and on its way; off unless a rule asks for it
    EXTENSION = "extension"  #: it takes longer: why, and until when (45 CFR 164.524(b)(2)(ii))
    REFERRAL = "referral"  #: what a referral packet does not carry; a draft for people


class RequestStatus(StrEnum):
    """Where a request stands, in the five words of the work."""

    NEW = "new"
    PENDING_CLARIFICATION = "pending_clarification"
    IN_PROGRESS = "in_progress"
    ESCALATED = "escalated"
    CLOSED = "closed"


class Paper(StrEnum):
    """Kinds of paper a message may say we received."""

    MESSAGE = "message"
    FORM = "form"
    LETTER = "letter"
    COVER_SHEET = "cover_sheet"
    PROOF = "proof"
    COURT_PAPER = "court_paper"
    DOCUMENT = "document"


def _must_be_known(names: tuple[str, ...]) -> tuple[str, ...]:
    unknown = sorted(set(names) - FIELD_NAMES)
    if unknown:
        raise ValueError(f"not names of the field catalogue: {', '.join(unknown)}")
    return tuple(dict.fromkeys(names))


def _known(name: str) -> str:
    return _must_be_known((name,))[0]


ReasonWord = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
FieldName = Annotated[str, AfterValidator(_known)]
AskNames = Annotated[tuple[str, ...], AfterValidator(_must_be_known)]


class ReceivedItem(Frozen):
    """One thing we received."""

    paper: Paper = Field(default=Paper.DOCUMENT, description="what kind of paper it is")
    pages: int | None = Field(default=None, ge=1, description="how many pages; None when that says nothing")


class Clinic(Frozen):
    """Who writes, from the configuration."""

    name: OneLine = Field(min_length=1, description="the clinic's name")
    phone: OneLine | None = Field(default=None, description="number to call with questions")
    fax: OneLine | None = Field(default=None, description="number to fax papers to")
    reply_address: PlainAddress | None = Field(default=None, description="address for answers")


class MessageFacts(Frozen):
    """Everything a template may use, by these names."""

    reference: str = Field(
        pattern=r"^[A-Z0-9]([A-Z0-9-]{0,30}[A-Z0-9])?$",
        description="our reference of the request, such as R-7K2P-94QX",
    )
    received_on: date = Field(description="day on which the request reached us")
    channel: Channel = Field(description="how it reached us: email or fax")
    clinic: Clinic = Field(description="the clinic: name, phone, fax, reply_address")
    received_items: tuple[ReceivedItem, ...] = Field(
        default=(), description="what we received, each with paper and pages; may be empty"
    )
    asks: AskNames = Field(
        default=(), description="what is missing; in a template each has name, missing and fix"
    )
    ask_words: dict[FieldName, dict[str, PlainText]] = Field(
        default_factory=dict,
        description="what a rule of the clinic says of an item instead of `fix`, by field name and language",
    )
    latest_on: date | None = Field(
        default=None, description="day on which the message we answer reached us, when not the request itself"
    )
    asked_on: date | None = Field(default=None, description="day on which we asked for the missing items")
    next_update_on: date | None = Field(
        default=None, description="day of our next planned message; None when none is planned"
    )
    due_on: date | None = Field(default=None, description="day towards which the request is worked on")
    status: RequestStatus | None = Field(default=None, description="where the request stands")
    problem: Unreadable | None = Field(default=None, description="why something could not be read")
    extended_to: date | None = Field(
        default=None, description="day by which an extended request is completed"
    )
    extension_reason: ReasonWord | None = Field(
        default=None, description="why it takes longer, a word of `extension_reasons` in `words.yaml`"
    )


NEEDED: dict[Situation, tuple[str, ...]] = {
    Situation.CLARIFICATION: ("asks",),
    Situation.ALREADY_HERE: ("latest_on",),
    Situation.ATTACHED_REPLY: ("latest_on",),
    Situation.STATUS: ("status",),
    Situation.REMINDER: ("asks", "asked_on"),
    Situation.CANNOT_READ: ("problem",),
    Situation.RECEIVED: (),
    Situation.EXTENSION: ("extended_to", "extension_reason"),
    Situation.REFERRAL: ("asks",),
}
"""Facts a situation cannot do without."""


class Rendered(Frozen):
    """A finished text: the subject on one line, the text wrapped at 72 columns, the same as HTML."""

    language: str  #: the one it is written in, ISO 639-1
    subject: OneLine
    text: str
    html: str


def describe_variables() -> str:
    """The variables of the templates as a Markdown table, for the manual."""
    rows = [f"| `{name}` | {field.description} |" for name, field in MessageFacts.model_fields.items()]
    rows.append("| `language` | language of the text, such as en or es |")
    nested: list[tuple[str, type[Frozen]]] = [("clinic", Clinic), ("received_items[…]", ReceivedItem)]
    for owner, model in nested:
        rows += [f"| `{owner}.{name}` | {field.description} |" for name, field in model.model_fields.items()]
    return "\n".join(["| variable | meaning |", "| --- | --- |", *rows])
