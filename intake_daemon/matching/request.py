"""Decide whether two requests ask the same: the same requestor, the same dates, the same kinds of records."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from intake_daemon.matching.dates import DateAgreement, WrittenDate, compare_dates
from intake_daemon.matching.evidence import Agreement, Evidence
from intake_daemon.matching.features import Asker, Features, Scope
from intake_daemon.matching.policy import RequestorWeights
from intake_daemon.matching.text import shape
from intake_daemon.matching.values import compare_codes, compare_mail_addresses, compare_organizations

_SAME_NAME = 85.0  # per cent of letters, in any order of words
_SAME_WORDS = 70.0  # per cent of letters; a purpose is a few free words, often misread


class Asking(StrEnum):
    """Whether two requests come from one requestor."""

    SAME = "same"
    UNCLEAR = "unclear"
    OTHER = "other"


class Dates(StrEnum):
    """How the dates of service of two requests agree."""

    EQUAL = "equal"
    NEAR = "near"  #: one misread digit apart
    BOTH_MISSING = "both missing"
    ONE_MISSING = "one missing"
    DIFFERENT = "different"


class Kinds(StrEnum):
    """How the kinds of records of two requests agree."""

    EQUAL = "equal"
    OVERLAP = "overlap"
    BOTH_MISSING = "both missing"
    ONE_MISSING = "one missing"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class RequestJudgement:
    """How two requests agree, apart from whom they are about."""

    asking: Asking
    dates: Dates
    kinds: Kinds
    other_purpose: bool  #: both say what for, and they say different things
    evidence: tuple[Evidence, ...]

    @property
    def identical(self) -> bool:
        """The same requestor asks for the same kinds of records of the same dates, for the same purpose."""
        return self._as_written and self.dates is Dates.EQUAL

    @property
    def identical_undated(self) -> bool:
        """The same, and neither says for which dates."""
        return self._as_written and self.dates is Dates.BOTH_MISSING

    @property
    def _as_written(self) -> bool:
        return self.asking is Asking.SAME and self.kinds is Kinds.EQUAL and not self.other_purpose

    @property
    def may_be_same(self) -> bool:
        """Nothing says that they ask for different things."""
        return (
            Asking.OTHER is not self.asking
            and Dates.DIFFERENT is not self.dates
            and Kinds.DIFFERENT is not self.kinds
        )

    @property
    def completes(self) -> bool:
        """One of them leaves out dates or kinds of records that the other gives."""
        return self.dates is Dates.ONE_MISSING or self.kinds is Kinds.ONE_MISSING


def judge_requests(one: Features, other: Features, weights: RequestorWeights) -> RequestJudgement:
    """Decide how far two requests ask the same; symmetric, and blind to the patient."""
    asking, evidence = _compare_parties(one, other, weights)
    return RequestJudgement(
        asking=asking,
        dates=_compare_dates(one.scope, other.scope),
        kinds=_compare_kinds(one.scope.types, other.scope.types),
        other_purpose=_differ(one.scope.purpose, other.scope.purpose),
        evidence=evidence,
    )


def _differ(purpose: str, other: str) -> bool:
    return bool(purpose and other) and fuzz.token_set_ratio(shape(purpose), shape(other)) < _SAME_WORDS


def _compare_parties(
    one: Features, other: Features, weights: RequestorWeights
) -> tuple[Asking, tuple[Evidence, ...]]:
    """Compare who asks, and who shall get the records, as far as either is known.

    On many a fax only the recipient can be read; an authorization is mostly sent in by its recipient.
    """
    by_asker, asked = _compare_askers(one.asker, other.asker, weights, "requestor")
    by_recipient, given = _compare_recipients(one.recipient, other.recipient, weights)
    if asked and given:
        return _together(by_asker, by_recipient), asked + given
    if asked or given:
        return (by_asker, asked) if asked else (by_recipient, given)
    for asker, recipient in ((one.asker, other.recipient), (other.asker, one.recipient)):
        crossed, evidence = _compare_askers(asker, recipient, weights, "requestor, as recipient,")
        if evidence:
            return crossed, evidence
    return Asking.UNCLEAR, ()


def _together(asker: Asking, recipient: Asking) -> Asking:
    """Records for two recipients are two requests, whoever asks; for one recipient they may be one."""
    if recipient is Asking.OTHER:
        return Asking.OTHER
    if asker is Asking.OTHER:
        return Asking.UNCLEAR if recipient is Asking.SAME else Asking.OTHER
    return Asking.SAME if Asking.SAME in (asker, recipient) else Asking.UNCLEAR


def _compare_recipients(
    one: Asker, other: Asker, weights: RequestorWeights
) -> tuple[Asking, tuple[Evidence, ...]]:
    """Compare who shall get the records: a patient's own copy is never one with an organization's."""
    if (one.is_patient and other.organization) or (other.is_patient and one.organization):
        words = "is the patient in one, an organization in the other"
        return Asking.OTHER, (Evidence("recipient", words, weights.organization.bits[Agreement.CONFLICT]),)
    return _compare_askers(one, other, weights, "recipient")


class _Likeness(NamedTuple):
    """How two askers agree in everything that is written of them."""

    organization: Agreement
    fax: Agreement
    phone: Agreement
    mail: Agreement
    name: Agreement


def _compare_askers(
    one: Asker, other: Asker, weights: RequestorWeights, whose: str
) -> tuple[Asking, tuple[Evidence, ...]]:
    like = _Likeness(
        organization=compare_organizations(one.organization, other.organization),
        fax=compare_codes(one.fax, other.fax),
        phone=compare_codes(one.phone, other.phone),
        mail=_compare_mail(one, other),
        name=_compare_people_asking(one.name, other.name),
    )
    both = one.is_patient and other.is_patient
    evidence = _is_patient_evidence(weights, whose) if both else _asker_evidence(like, weights, whose)
    private = not one.organization and not other.organization
    return _asking(evidence, like, private, weights.same_bits), evidence


def _is_patient_evidence(weights: RequestorWeights, whose: str) -> tuple[Evidence, ...]:
    """Said of the patients being one or not: whoever asks for their own records is the patient."""
    return (Evidence(whose, "is the patient in both", weights.is_patient),)


def _asker_evidence(like: _Likeness, weights: RequestorWeights, whose: str) -> tuple[Evidence, ...]:
    compared = (
        ("organization", like.organization, weights.organization.bits),
        ("fax", like.fax, weights.fax.bits),
        ("telephone", like.phone, weights.phone.bits),
        ("mail address", like.mail, weights.email.bits),
        ("name", like.name, weights.name.bits),
    )
    return tuple(
        Evidence(f"{whose}'s {what}", "agrees" if table[agreement] > 0 else "differs", table[agreement])
        for what, agreement, table in compared
        if table[agreement]
    )


def _compare_mail(one: Asker, other: Asker) -> Agreement:
    agreement = compare_mail_addresses(one.email, other.email)
    same_house = bool(one.mail_domain) and one.mail_domain == other.mail_domain
    return Agreement.PARTLY if agreement is Agreement.CONFLICT and same_house else agreement


def _compare_people_asking(one: str, other: str) -> Agreement:
    if not one or not other:
        return Agreement.MISSING
    if one == other:
        return Agreement.EXACT
    alike = fuzz.token_sort_ratio(one, other) >= _SAME_NAME or _with_initials(one, other)
    return Agreement.NEAR if alike else Agreement.CONFLICT


def _with_initials(one: str, other: str) -> bool:
    """Whether one name is the other with the first name cut to its letter: M. Lindqvist, Margaret Lindqvist."""
    words, others = one.split(), other.split()
    if words[-1] != others[-1] or min(len(words), len(others)) < 2:
        return False
    return words[0][0] == others[0][0] and min(len(words[0]), len(others[0])) == 1


def _asking(evidence: tuple[Evidence, ...], like: _Likeness, private: bool, same_bits: float) -> Asking:
    bits = sum(item.bits for item in evidence)
    if bits > 0 and _two_houses(like):
        return Asking.OTHER if _nothing_but_numbers(like) else Asking.UNCLEAR
    if bits >= same_bits or (private and like.name is Agreement.EXACT and bits > 0):
        return Asking.SAME
    # Nothing to compare is not a difference.
    return Asking.UNCLEAR if bits > 0 or not evidence else Asking.OTHER


def _two_houses(like: _Likeness) -> bool:
    """Whether two organizations share only numbers: copy services answer for many, a building has one switchboard."""
    differs = like.organization is Agreement.CONFLICT
    return differs and not like.name.agrees and not like.mail.agrees


def _nothing_but_numbers(like: _Likeness) -> bool:
    """Whether names of people and mail addresses are given as well, and differ."""
    return like.name is Agreement.CONFLICT and like.mail is Agreement.CONFLICT


def _compare_dates(one: Scope, other: Scope) -> Dates:
    if not one.dated and not other.dated:
        return Dates.BOTH_MISSING
    if not one.dated or not other.dated:
        return Dates.ONE_MISSING
    if (one.all_dates, one.start, one.end) == (other.all_dates, other.start, other.end):
        return Dates.EQUAL
    if one.all_dates or other.all_dates:
        return Dates.DIFFERENT
    return _compare_ends(compare_dates(one.start, other.start), compare_dates(one.end, other.end), one, other)


def _compare_ends(start: DateAgreement, end: DateAgreement, one: Scope, other: Scope) -> Dates:
    same = (DateAgreement.EXACT, DateAgreement.SHORT_YEAR)
    if start in same and end in same:
        return Dates.EQUAL
    if DateAgreement.MISSING in (start, end):
        return Dates.NEAR if start in same or end in same else Dates.DIFFERENT
    pairs = ((start, one.start, other.start), (end, one.end, other.end))
    return Dates.NEAR if all(how in same or _misread(how, a, b) for how, a, b in pairs) else Dates.DIFFERENT


def _misread(how: DateAgreement, one: WrittenDate | None, other: WrittenDate | None) -> bool:
    if how in (
        DateAgreement.LOOK_ALIKE,
        DateAgreement.TRANSPOSED,
        DateAgreement.SWAPPED,
        DateAgreement.MISREAD,
    ):
        return True
    # One digit between two days that both exist is far more often another period than a slip.
    impossible = one is not None and other is not None and not (one.real and other.real)
    return impossible and how is DateAgreement.ONE_DIGIT


def _compare_kinds(one: frozenset[str], other: frozenset[str]) -> Kinds:
    if not one or not other:
        return Kinds.BOTH_MISSING if one == other else Kinds.ONE_MISSING
    if one == other or _same_but_for_misreading(one, other):
        return Kinds.EQUAL
    return Kinds.OVERLAP if one & other else Kinds.DIFFERENT


def _same_but_for_misreading(one: frozenset[str], other: frozenset[str]) -> bool:
    if len(one) != len(other):
        return False
    pairs = zip(sorted(one - other), sorted(other - one), strict=True)
    return all(OSA.normalized_similarity(word, twin) >= 0.85 for word, twin in pairs)
