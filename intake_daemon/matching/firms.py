"""Compare the names of organizations word by word, in their order.

A chain's clinics differ in one word, two law firms in the order of the same words, and one firm writes its name
in three ways. So legal forms and common abbreviations are evened out, words for a department may be missing, and
every other word counts.
"""

from functools import lru_cache

from rapidfuzz.distance import OSA

from intake_daemon.matching.evidence import Agreement
from intake_daemon.matching.features import asker_of, person_of
from intake_daemon.matching.record import Patient, Requestor
from intake_daemon.matching.text import shape
from intake_daemon.matching.values import compare_organizations

_WHOLE_WORDS = {
    "assn": "association", "atty": "attorney", "attys": "attorneys", "ctr": "center", "centre": "center",
    "chiro": "chiropractic", "clin": "clinic", "cty": "county", "comm": "community", "dept": "department",
    "dist": "district", "div": "division", "govt": "government", "grp": "group", "hosp": "hospital",
    "ins": "insurance", "inst": "institute", "intl": "international", "med": "medical", "meml": "memorial",
    "mgmt": "management", "mut": "mutual", "natl": "national", "ortho": "orthopedic",
    "orthopaedic": "orthopedic", "peds": "pediatrics", "phys": "physicians", "reg": "regional",
    "rehab": "rehabilitation", "saint": "st", "ste": "st", "svc": "services", "svcs": "services",
    "service": "services", "sys": "system", "systems": "system", "univ": "university", "mt": "mount",
    "ft": "fort", "twp": "township", "n": "north", "s": "south", "e": "east", "w": "west",
}  # fmt: skip

#: Words for a department or a trade, which the one who writes adds or leaves out.
_PASSED_OVER = frozenset(
    {
        "attorneys",
        "attorney",
        "claims",
        "department",
        "division",
        "group",
        "insurance",
        "law",
        "legal",
        "office",
    }
    | {"offices", "records", "services", "unit"}
)
_NOBODY = person_of(Patient())
_SHORTEST_MISREAD = 6  #: letters; a sign less or more makes another name of a shorter word
_SHORTEST_INITIALS = 3


@lru_cache(maxsize=16384)
def firm_words(name: str | None) -> tuple[str, ...]:
    """The words of an organization's name, without legal forms, abbreviations written out."""
    normal = asker_of(Requestor(organization=name), _NOBODY).organization
    return tuple(_WHOLE_WORDS.get(word, word) for word in normal.split())


def telling_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words that tell one organization from another; none in "Claims Department"."""
    return tuple(word for word in words if word not in _PASSED_OVER)


def compare_firms(one: tuple[str, ...], other: tuple[str, ...]) -> Agreement:
    """Compare two names given as `firm_words`; symmetric.

    PARTLY: one of them leaves out a word that tells something, such as the town, or abbreviates the other by its
    initials. ALIKE: the same words in another order, or some of them: as likely another firm.
    """
    telling, others = telling_words(one), telling_words(other)
    if not telling or not others:
        return Agreement.MISSING
    if one == other:
        return Agreement.EXACT
    if "".join(telling) == "".join(others):
        return Agreement.VARIANT
    if _is_misread(telling, others):
        return Agreement.NEAR
    if _abbreviates(one, other) or _abbreviates(other, one):
        return Agreement.PARTLY
    if _leaves_out(telling, others) or _leaves_out(others, telling):
        return Agreement.PARTLY
    return _resemblance(telling, others)


def _is_misread(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether misreading explains every difference, words run together among them."""
    if len(one) == len(other):
        return all(_same_word(word, twin) for word, twin in zip(one, other, strict=True))
    joined, other_joined = "".join(one), "".join(other)
    return not _with_digits(joined, other_joined) and shape(joined) == shape(other_joined)


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    if _with_digits(one, other):
        return False  # Clinic 1 and Clinic 7 are two
    if shape(one) == shape(other):
        return True
    return min(len(one), len(other)) >= _SHORTEST_MISREAD and OSA.distance(one, other) == 1


def _with_digits(one: str, other: str) -> bool:
    return any(sign.isdigit() for sign in one) and any(sign.isdigit() for sign in other)


def _abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    word = "".join(short)
    return len(word) >= _SHORTEST_INITIALS and word == "".join(part[0] for part in long)


def _leaves_out(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    rest = iter(long)
    return len(short) < len(long) and all(any(_same_word(word, twin) for twin in rest) for word in short)


def _resemblance(one: tuple[str, ...], other: tuple[str, ...]) -> Agreement:
    if 2 * len(set(one) & set(other)) > max(len(one), len(other)):
        return Agreement.ALIKE
    likeness = compare_organizations(" ".join(one), " ".join(other))
    return Agreement.CONFLICT if likeness is Agreement.CONFLICT else Agreement.ALIKE
