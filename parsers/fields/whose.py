"""Whose page it is: the patient's name and birth date as one page gives them, and when two pages cannot be one's."""

from dataclasses import dataclass

from rapidfuzz import fuzz

from intake_daemon.model import State
from parsers.fields.page import PageFacts
from parsers.normalise.text import words

_SAME_PERSON = 82  #: of 100, similarity of two names that are one person's, misread letters allowed
_SURE = 0.8  #: confidence of a birth date that a page can be told by
_HINT = 0.4  #: confidence from which another birth date is worth a question
_MISREAD = 2  #: digits of a date that a recogniser may have got wrong


@dataclass(frozen=True)
class Whose:
    """The patient of one page.

    Args:
        name: as written; None when the page gives none that could be read.
        born: ISO 8601; None likewise.
        sure: whether the birth date was read well.
        asked: it is a form's page, and asks who the patient is.
    """

    name: str | None
    born: str | None
    sure: bool
    asked: bool


def whose(page: PageFacts) -> Whose:
    """Say whose page it is."""
    dates = [claim for claim in page.claims if claim.field == "patient.dob" and claim.state is State.PRESENT]
    best = max(dates, key=lambda claim: claim.confidence, default=None)
    named = any(claim.field in ("patient.name", "patient.dob") and not claim.weak for claim in page.claims)
    if best is None or best.confidence < _HINT:
        return Whose(page.patient(), None, sure=False, asked=page.form and named)
    return Whose(page.patient(), str(best.value), best.confidence >= _SURE, asked=page.form and named)


def same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's, written or read a little differently."""
    first, second = (" ".join(sorted(word for word in words(name) if len(word) > 1)) for name in (one, other))
    return fuzz.token_set_ratio(first, second) >= _SAME_PERSON or fuzz.ratio(first, second) >= _SAME_PERSON


def is_certainly_another(one: Whose, other: Whose) -> bool:
    """Whether two pages have different patients: their birth dates say so, and their names do not say otherwise."""
    if one.name and other.name and same_person(one.name, other.name):
        return False
    return one.sure and other.sure and _birth_dates_differ(one, other)


def is_perhaps_another(one: Whose, other: Whose) -> bool:
    """Whether something speaks against two pages having one patient."""
    if one.name and other.name and not same_person(one.name, other.name):
        return True
    return (one.sure or other.sure) and bool(one.born and other.born) and one.born != other.born


def is_surely_same(one: Whose, other: Whose) -> bool:
    """Whether a name or a birth date on both pages says that they have one patient."""
    by_name = bool(one.name and other.name) and same_person(str(one.name), str(other.name))
    return (by_name or (one.born is not None and one.born == other.born)) and not is_perhaps_another(
        one, other
    )


def _birth_dates_differ(one: Whose, other: Whose) -> bool:
    """Whether two dates differ by more than a recogniser's mistake."""
    if not one.born or not other.born:
        return False
    return sum(first != second for first, second in zip(one.born, other.born, strict=False)) > _MISREAD
