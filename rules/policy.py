"""What `policy.yaml` holds: the facility's own numbers, queues, clocks and words for people."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, NonNegativeInt, PositiveInt, StringConstraints

from intake_daemon.model import Frozen, Kind, Share
from rules.names import FieldName

Priority = Annotated[int, Field(ge=1, le=5)]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Sentence = Annotated[str, StringConstraints(min_length=4)]
LoginName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.@-]*$")]
FolderName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)*$")]


class Confidence(Frozen):
    """From which confidence a value counts as sure.

    Args:
        act_above: for every field without a figure of its own, present or absent alike.
        kind_above: for the kind of request.
        fields: figures for single fields.
    """

    act_above: Share = 0.90
    kind_above: Share = 0.90
    fields: dict[FieldName, Share] = Field(default_factory=dict)

    def needed(self, field: str) -> float:
        """The confidence from which this field counts as sure."""
        return self.fields.get(field, self.act_above)


class Need(StrEnum):
    """When a requestor of some kind must (or may) do something."""

    ALWAYS = "always"
    NEVER = "never"
    IF_VERIFIED = "if_verified"
    UNLESS_VERIFIED = "unless_verified"

    def holds(self, verified: bool) -> bool:
        """The answer for one requestor."""
        return {
            Need.ALWAYS: True,
            Need.NEVER: False,
            Need.IF_VERIFIED: verified,
            Need.UNLESS_VERIFIED: not verified,
        }[self]


class KindPolicy(Frozen):
    """How requests of one kind are treated.

    Args:
        queue: where a complete one goes.
        review_queue: where one that a person must look at goes.
        priority: 1 (first) to 5.
        authorization: when a complete signed authorization (45 CFR 164.508) is needed.
        ask: when the requestor may be asked by message; otherwise what is missing goes to a person.
        legal_days: calendar days the law gives, from the day of receipt; None when it sets no day.
        target_days: the house's own aim in calendar days; due_on where the law sets no day.
        extension_days: calendar days by which the law lets the clock be extended once, 45 CFR 164.524(b)(2)(ii).
        basis: legal basis when no authorization is needed, kept for the accounting of disclosures.
    """

    queue: Word
    review_queue: Word
    priority: Priority = 3
    authorization: Need
    ask: Need
    legal_days: PositiveInt | None = None
    target_days: PositiveInt
    extension_days: PositiveInt | None = None
    basis: Sentence

    def days(self) -> int:
        """Calendar days from receipt to the due day."""
        return self.legal_days or self.target_days


class Queue(Frozen):
    """A list that people work through, and who answers for it.

    Args:
        owner: who answers for it.
        escalate_to: the queue that is told when nothing moves in this one; None: as the decision says.
        escalate_after_business_days: after so many; None: as the decision says.
    """

    owner: Sentence
    escalate_to: Word | None = None
    escalate_after_business_days: NonNegativeInt | None = None


class Escalation(Frozen):
    """When somebody else is told that nothing moves. Give exactly one of the two counts.

    Args:
        after_business_days: so many business days after the decision.
        before_due_days: so many calendar days before the due day.
        to: the queue that is told.
    """

    after_business_days: NonNegativeInt | None = None
    before_due_days: NonNegativeInt | None = None
    to: Word


class Escalations(Frozen):
    """Escalation by what was decided.

    Args:
        hour: hour of the day, UTC, at which people are told.
        enqueue: of a complete request in the work queue.
        clarify: of one whose requestor was asked.
        review: of one that a person must look at.
        route: of a message that was handed to somebody else.
    """

    hour: Annotated[int, Field(ge=0, le=23)] = 14
    enqueue: Escalation
    clarify: Escalation
    review: Escalation
    route: Escalation

    def of(self, decision: str) -> Escalation:
        """The escalation of a decision that leaves something waiting."""
        steps = {
            "enqueue": self.enqueue,
            "clarify": self.clarify,
            "review": self.review,
            "route": self.route,
        }
        return steps[decision]


class Clarification(Frozen):
    """How much and how often is asked.

    Args:
        most_items: when more seems to be missing, the reading is doubted and a person looks first.
        first_reminder_days: calendar days after the first message.
        second_reminder_days: calendar days after the first message.
        give_up_days: calendar days after the first message.
    """

    most_items: PositiveInt = 4
    first_reminder_days: PositiveInt
    second_reminder_days: PositiveInt
    give_up_days: PositiveInt


class DueDays(Frozen):
    """Who hears of a due day.

    Args:
        warn_days: calendar days before the end of a legal clock on which somebody is warned.
        passed_to: queue that a request goes to whose due day has passed.
        after_business_days: so long after that, if nobody has moved it, the next one hears of it.
        then_to: the queue of that next one.
    """

    warn_days: PositiveInt = 5
    passed_to: Word = "supervisor"
    after_business_days: NonNegativeInt = 1
    then_to: Word = "privacy"


REFERRAL_WAITS = {"new": 1, "waiting_for_information": 3, "sent": 5, "needs_patient_action": 5}
DELAY_REASONS = {
    "missing_information": "the packet is not complete",
    "referring_office": "the referring office has not answered",
    "insurance_authorization": "the plan has not authorized the visit",
    "patient_not_reached": "the patient could not be reached",
    "patient_choice": "the patient wants to wait, or another day",
    "no_capacity": "no appointment is free",
    "clinical_review": "clinical staff are looking at it",
    "other": "another reason, said in the note",
}


class Referrals(Frozen):
    """How referrals are followed up.

    Args:
        follow_up_days: business days until somebody looks again, by where the referral stands.
        after_appointment_days: business days after the appointment until somebody looks whether it took place.
        delay_reasons: the reasons a referral may wait for, each with its sentence.
    """

    follow_up_days: dict[Word, PositiveInt] = Field(default_factory=lambda: dict(REFERRAL_WAITS))
    after_appointment_days: PositiveInt = 1
    delay_reasons: dict[Word, Sentence] = Field(default_factory=lambda: dict(DELAY_REASONS), min_length=1)


class NextSteps(Frozen):
    """One sentence each: what the next person does.

    Args:
        enqueue: with a complete request.
        clarify: with one whose requestor was asked by message.
        clarify_unreachable: with one whose requestor cannot be reached at a proven address.
        review: with one that a person must look at.
        resembles: with one that may be a request we already have.
        attach: with what was filed with another request.
        repeat: with a request that was asked again while the first is open.
        route: with a message that was handed to somebody else.
        answer: with a question that was answered.
        ignore: with what needs nothing.
    """

    enqueue: Sentence
    clarify: Sentence
    clarify_unreachable: Sentence
    review: Sentence
    resembles: Sentence = "Compare it with the request beside it, then say `review same` or `review apart`."
    attach: Sentence
    repeat: Sentence
    route: Sentence
    answer: Sentence
    ignore: Sentence

    def of(self, decision: str) -> str:
        """The sentence for a decision."""
        return str(getattr(self, decision))


def is_on(folders: Mapping[str, bool], folder: str) -> bool:
    """Whether a folder of rules is in use: what is said of it, or else of the folder it lies in; on by itself."""
    while folder:
        if folder in folders:
            return folders[folder]
        folder = folder.rpartition("/")[0]
    return True


class Policy(Frozen):
    """The whole of `policy.yaml`.

    Args:
        confidence: what counts as sure.
        key_fields: fields that must never be acted on while in doubt, whatever the rules say.
        kinds: every kind of request.
        queues: every queue that kinds and rules name.
        authorization_basis: legal basis of a release under an authorization.
        escalation: when somebody else is told.
        clarification: reminders.
        due_days: who hears of a due day that is near or has passed.
        referrals: how referrals are followed up.
        repeat_after_days: the same request again after so many days is a repeat, not a re-send.
        answered_lately_days: so long after it was answered, the same request again is looked at by a person; after
            that it is a new one.
        holidays: days the office is closed.
        already_here_template: message for a request that is here already.
        next_steps: words for people.
        supervisors: login names of those who may release a request of which something is not verified.
        folders: sub-folders of rules that are switched off (false) or on (true); one not named is on.
        facility_names: names accepted for ours besides the configured ones: former names, departments.
        house: the facility's own whole numbers, which conditions read as `house.NAME`.
    """

    confidence: Confidence = Confidence()
    key_fields: tuple[FieldName, ...]
    kinds: dict[Kind, KindPolicy]
    queues: dict[Word, Queue]
    authorization_basis: Sentence
    escalation: Escalations
    clarification: Clarification
    due_days: DueDays = DueDays()
    referrals: Referrals = Referrals()
    repeat_after_days: PositiveInt
    answered_lately_days: PositiveInt = 90
    holidays: frozenset[date] = frozenset()
    already_here_template: Word = "already_here"
    next_steps: NextSteps
    supervisors: tuple[LoginName, ...] = ()
    folders: dict[FolderName, bool] = Field(default_factory=dict)
    facility_names: tuple[Sentence, ...] = ()
    house: dict[Word, int] = Field(default_factory=dict)
