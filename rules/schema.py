"""What one rule looks like in a file."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    BeforeValidator,
    Discriminator,
    Field,
    PositiveInt,
    StringConstraints,
    Tag,
    WithJsonSchema,
    model_validator,
)

from intake_daemon.model import Cadence, Frozen, Intent, Kind, PlainText, Severity
from rules.names import FIELD_SCHEMA, FieldName
from rules.policy import Priority, Sentence, Word

Cel = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Then(StrEnum):
    """What a rule leads to.

    The first four need something to check; the others take effect as soon as `when` holds. `set`, `priority`
    and `clock` lay something down and leave the decision to other rules.
    """

    ASK = "ask"
    REVIEW = "review"
    HOLD = "hold"
    NOTE = "note"
    SET = "set"
    PRIORITY = "priority"
    CLOCK = "clock"
    ROUTE = "route"
    ANSWER = "answer"
    ATTACH = "attach"
    IGNORE = "ignore"


CHECKED = (Then.ASK, Then.REVIEW, Then.HOLD, Then.NOTE)  #: effects that need something to check
LAYING_DOWN = (Then.SET, Then.PRIORITY, Then.CLOCK)  #: effects that settle no case


class Authority(StrEnum):
    """On whose authority a rule stands, as its `why` says."""

    FEDERAL = "federal"
    STATE = "state"
    HOUSE = "house"


HOUSE = re.compile(r"house policy\b", re.IGNORECASE)
FEDERAL = re.compile(r"\b\d+ (CFR|U\.?S\.?C\.?) ")
STATE = re.compile(r"§|\b(Code|Law|Laws|Stat\.|Statutes?|RCW|ORS|NRS|WAC|NYCRR|Admin\.)(\W|$)")


def authority_of(why: str) -> Authority | None:
    """On whose authority a source stands; None when it names neither a law nor the house's policy."""
    if HOUSE.match(why):
        return Authority.HOUSE
    if FEDERAL.search(why):
        return Authority.FEDERAL
    return Authority.STATE if STATE.search(why) else None


class Doubt(StrEnum):
    """What to do when a rule cannot tell: never ask, since what is asked for may well be there."""

    REVIEW = "review"
    NOTE = "note"


class Requirement(Frozen):
    """What must stand on the paper: one field, or any one of several.

    Args:
        field: the field.
        any_of: fields of which one is enough; the first names the finding.
        not_after: a date field must not lie after this day or date field.
        not_before: a date field must not lie before this day or date field.
    """

    field: FieldName | None = None
    any_of: tuple[FieldName, ...] = ()
    not_after: str | None = None
    not_before: str | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.field is None) == (not self.any_of):
            raise ValueError("give either field or any_of.")
        if self.any_of and (self.not_after or self.not_before):
            raise ValueError("not_after and not_before go with field, not with any_of.")
        return self

    def fields(self) -> tuple[str, ...]:
        """The fields of which one is enough."""
        return (self.field,) if self.field else self.any_of

    def limits(self) -> Iterator[str]:
        """The requirement's date limits as conditions."""
        if self.not_after:
            yield f"{self.field} <= {self.not_after}"
        if self.not_before:
            yield f"{self.field} >= {self.not_before}"


class Source(Frozen):
    """Where the law that a rule cites was read, and when: what was read then may have changed since.

    Args:
        url: the page.
        read_on: the day on which somebody read it there.
    """

    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
    read_on: date


class Counted(StrEnum):
    """Which days a clock counts."""

    CALENDAR = "calendar"
    BUSINESS = "business"


class Clock(Frozen):
    """A term that runs from the day of receipt.

    Args:
        days: so many days after the day of receipt it ends.
        counted: calendar days, or business days of the office.
    """

    days: PositiveInt
    counted: Counted = Counted.CALENDAR


class Way(StrEnum):
    """A way on which a message may go."""

    EMAIL = "email"
    FAX = "fax"
    LETTER = "letter"


def _one_or_many(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _fields_or_words(value: object) -> str:
    return "words" if isinstance(value, Mapping) else "fields"


ASKED_SCHEMA: dict[str, object] = {  #: what JSON Schema says of `ask`
    "anyOf": [
        FIELD_SCHEMA,
        {"type": "array", "items": FIELD_SCHEMA},
        {
            "type": "object",
            "patternProperties": {"^[a-z]{2}$": {"type": "string", "minLength": 4}},
            "additionalProperties": False,
        },
    ]
}
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Wording = dict[LanguageCode, PlainText]
Asked = Annotated[
    Annotated[tuple[FieldName, ...], BeforeValidator(_one_or_many), Tag("fields")]
    | Annotated[Wording, Tag("words")],
    Discriminator(_fields_or_words),
    WithJsonSchema(ASKED_SCHEMA),
]
ASK_TAGS = ("fields", "words")  #: how the two shapes of `ask` are called where it is checked

ExampleValue = str | bool | int | float | date | None | list[object] | dict[str, object]
#: what JSON Schema says of one; the keys stand there once
EXAMPLE_SCHEMA = {"type": "object", "format": "example"}
Example = Annotated[dict[str, ExampleValue], WithJsonSchema(EXAMPLE_SCHEMA)]


class Examples(Frozen):
    """Small cases that show, and test, what a rule does.

    `pass` and `fail` for a rule that checks something, and `unsure` for what it cannot tell;
    `applies` and `leaves` for a rule that takes effect as soon as its `when` holds.

    Args:
        passes: cases in which nothing is wrong, or which the rule is not for.
        fails: cases in which it finds something.
        unsure: cases in which it cannot tell, because of what could not be read.
        applies: cases in which it takes effect.
        leaves: cases in which it does not.
    """

    passes: tuple[Example, ...] = Field(default=(), alias="pass")
    fails: tuple[Example, ...] = Field(default=(), alias="fail")
    unsure: tuple[Example, ...] = ()
    applies: tuple[Example, ...] = ()
    leaves: tuple[Example, ...] = ()


class RuleText(Frozen):
    """One block of a rules file, as written.

    Args:
        id: short name, unique in the folder.
        title: what is right when the rule passes, in one sentence.
        why: the source: a paragraph of the CFR, a state law, or "House policy" with its reason.
        source: where the law was read and when; None for house policy and the regulations everyone knows.
        enabled: false keeps the rule and its examples in the file without using it.
        severity: how much a finding weighs before people; when not given, low for a note, else normal.
        kinds: kinds of request it is for; empty for all.
        intents: the rule belongs to messages that want this, not to requests: what it finds is listed with the
            message and changes nothing about where the message goes; empty for a rule about requests.
        when: condition under which it applies; None for always.
        require: what must stand on the paper.
        check: condition that must hold.
        forbid: condition that must not hold.
        field: the field that a check or forbid is about.
        problem: sentence for the finding when a check or forbid fails.
        then: what follows when it fails (or, without require, check and forbid, when it applies).
        ask: fields to ask for (the rule's own field when not given), or plain text by language for that field.
        unsure: what follows when a field cannot be read for sure.
        unjudged: what follows when nothing at all was seen of a field, neither a value nor an empty place.
        queue: where such a request goes.
        priority: 1 (first) to 5.
        template: message to send (answer and attach).
        next_step: sentence for the person who takes over.
        basis: legal basis to record.
        clock: a term from the day of receipt; the earliest of all gives the due day.
        checklist: what the person who takes over goes through.
        verify: what must be verified before release, and how.
        channels: the only ways our messages on such a request may go; of several rules what all of them allow.
        cadence: reminders of an open question, instead of the usual ones.
        follow_up_days: business days from the decision to the day to look again.
        owner: who answers for it, instead of the queue's owner.
        accounting: whether a disclosure belongs into the accounting of disclosures, 45 CFR 164.528.
        examples: cases that show and test the rule.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    title: Annotated[str, StringConstraints(min_length=8)]
    why: Annotated[str, StringConstraints(min_length=10)]
    source: Source | None = None
    enabled: bool = True
    severity: Severity | None = None
    kinds: tuple[Kind, ...] = ()
    intents: tuple[Intent, ...] = ()
    when: Cel | None = None
    require: Requirement | None = None
    check: Cel | None = None
    forbid: Cel | None = None
    field: FieldName | None = None
    problem: Sentence | None = None
    then: Then
    ask: Asked = ()
    unsure: Doubt = Doubt.REVIEW
    unjudged: Doubt = Doubt.REVIEW
    queue: Word | None = None
    priority: Priority | None = None
    template: Word | None = None
    next_step: Sentence | None = None
    basis: Sentence | None = None
    clock: Clock | None = None
    checklist: tuple[Sentence, ...] = ()
    verify: dict[Word, Sentence] = Field(default_factory=dict)
    channels: tuple[Way, ...] | None = None
    cadence: Cadence | None = None
    follow_up_days: PositiveInt | None = None
    owner: Sentence | None = None
    accounting: bool | None = None
    examples: Examples

    @property
    def authority(self) -> Authority | None:
        """On whose authority it stands; None when `why` does not say, which does not load."""
        return authority_of(self.why)

    @property
    def finds(self) -> bool:
        """True when the rule checks something; False when it takes effect as soon as it applies."""
        return any((self.require, self.check, self.forbid))

    @property
    def decides(self) -> bool:
        """True when applying settles the case: route, answer, attach, ignore, or review at once."""
        return not self.finds and self.then not in LAYING_DOWN

    def weight(self) -> Severity:
        """How much a finding of this rule weighs before people."""
        return self.severity or (Severity.LOW if self.then is Then.NOTE else Severity.NORMAL)

    def subject(self) -> str:
        """The field a finding of this rule is about."""
        if self.require:
            return self.require.fields()[0]
        return self.field or ""

    def asked(self) -> tuple[str, ...]:
        """The fields the requestor is asked for when the rule fails."""
        if self.then is not Then.ASK:
            return ()
        return self.ask if isinstance(self.ask, tuple) and self.ask else (self.subject(),)

    def wording(self) -> Wording:
        """The rule's own text for what it asks for, by language; empty when the common texts serve."""
        return self.ask if isinstance(self.ask, dict) else {}
