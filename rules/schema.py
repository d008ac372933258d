"""What one rule looks like in a file."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from intake_daemon.model import Frozen, Kind
from rules.names import FieldName
from rules.policy import Priority, Sentence, Word

Cel = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Then(StrEnum):
    """What a rule leads to.

    The first three need something to check; the others take effect as soon as `when` holds.
    """

    ASK = "ask"
    REVIEW = "review"
    NOTE = "note"
    SET = "set"
    ROUTE = "route"
    ANSWER = "answer"
    ATTACH = "attach"
    IGNORE = "ignore"


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


ExampleValue = str | bool | int | float | date | None | list[object] | dict[str, object]
Example = dict[str, ExampleValue]


class Examples(Frozen):
    """Small cases that show, and test, what a rule does.

    `pass` and `fail` for a rule that checks something, and `unsure` for what it cannot tell;
    `applies` and `leaves` for a rule that takes effect as soon as its `when` holds.
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
        enabled: false keeps the rule and its examples in the file without using it.
        kinds: kinds of request it is for; empty for all.
        when: condition under which it applies; None for always.
        require: what must stand on the paper.
        check: condition that must hold.
        forbid: condition that must not hold.
        field: the field that a check or forbid is about.
        problem: sentence for the finding when a check or forbid fails.
        then: what follows when it fails (or, without require, check and forbid, when it applies).
        ask: fields to ask for; the rule's own field when not given.
        unsure: what follows when a field cannot be read for sure.
        unjudged: what follows when nothing at all was seen of a field, neither a value nor an empty place.
        queue: where such a request goes.
        priority: 1 (first) to 5.
        template: message to send (answer and attach).
        next_step: sentence for the person who takes over.
        basis: legal basis to record.
        examples: cases that show and test the rule.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    title: Annotated[str, StringConstraints(min_length=8)]
    why: Annotated[str, StringConstraints(min_length=10)]
    enabled: bool = True
    kinds: tuple[Kind, ...] = ()
    when: Cel | None = None
    require: Requirement | None = None
    check: Cel | None = None
    forbid: Cel | None = None
    field: FieldName | None = None
    problem: Sentence | None = None
    then: Then
    ask: tuple[FieldName, ...] = ()
    unsure: Doubt = Doubt.REVIEW
    unjudged: Doubt = Doubt.REVIEW
    queue: Word | None = None
    priority: Priority | None = None
    template: Word | None = None
    next_step: Sentence | None = None
    basis: Sentence | None = None
    examples: Examples

    @field_validator("ask", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @property
    def finds(self) -> bool:
        """True when the rule checks something; False when it takes effect as soon as it applies."""
        return any((self.require, self.check, self.forbid))

    @property
    def decides(self) -> bool:
        """True when applying settles the case: route, answer, attach, ignore, or review at once."""
        return not self.finds and self.then is not Then.SET

    def subject(self) -> str:
        """The field a finding of this rule is about."""
        if self.require:
            return self.require.fields()[0]
        return self.field or ""

    def asked(self) -> tuple[str, ...]:
        """The fields the requestor is asked for when the rule fails."""
        if self.then is not Then.ASK:
            return ()
        return self.ask or (self.subject(),)
