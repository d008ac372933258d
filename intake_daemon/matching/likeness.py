"""Set two patients beside each other: field by field, each with its weight in bits."""

from dataclasses import dataclass

from intake_daemon.matching.dates import DateAgreement, compare_dates, two_slips_apart, years_apart
from intake_daemon.matching.evidence import Agreement, Evidence
from intake_daemon.matching.features import Person
from intake_daemon.matching.first_names import FirstNames, Newborns, first_names, newborns
from intake_daemon.matching.givens import align_givens
from intake_daemon.matching.names import (
    is_given_name,
    surname_rarity,
)
from intake_daemon.matching.policy import NameWeights, PatientWeights
from intake_daemon.matching.values import (
    compare_addresses,
    compare_codes,
    compare_given_names,
    compare_middle_names,
    compare_names_crosswise,
    compare_surnames,
)

_LIFETIME = 110  # years

_WORDS = {
    Agreement.EXACT: "is the same",
    Agreement.VARIANT: "is another form of the same",
    Agreement.NEAR: "is the same but for a misread or mistyped sign",
    Agreement.PARTLY: "agrees in part",
    Agreement.ALIKE: "resembles the other",
    Agreement.CONFLICT: "differs",
}
_DATE_WORDS = {
    DateAgreement.EXACT: "is the same",
    DateAgreement.SHORT_YEAR: "is the same, once with a two-digit year",
    DateAgreement.SWAPPED: "has day and month exchanged",
    DateAgreement.TRANSPOSED: "has two digits exchanged",
    DateAgreement.LOOK_ALIKE: "differs in one digit that looks alike",
    DateAgreement.ONE_DIGIT: "differs in one digit",
    DateAgreement.MISREAD: "was misread and resembles the other",
    DateAgreement.ONE_PART: "differs in its year, month or day",
    DateAgreement.DIFFERENT: "differs",
}


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two patients agree in every field."""

    first: Agreement
    middle: Agreement
    last: Agreement
    suffix: Agreement
    suffix_once: bool  #: only one of them has a suffix
    birth: DateAgreement
    ssn: Agreement
    mrn: Agreement
    address: Agreement
    phone: Agreement
    two_slips: bool  #: two slips of the pen make one birth date the other
    undated: bool  #: a birth date is written that cannot be read
    misdated: bool  #: a birth date is no day of the calendar, so it was misread
    years_apart: tuple[int, ...]  #: those possible; more than one when a century was not written
    firsts: FirstNames
    newborns: Newborns
    swapped: bool  #: first and last name stand in each other's place
    by_middle: bool  #: the first name of one is the middle name of the other
    turned_round: (
        bool  #: and the other one's initial stands where the middle name is: James Robert, Robert J.
    )
    compound: bool  #: a second given name was written with the first, as in María Guadalupe
    middles_real: bool  #: both middle names are names, no initials and no misreadings
    middles_read: bool  #: both middle names are names or initials, no misreadings
    year_misread: bool  #: a year of birth is none in which anybody lives, and not in its century alone
    last_rarity: float

    @property
    def identified(self) -> bool:
        """Whether an identifier of the person alone agrees; brothers' record numbers are often one apart."""
        return Agreement.EXACT in (self.ssn, self.mrn)

    @property
    def at_home(self) -> int:
        """How many of address and telephone agree: 0, 1 or 2."""
        return self.address.agrees + self.phone.agrees

    @property
    def garbled(self) -> bool:
        """Whether the first names begin alike and one of them is no name: it may have been misread."""
        return not self.firsts.known and self.firsts.same_initial

    @property
    def away(self) -> bool:
        """Whether address or telephone differ and neither agrees."""
        return Agreement.CONFLICT in (self.address, self.phone) and not self.at_home

    @property
    def id_conflicts(self) -> int:
        """How many of Social Security number and record number differ: 0, 1 or 2."""
        return (self.ssn is Agreement.CONFLICT) + (self.mrn is Agreement.CONFLICT)

    @property
    def born_same(self) -> bool:
        """Whether both birth dates are given and the same."""
        return self.birth in (DateAgreement.EXACT, DateAgreement.SHORT_YEAR)

    @property
    def born_nearly(self) -> bool:
        """Whether the birth dates differ by what misreading or mistyping does."""
        return DateAgreement.SWAPPED <= self.birth <= DateAgreement.MISREAD

    def individual(self, weights: PatientWeights) -> tuple[Evidence, ...]:
        """What speaks of this one person."""
        return _given(
            ("first name", self._first_words(), self._first_bits(weights)),
            ("middle name", _WORDS.get(self.middle, ""), weights.middle_name.bits[self.middle]),
            ("name suffix", _WORDS.get(self.suffix, ""), weights.suffix.bits[self.suffix]),
            ("birth date", _DATE_WORDS.get(self.birth, ""), weights.birth_date.bits[self.birth]),
            ("Social Security digits", _WORDS.get(self.ssn, ""), weights.ssn_last4.bits[self.ssn]),
            ("record number", _WORDS.get(self.mrn, ""), weights.mrn.bits[self.mrn]),
        )

    def household(self, weights: PatientWeights) -> tuple[Evidence, ...]:
        """What a family shares."""
        return _given(
            ("last name", _WORDS.get(self.last, ""), self._last_bits(weights)),
            ("address", _WORDS.get(self.address, ""), weights.address.bits[self.address]),
            ("telephone", _WORDS.get(self.phone, ""), weights.phone.bits[self.phone]),
        )

    def _first_bits(self, weights: PatientWeights) -> float:
        return _name_bits(self.first, self.swapped, self.firsts.rarity, weights.first_name)

    def _last_bits(self, weights: PatientWeights) -> float:
        return _name_bits(self.last, self.swapped, self.last_rarity, weights.last_name)

    def _first_words(self) -> str:
        words = _WORDS.get(self.first, "")
        return f"{words}, with the last name in its place" if words and self.swapped else words


def _given(*compared: tuple[str, str, float]) -> tuple[Evidence, ...]:
    return tuple([Evidence(*item) for item in compared if item[1]])


def compare_people(one: Person, other: Person) -> Likeness:
    """Compare two patients; symmetric, and a missing value is evidence neither way."""
    swapped = _names_swapped(one, other)
    givens = align_givens((one.first, one.middle), (other.first, other.middle))
    firsts, lasts = _crosswise(one, other) if swapped else (givens.first, (one.last, other.last))
    middles = (one.middle, other.middle) if swapped else givens.middle
    by_middle = not swapped and _goes_by_middle(one, other)
    first = (compare_names_crosswise if swapped else compare_given_names)(*firsts)
    last = (compare_names_crosswise if swapped else compare_surnames)(*lasts)
    apart = years_apart(one.birth, other.birth)
    if by_middle:
        first, middles = Agreement.PARTLY, ("", "")
    return Likeness(
        first=first,
        middle=compare_middle_names(*middles),
        last=last,
        suffix=_compare_suffixes(one.suffix, other.suffix),
        suffix_once=bool(one.suffix) is not bool(other.suffix),
        birth=compare_dates(one.birth, other.birth),
        ssn=compare_codes(one.ssn, other.ssn),
        mrn=compare_codes(one.mrn, other.mrn),
        address=compare_addresses(one.address, other.address, (one.house, other.house)),
        phone=compare_codes(one.phone, other.phone),
        two_slips=two_slips_apart(one.birth, other.birth),
        undated=one.undated or other.undated,
        misdated=any(who.birth is not None and not who.birth.real for who in (one, other)),
        years_apart=apart,
        swapped=swapped,
        firsts=first_names(*firsts),
        newborns=newborns(one.newborn, other.newborn),
        by_middle=by_middle,
        turned_round=by_middle and _turned_round(one, other),
        compound=givens.compound and not swapped,
        middles_read=all(len(name) == 1 or is_given_name(name) for name in middles),
        middles_real=all(is_given_name(name) for name in middles),
        year_misread=_year_misread(one, other, apart),
        last_rarity=surname_rarity(lasts[0]),
    )


def _year_misread(one: Person, other: Person, apart: tuple[int, ...]) -> bool:
    if one.birth is None or other.birth is None or one.birth.year[-2:] == other.birth.year[-2:]:
        return False
    return min(apart) > _LIFETIME


def _goes_by_middle(one: Person, other: Person) -> bool:
    """Whether one first name is the other's middle name: James Robert is called Robert."""
    if compare_given_names(one.first, other.first) is not Agreement.CONFLICT:
        return False
    return any(
        _is_called(who, full) and not _turned_otherwise(who, full) for who, full in _both_ways(one, other)
    )


def _is_called(who: Person, full: Person) -> bool:
    return len(who.first) > 2 and who.first == full.middle


def _turned_otherwise(who: Person, full: Person) -> bool:
    """Robert C. is not James Robert: his own first name would stand there."""
    return bool(who.middle) and who.middle[0] != full.first[:1]


def _turned_round(one: Person, other: Person) -> bool:
    """James Robert, written Robert J.: a brother who is called Robert has another initial."""
    return any(
        _is_called(who, full) and who.middle[:1] == full.first[:1] != ""
        for who, full in _both_ways(one, other)
    )


def _both_ways(one: Person, other: Person) -> tuple[tuple[Person, Person], tuple[Person, Person]]:
    return (one, other), (other, one)


def _crosswise(one: Person, other: Person) -> tuple[tuple[str, str], tuple[str, str]]:
    """The names in pairs, each against the other's opposite.

    Which pair are the first names nobody can tell; taking the one that agrees less is the careful guess.
    """
    pairs = sorted(
        ((one.first, other.last), (one.last, other.first)),
        key=lambda pair: (compare_names_crosswise(*pair), sorted(pair)),
    )
    return pairs[1], pairs[0]


def _names_swapped(one: Person, other: Person) -> bool:
    """Whether the names agree crosswise, and better than as they stand."""
    if one.first == other.first or one.last == other.last:
        return False
    cross = [compare_names_crosswise(*pair) for pair in _crosswise(one, other)]
    if not all(agreement.agrees for agreement in cross):
        return False
    straight = (compare_given_names(one.first, other.first), compare_surnames(one.last, other.last))
    return sum(cross) < sum(map(_rank, straight))


def _rank(agreement: Agreement) -> int:
    return int(agreement) or int(Agreement.PARTLY)


def _name_bits(agreement: Agreement, swapped: bool, rarity: float, weights: NameWeights) -> float:
    if agreement is not Agreement.EXACT:
        return weights.bits[agreement]
    return weights.swapped if swapped else weights.same(rarity)


def _compare_suffixes(one: str, other: str) -> Agreement:
    if not one or not other:
        return Agreement.MISSING
    return Agreement.EXACT if one == other else Agreement.CONFLICT
