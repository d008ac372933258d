"""The keys of a rule and their values in words, the same wherever people read them."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum

from intake_daemon.model import Cadence, Intent, Kind
from rules.schema import Authority, Clock, Counted, Doubt, Requirement, RuleText, Source, Then

LABELS: Mapping[str, str] = {
    "id": "name",
    "title": "title",
    "why": "source of the rule",
    "source": "read at",
    "enabled": "in use",
    "severity": "severity",
    "kinds": "for",
    "intents": "for messages that are",
    "when": "applies when",
    "require": "must be on the paper",
    "check": "must hold",
    "forbid": "must not hold",
    "field": "is about",
    "problem": "what people are told",
    "then": "leads to",
    "ask": "asks for",
    "unsure": "when it cannot be read for sure",
    "unjudged": "when nothing was seen of it",
    "queue": "queue",
    "priority": "priority",
    "template": "message",
    "next_step": "next step",
    "basis": "legal basis",
    "clock": "clock",
    "checklist": "checklist",
    "verify": "to be verified before release",
    "channels": "only ways of our messages",
    "cadence": "reminders",
    "follow_up_days": "looked at again after",
    "owner": "who answers for it",
    "accounting": "in the accounting of disclosures",
}
EMPTY: Mapping[str, str] = {
    "kinds": "every kind of request",
    "when": "always",
    "channels": "any safe way",
    "ask": "its own field",
}
EFFECTS: Mapping[Then, str] = {
    Then.ASK: "the requestor is asked for it",
    Then.REVIEW: "a person looks",
    Then.HOLD: "a person looks before anything is released; what else is missing may be asked for",
    Then.NOTE: "it is noted with the request and stops nothing",
    Then.SET: "what it lays down holds; nothing is decided by it",
    Then.PRIORITY: "the request gets this priority",
    Then.CLOCK: "this clock runs from the day of receipt",
    Then.ROUTE: "the message goes to the queue at once",
    Then.ANSWER: "the message is answered from an approved text",
    Then.ATTACH: "the message is filed with its request",
    Then.IGNORE: "nothing is done",
}
DOUBTS: Mapping[Doubt, str] = {
    Doubt.REVIEW: "a person looks",
    Doubt.NOTE: "it is noted and stops nothing",
}
AUTHORITIES: Mapping[Authority, str] = {
    Authority.FEDERAL: "Federal law",
    Authority.STATE: "State law",
    Authority.HOUSE: "House policy",
}


#: Words of fixed vocabularies that need more than their underscores taken out.
CODES: Mapping[str, str] = {
    Kind.PATIENT_ACCESS: "patient access",
    Kind.PATIENT_DIRECTED: "patient-directed release",
    Kind.THIRD_PARTY_AUTHORIZATION: "third-party authorization",
    Kind.WORKERS_COMP: "workers' compensation",
    Intent.RECORDS_REQUEST: "a request for records",
    Intent.CLARIFICATION_REPLY: "an answer to our question",
    Intent.STATUS_INQUIRY: "a status question",
    Intent.CLINICAL_QUESTION: "a clinical question",
    Intent.COMPLAINT: "a complaint",
    Intent.REFERRAL: "a referral",
    Intent.REVOCATION: "a revocation",
    Intent.AMENDMENT: "a wish to amend a record",
    Intent.BILLING_QUESTION: "a billing question",
    Intent.APPOINTMENT: "an appointment matter",
    Intent.MISDIRECTED: "paper meant for somebody else",
    Intent.RECORDS_DELIVERY: "records that arrive",
    Intent.AUTO_REPLY: "an automatic reply",
    Intent.BOUNCE: "a message of ours that came back",
    Intent.SPAM: "junk",
}


def code_in_words(code: object) -> str:
    """A word of a fixed vocabulary, as one would say it in a sentence."""
    return CODES.get(str(code), plain(str(code)))


def label(key: str) -> str:
    """What a key is called."""
    return LABELS.get(key, key.replace("_", " "))


def plain(word: str) -> str:
    """A word of a fixed vocabulary as people write it."""
    return word.replace("_", " ")


def listed(items: Iterable[str], last: str = "and") -> str:
    """Several things as one reads them: a, b and c."""
    *most, final = [*items] or [""]
    return f"{', '.join(most)} {last} {final}" if most else final


def kinds_in_words(kinds: Iterable[Kind]) -> str:
    """Whom a rule is for."""
    return listed(code_in_words(kind) for kind in kinds) or EMPTY["kinds"]


def value_of(rule: RuleText, key: str) -> str:
    """The value of one key of a rule, in words."""
    value = getattr(rule, key)
    return EMPTY[key] if key in EMPTY and not value and value is not False else in_words(value)


def in_words(value: object) -> str:
    """Any value of a rule or of a figure, in words; "none" for nothing."""
    if value is None or value == "" or value == () or value == {} or value == frozenset():
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Then):
        return f"{value}: {EFFECTS[value]}"
    if isinstance(value, Enum):
        return code_in_words(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{plain(str(name))}: {in_words(one)}" for name, one in value.items())
    if isinstance(value, tuple | list | frozenset):
        return _items(value)
    return _block(value)


def _items(value: Iterable[object]) -> str:
    written = [in_words(item) for item in value]
    unordered = isinstance(value, frozenset)
    return (
        "; ".join(sorted(written) if unordered else written)
        if _long(written)
        else listed(sorted(written) if unordered else written)
    )


def _long(written: Iterable[str]) -> bool:
    """True for sentences, which a comma would not keep apart."""
    return any(" " in item and item.endswith(".") for item in written)


def _block(value: object) -> str:
    if isinstance(value, Requirement):
        return requirement_in_words(value)
    if isinstance(value, Clock):
        return clock_in_words(value)
    if isinstance(value, Cadence):
        return cadence_in_words(value)
    if isinstance(value, Source):
        return f"{value.url} (read on {value.read_on})"
    return value.isoformat() if isinstance(value, date) else str(value)


def requirement_in_words(required: Requirement) -> str:
    """What must be on the paper."""
    fields = listed(required.fields(), "or")
    limits = [f"not after {required.not_after}"] if required.not_after else []
    limits += [f"not before {required.not_before}"] if required.not_before else []
    return ", ".join([fields, *limits])


def clock_in_words(clock: Clock) -> str:
    """A term from the day of receipt."""
    kind = "business" if clock.counted is Counted.BUSINESS else "calendar"
    return f"{clock.days} {kind} {'day' if clock.days == 1 else 'days'} from the day of receipt"


def cadence_in_words(cadence: Cadence) -> str:
    """When an open question is asked again."""
    given_up = f"a person takes over after {cadence.give_up} days"
    if not cadence.reminders:
        return f"no reminder; {given_up}"
    return (
        f"reminders {listed(str(day) for day in cadence.reminders)} days after the first message; {given_up}"
    )
