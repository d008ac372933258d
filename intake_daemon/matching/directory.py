"""Recognise a requestor among the verified ones, with the care that is taken with patients.

What stands on paper can be copied by anybody, so a name alone proves nothing, and neither does a number alone. An
entry is certain when a name and an address of its own agree, nothing contradicts, and no second entry fits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from nameparser import HumanName

from intake_daemon.matching.evidence import Agreement, Evidence
from intake_daemon.matching.firms import compare_firms, firm_words
from intake_daemon.matching.text import phone_digits, plain
from intake_daemon.matching.values import (
    compare_codes,
    compare_given_names,
    compare_mail_addresses,
    compare_surnames,
)

# Bits by agreement, from EXACT to CONFLICT. A firm has more lines and people than we know of, so another number
# or name says little; another organization says much.
_FIRM = (0.0, 9.0, 8.0, 6.0, 3.0, -3.0, -8.0)
_PERSON = (0.0, 6.0, 5.0, 4.0, 2.0, -1.0, -1.0)
_NUMBER = (0.0, 10.0, 0.0, 4.0, 0.0, 0.0, -1.0)
_MAIL = (0.0, 12.0, 0.0, 4.0, 3.0, 0.0, -1.0)
_SENDER, _SENDER_DOMAIN = 20.0, 10.0
_SHARED = 1.0  #: an address that others use as well
_WORTH_SHOWING = 3.0  #: bits from which an entry is a candidate for a person to look at

_WORDS = {
    Agreement.EXACT: "agrees",
    Agreement.VARIANT: "is the same written otherwise",
    Agreement.NEAR: "agrees but for a misread or mistyped sign",
    Agreement.PARTLY: "agrees in part",
    Agreement.ALIKE: "resembles the entry's and may be another",
    Agreement.CONFLICT: "is none of the entry's",
}


class Answer(StrEnum):
    """Whether a requestor was recognised."""

    CERTAIN = "certain"
    UNSURE = "unsure"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request says of who asks, as written; "" is missing.

    Args:
        sender: the mail address that our own server vouches for; unlike the rest it cannot be copied.
    """

    organization: str = ""
    name: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A verified requestor as the matcher sees it.

    Args:
        names: the organization's, other names among them; empty for a private person.
        shared: those of its numbers, addresses and domains that others use as well.
    """

    entry: int
    names: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    shared: frozenset[str] = frozenset()

    @property
    def own_numbers(self) -> tuple[str, ...]:
        """The numbers that stand for nobody else."""
        return tuple(number for number in self.numbers if number not in self.shared)


@dataclass(frozen=True, slots=True)
class Weighed:
    """An entry beside what was asked.

    Args:
        resembles: its name is like the one asked for.
        named: its name or one of its people agrees.
        reached: a number or address that is its own agrees.
        proven: the authenticated sender is an address of its own.
        against: what contradicts, in words.
    """

    entry: int
    bits: float
    evidence: tuple[Evidence, ...]
    against: tuple[str, ...]
    resembles: bool
    named: bool
    reached: bool
    proven: bool

    @property
    def fits(self) -> bool:
        """Whether it would be certain if it were the only one."""
        return not self.against and (self.proven or (self.named and self.reached))

    @property
    def worth_showing(self) -> bool:
        """Whether a person who asks who it is should see it."""
        return self.bits >= _WORTH_SHOWING or self.resembles or self.reached or self.proven

    @property
    def because(self) -> tuple[str, ...]:
        """The reasons, for a person."""
        return tuple(f"against: {words}" for words in self.against) + tuple(map(str, self.evidence))


@dataclass(frozen=True, slots=True)
class Recognised:
    """The answer, with all entries worth looking at, best first."""

    answer: Answer
    entry: int | None = None
    candidates: tuple[Weighed, ...] = ()
    because: tuple[str, ...] = ()


def recognise(asked: Asked, known: Iterable[Known]) -> Recognised:
    """Find the entry that asks, if it is certain; the order of the entries does not matter."""
    weighed = sorted((weigh(asked, entry) for entry in known), key=lambda one: (-one.bits, one.entry))
    shown = tuple(one for one in weighed if one.worth_showing)
    fitting = [one for one in shown if one.fits]
    if not shown:
        return Recognised(Answer.NONE, because=("no entry of the directory resembles it",))
    if not fitting:
        return Recognised(Answer.UNSURE, candidates=shown, because=_what_is_missing(shown[0]))
    rivals = [one for one in shown if one is not fitting[0] and (one.reached or one.proven)]
    if rivals:
        words = f"an address of entry {rivals[0].entry} stands there too"
        return Recognised(Answer.UNSURE, candidates=shown, because=(words,))
    return Recognised(Answer.CERTAIN, fitting[0].entry, shown, fitting[0].because)


def _what_is_missing(best: Weighed) -> tuple[str, ...]:
    if best.against:
        return tuple(f"against: {words}" for words in best.against)
    if best.reached:
        return ("an address agrees, but no name",)
    return ("no number or address that is its own agrees exactly",)


def weigh(asked: Asked, known: Known) -> Weighed:
    """Set one entry beside what was asked."""
    firm = _best(compare_firms(firm_words(asked.organization), firm_words(name)) for name in known.names)
    person = _best(_compare_people(asked.name, name) for name in known.people)
    evidence = [
        *_said("organization", firm, _FIRM),
        *_said("name", person, _PERSON),
        *_number_evidence("telephone", asked.phone, known),
        *_number_evidence("fax", asked.fax, known),
        *_mail_evidence(asked.email, known),
        *_sender_evidence(asked.sender, known),
    ]
    return Weighed(
        entry=known.entry,
        bits=sum(item.bits for item in evidence),
        evidence=tuple(evidence),
        against=tuple(_contradictions(firm, person, known)),
        resembles=firm not in (Agreement.MISSING, Agreement.CONFLICT),
        named=firm.agrees or person.agrees,
        reached=_is_reached(asked, known),
        proven=_owns(asked.sender.lower(), known.emails, known),
    )


def _best(agreements: Iterable[Agreement]) -> Agreement:
    return min((found for found in agreements if found), default=Agreement.MISSING)


def _compare_people(one: str, other: str) -> Agreement:
    (first, last), (other_first, other_last) = name_parts(one), name_parts(other)
    given, family = compare_given_names(first, other_first), compare_surnames(last, other_last)
    if not given or not family:
        return Agreement.MISSING
    return max(given, family)


@lru_cache(maxsize=4096)
def name_parts(text: str) -> tuple[str, str]:
    """First and last name of a person, normalised; titles and degrees are left out."""
    parts = HumanName(text)
    return plain(parts.first), plain(parts.last)


def _said(field: str, agreement: Agreement, table: tuple[float, ...]) -> tuple[Evidence, ...]:
    return (Evidence(field, _WORDS[agreement], table[agreement]),) if agreement else ()


def _contradictions(firm: Agreement, person: Agreement, known: Known) -> Iterable[str]:
    if firm is Agreement.ALIKE:
        yield "its name resembles the entry's and is not the same"
    if firm is Agreement.CONFLICT:
        yield "another organization"
    if not known.names and person >= Agreement.ALIKE:
        yield "another person"


def _number_evidence(field: str, text: str, known: Known) -> tuple[Evidence, ...]:
    number = phone_digits(text)
    agreement = _best(compare_codes(number, phone_digits(each)) for each in known.numbers)
    if agreement is Agreement.EXACT and not _owns_number(number, known):
        return (Evidence(field, "agrees, but others use it as well", _SHARED),)
    if agreement is Agreement.ALIKE:
        agreement = Agreement.CONFLICT
    return _said(field, agreement, _NUMBER)


def _owns_number(number: str, known: Known) -> bool:
    return bool(number) and number in map(phone_digits, known.own_numbers)


def _mail_evidence(text: str, known: Known) -> tuple[Evidence, ...]:
    address = text.strip().lower()
    agreement = _best(compare_mail_addresses(address, each) for each in known.emails)
    if agreement is Agreement.EXACT and address in known.shared:
        return (Evidence("mail address", "agrees, but others use it as well", _SHARED),)
    if agreement in (Agreement.CONFLICT, Agreement.MISSING) and _owns_domain(address, known):
        agreement = Agreement.PARTLY
    return _said("mail address", agreement, _MAIL)


def _sender_evidence(sender: str, known: Known) -> tuple[Evidence, ...]:
    if _owns(sender.lower(), known.emails, known):
        return (Evidence("authenticated sender", "is an address of the entry", _SENDER),)
    if _owns_domain(sender, known):
        return (Evidence("authenticated sender", "has the entry's mail domain", _SENDER_DOMAIN),)
    return ()


def _is_reached(asked: Asked, known: Known) -> bool:
    """Whether a number or address that is the entry's own agrees exactly, or the sender has its domain.

    A mail domain that is only written down says no more than the organization's name.
    """
    numbers = any(_owns_number(phone_digits(text), known) for text in (asked.phone, asked.fax))
    mails = any(_owns(text.strip().lower(), known.emails, known) for text in (asked.email, asked.sender))
    return numbers or mails or _owns_domain(asked.sender, known)


def _owns(value: str, values: tuple[str, ...], known: Known) -> bool:
    return bool(value) and value in values and value not in known.shared


def _owns_domain(address: str, known: Known) -> bool:
    domain = address.strip().lower().rpartition("@")[2] if "@" in address else ""
    return _owns(domain, known.domains, known)
