"""What speaks against two patients being one, whatever the bits say: every known way of being two people.

Each objection has a sentence of its own that says what it saw; it sees a likeness and knows no weights.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from intake_daemon.matching.dates import DateAgreement
from intake_daemon.matching.evidence import Agreement
from intake_daemon.matching.likeness import Likeness

# Years between a parent and a child who share a name: few are outside, and then they would have to share
# the birthday too, and the years be one slip apart. Names that are only forms of one are given more widely.
_GENERATION = range(20, 45)
_GENERATIONS = range(15, 80)
_NO_GENERATION = 12  # years: nearer than this nobody is the other's child


class Sameness(IntEnum):
    """Whether two records are about one patient."""

    DIFFERENT = 0
    UNSURE = 1
    SAME = 2


@dataclass(frozen=True, slots=True)
class Objection:
    """A reason against: at most `limit`, whatever the bits say.

    `missing` marks a lack of evidence, not evidence against; the very same request makes up for it. `firm`
    marks what no slip explains, so that it counts against all requests of that patient.
    """

    limit: Sameness
    words: str
    missing: bool = False
    firm: bool = False


def _unsure_if(condition: bool) -> Sameness:
    return Sameness.UNSURE if condition else Sameness.DIFFERENT


def suffixes_differ(like: Likeness) -> Objection | None:
    """Junior is not senior; a record number in common says that one of the suffixes is wrong."""
    if like.suffix is not Agreement.CONFLICT:
        return None
    return Objection(_unsure_if(like.mrn is Agreement.EXACT), "name suffixes of two generations")


def first_names_differ(like: Likeness) -> Objection | None:
    """Another first name is another person: a twin, a spouse, a child."""
    if like.first is not Agreement.CONFLICT:
        return None
    if like.identified and (like.born_same or like.born_nearly):
        return Objection(Sameness.UNSURE, "two different first names") if like.firsts.known else None
    if like.identified and like.undated and like.last.agrees and like.garbled:
        return Objection(Sameness.UNSURE, "two different first names")
    misread = (like.firsts.short and like.at_home == 2) or (like.garbled and like.at_home > 0)
    quiet = like.middle is not Agreement.CONFLICT and not like.id_conflicts
    return Objection(_unsure_if(misread and like.born_same and quiet), "two different first names")


def suffix_without_birth_date(like: Likeness) -> Objection | None:
    """A junior has a senior of the same name, who mostly writes no suffix; the birth date would tell."""
    if not like.suffix_once or like.birth is not DateAgreement.MISSING or like.identified:
        return None
    return Objection(Sameness.UNSURE, "a name suffix in one, and no birth date to compare")


def newborns_of_one_birth(like: Likeness) -> Objection | None:
    """Baby Boy A is not Baby Boy B."""
    return Objection(Sameness.DIFFERENT, "two children of one birth") if like.newborns.siblings else None


def first_name_unknown(like: Likeness) -> Objection | None:
    """Without a first name a brother, a twin or a parent fits as well; so does a name given since birth."""
    if like.first is not Agreement.MISSING or like.identified:
        return None
    words = "a child not yet named" if like.newborns.any else "no first name to compare"
    return Objection(Sameness.UNSURE, words, missing=like.newborns.same)


def first_name_is_an_initial(like: Likeness) -> Objection | None:
    """An initial fits brothers and sisters whose names begin alike, and parents choose such names."""
    if like.first is not Agreement.PARTLY or not like.firsts.initial or like.identified:
        return None
    return Objection(Sameness.UNSURE, "a first name given only as an initial", missing=True)


def goes_by_middle_name(like: Likeness) -> Objection | None:
    """James Robert is called Robert, and so may his brother be; only "Robert J." is he once more."""
    if not like.by_middle or like.identified:
        return None
    words = "one's first name is the other's middle name"
    return Objection(Sameness.UNSURE, words, missing=like.turned_round)


def first_letter_misread(like: Likeness) -> Objection | None:
    """Kobert was Robert, but twins are given names that rhyme."""
    if not like.firsts.letter_slip or like.identified:
        return None
    return Objection(Sameness.UNSURE, "first names that differ in their first letter", missing=True)


def second_names_differ(like: Likeness) -> Objection | None:
    """José Luis and José Manuel are brothers."""
    if not like.compound or like.middle is not Agreement.CONFLICT or like.mrn is Agreement.EXACT:
        return None
    possible = like.born_same and not like.away
    return Objection(_unsure_if(possible), "two different second given names", firm=True)


def first_names_resemble(like: Likeness) -> Objection | None:
    """Twins and siblings are given names that resemble each other: Maria and Marla, Jayden and Kayden."""
    if like.first is not Agreement.ALIKE:
        return None
    quiet = like.middle is not Agreement.CONFLICT and not like.id_conflicts
    if like.mrn is Agreement.EXACT and like.born_same and quiet:
        return None
    if like.ssn is Agreement.EXACT and like.born_same and quiet and like.garbled:
        return None  # of two real names it would not do: forms of twins bear a parent's number
    born = like.born_same or (like.born_nearly and (like.identified or (like.misdated and like.at_home == 2)))
    family = like.last.agrees or (like.last is Agreement.PARTLY and like.identified)
    likely = born and family and quiet
    return Objection(_unsure_if(likely), "two first names that resemble each other, as twins' do")


def short_form_is_weak(like: Likeness) -> Objection | None:
    """Tables of short forms call Erin and Aaron one name, and twins may be; nobody has Bob and Robert."""
    if like.first is not Agreement.VARIANT or like.firsts.spelled or like.swapped or like.identified:
        return None
    if not like.firsts.known:
        return None
    against = (like.middle is Agreement.CONFLICT) + min(1, like.id_conflicts)
    if against:
        words = "first names equal only as short forms, and something else differs"
        return Objection(_unsure_if(against == 1), words)
    in_full = like.middle in (Agreement.EXACT, Agreement.NEAR)
    if in_full or like.firsts.never:
        return None
    confirmed = like.firsts.seldom or (like.middle is Agreement.PARTLY and not like.firsts.close)
    words = "first names equal only as short forms"
    return Objection(Sameness.UNSURE, words, missing=confirmed)


def generations_apart(like: Likeness) -> Objection | None:
    """Father and son of one name: 1959 and 1995 are one slip of the pen apart."""
    slip = like.born_nearly or like.birth is DateAgreement.ONE_PART
    family = _GENERATION if like.first is Agreement.EXACT else _GENERATIONS
    generation = any(years in family for years in like.years_apart)
    if not slip or not generation or like.identified:
        return None
    possible = like.born_nearly and not like.id_conflicts
    return Objection(_unsure_if(possible), "birth years a generation apart")


def birth_year_misread(like: Likeness) -> Objection | None:
    """A year in which nobody alive was born was misread, and the year tells father from son."""
    if not like.year_misread or like.identified:
        return None
    return Objection(Sameness.UNSURE, "a birth year that was misread")


def birth_date_unread(like: Likeness) -> Objection | None:
    """A birth date that cannot be read may be another one."""
    if not like.undated or like.identified:
        return None
    return Objection(Sameness.UNSURE, "a birth date that cannot be read")


def live_elsewhere(like: Likeness) -> Objection | None:
    """Namesakes born on one day exist; another address and another telephone tell them apart."""
    conflicts = (like.address, like.phone).count(Agreement.CONFLICT)
    if conflicts < 2 or like.identified or like.middle is Agreement.EXACT:
        return None
    return Objection(Sameness.UNSURE, "address and telephone both differ, and no number tells who it is")


def birth_dates_differ(like: Likeness) -> Objection | None:
    """Two birth dates that no single slip explains."""
    if like.birth is DateAgreement.DIFFERENT:
        if like.mrn is Agreement.EXACT and like.ssn in (Agreement.EXACT, Agreement.NEAR):
            return None
        namesake = like.first is Agreement.EXACT and like.last.agrees and like.at_home > 0
        near = like.two_slips and all(years < _NO_GENERATION for years in like.years_apart)
        return Objection(
            _unsure_if(like.identified or like.misdated or (namesake and near)), "two different birth dates"
        )
    if like.birth is DateAgreement.MISREAD and not like.misdated and not like.identified:
        return Objection(Sameness.UNSURE, "birth dates that differ in two digits")
    if like.birth is DateAgreement.ONE_PART and not like.identified:
        possible = like.at_home > 0 and like.ssn is not Agreement.CONFLICT
        return Objection(_unsure_if(possible), "two different birth dates")
    return None


def birth_dates_nearly_agree(like: Likeness) -> Objection | None:
    """A slip in the birth date needs something else that says who it is."""
    if not like.born_nearly or like.identified or like.at_home:
        return None
    words = "birth dates agree but for a slip, and nothing else tells who it is"
    return Objection(_unsure_if(like.misdated or not like.away), words, missing=not like.away)


def identifiers_differ(like: Likeness) -> Objection | None:
    """Another Social Security or record number is another person, unless nobody else could be meant."""
    if not like.id_conflicts:
        return None
    all_else = like.born_same and like.first <= Agreement.VARIANT and like.last <= Agreement.PARTLY
    if like.at_home and all_else and like.first is Agreement.EXACT and like.id_conflicts == 1:
        return None  # nobody shares first name, birthday and home with somebody else
    one_agrees = like.identified or (all_else and not like.away)
    return Objection(_unsure_if(one_agrees), "identifiers differ", firm=True)


def last_names_differ(like: Likeness) -> Objection | None:
    """A new surname after a marriage needs an identifier or the same home."""
    if like.last not in (Agreement.CONFLICT, Agreement.ALIKE) or like.identified or like.at_home:
        return None
    if (
        like.last is Agreement.ALIKE
    ):  # Hayes and Banks are two letters apart, and among millions share a birthday
        return Objection(Sameness.UNSURE, "last names that only resemble each other", missing=True)
    return Objection(_unsure_if(like.born_same), "two different last names", missing=like.born_same)


def names_hardly_agree(like: Likeness) -> Objection | None:
    """An initial for a first name and a surname that only resembles tell nobody apart."""
    weak = like.first >= Agreement.PARTLY and like.last >= Agreement.ALIKE
    return Objection(Sameness.UNSURE, "names agree only in part") if weak and not like.identified else None


def middle_names_differ(like: Likeness) -> Objection | None:
    """Namesakes born on one day are told apart by a middle name."""
    if like.middle not in (Agreement.CONFLICT, Agreement.ALIKE) or like.identified:
        return None
    if like.middle is Agreement.ALIKE:
        return None if like.at_home else Objection(Sameness.UNSURE, "middle initials that only look alike")
    if like.id_conflicts or like.away:
        return Objection(Sameness.DIFFERENT, "two different middle names, and something else differs")
    if like.at_home and not like.middles_real:
        return None
    return Objection(Sameness.UNSURE, "two different middle names", firm=like.middles_real)


def differences_add_up(like: Likeness) -> Objection | None:
    """One name that differs is a slip or a marriage; beside a second difference it is somebody of the same home."""
    if like.identified:
        return None
    married, slip = like.last is Agreement.CONFLICT, like.first is not Agreement.EXACT
    middle = like.middle is Agreement.CONFLICT and like.middles_read and (married or slip or like.born_nearly)
    if not middle and not (married and (like.born_nearly or not like.first.agrees)):
        return None
    return Objection(Sameness.UNSURE, "small differences that add up")


OBJECTIONS: tuple[Callable[[Likeness], Objection | None], ...] = (
    suffixes_differ,
    suffix_without_birth_date,
    newborns_of_one_birth,
    first_name_unknown,
    first_name_is_an_initial,
    goes_by_middle_name,
    first_letter_misread,
    second_names_differ,
    first_names_differ,
    first_names_resemble,
    short_form_is_weak,
    generations_apart,
    birth_date_unread,
    birth_year_misread,
    birth_dates_differ,
    birth_dates_nearly_agree,
    live_elsewhere,
    identifiers_differ,
    last_names_differ,
    names_hardly_agree,
    middle_names_differ,
    differences_add_up,
)
