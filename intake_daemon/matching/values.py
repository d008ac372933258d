"""Compare one value with another: names, identifiers, numbers, addresses, mail addresses.

Every function is symmetric and takes normalised values (see `features`); empty is missing. The candidates of one
arrival bear few names, so comparisons of names are kept.
"""

from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from intake_daemon.matching.evidence import Agreement
from intake_daemon.matching.names import called, hardly_given_beside, is_given_name, spelling
from intake_daemon.matching.text import shape

_DIGITS = frozenset("0123456789")
_LONG_ENOUGH = 4  # letters: of a shorter name the first letter is too much of it
_LETTERS_A_SLIP = 8  # more misread letters than one in so many make another name


@lru_cache(maxsize=16384)
def compare_given_names(one: str, other: str) -> Agreement:
    """Compare first names; two real names that only resemble each other (Maria, Marla) are ALIKE."""
    if not one or not other:
        return Agreement.MISSING
    if one == other:
        return Agreement.EXACT
    if _is_variant(one, other) or _is_variant(other, one):
        return Agreement.VARIANT
    if len(one) == 1 or len(other) == 1:
        return Agreement.PARTLY if _same_initial(one, other) else Agreement.CONFLICT
    if _share_a_word(one, other):
        return Agreement.PARTLY
    likeness = _compare_letters(one, other)
    close = likeness in (Agreement.NEAR, Agreement.PARTLY)
    return Agreement.ALIKE if close and _could_be_two_names(one, other) else likeness


def _could_be_two_names(one: str, other: str) -> bool:
    """Whether two close spellings are as likely two people: both are names, or too short, or begin otherwise.

    A slip seldom hits the first letter, and twins are called Jayden and Kayden, Thu and Thuy.
    """
    if _neighbours_exchanged(one, other):
        return False
    if any(letter in _DIGITS for letter in one + other):
        return False
    if shape(one) != shape(other) and not _same_initial(one, other):
        return not first_letter_slip(one, other)
    if hardly_given_beside(one, other):
        return False
    if is_given_name(one) and is_given_name(other):
        return True
    return min(len(one), len(other)) < 4 and _can_be_spoken(one) and _can_be_spoken(other)


@lru_cache(maxsize=16384)
def first_letter_slip(one: str, other: str) -> bool:
    """Whether a common name lost its first letter, or has another there that makes it no name: Kobert, ulia."""
    if not one or not other or _same_initial(one, other) or is_given_name(one) is is_given_name(other):
        return False
    shorter = min(len(one), len(other))
    return shorter >= _LONG_ENOUGH and OSA.distance(one, other) == 1 and hardly_given_beside(one, other)


def _can_be_spoken(word: str) -> bool:
    return any(letter in "aeiouy" for letter in word)


@lru_cache(maxsize=16384)
def compare_surnames(one: str, other: str) -> Agreement:
    """Compare surnames; one of two (Garcia and Garcia Lopez) is PARTLY."""
    if not one or not other:
        return Agreement.MISSING
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return Agreement.EXACT
    if _share_a_word(one, other):
        return Agreement.VARIANT
    if len(one) == 1 or len(other) == 1:
        return Agreement.PARTLY if _same_initial(one, other) else Agreement.CONFLICT
    return _compare_letters(one, other)


def compare_names_crosswise(one: str, other: str) -> Agreement:
    """Compare one's first name with the other's last; either may be the surname."""
    given, family = compare_given_names(one, other), compare_surnames(one, other)
    return min(given, family)


@lru_cache(maxsize=16384)
def compare_middle_names(one: str, other: str) -> Agreement:
    """Compare middle names; an initial agrees PARTLY with a name that begins with it, Ali not with Ahmed."""
    if not one or not other:
        return Agreement.MISSING
    if one == other:
        return Agreement.EXACT if len(one) > 1 else Agreement.PARTLY
    if len(one) == 1 or len(other) == 1:
        return _compare_initials(one[0], other[0])
    letters = _compare_letters(one, other)
    if letters.agrees or _share_a_word(one, other) or _is_variant(one, other) or _is_variant(other, one):
        return Agreement.NEAR
    misread = letters is Agreement.PARTLY and not (is_given_name(one) and is_given_name(other))
    return Agreement.PARTLY if misread else Agreement.CONFLICT


def _compare_initials(one: str, other: str) -> Agreement:
    """Of one letter alone, C and E being taken for each other is as likely as being two."""
    if one == other:
        return Agreement.PARTLY
    return Agreement.ALIKE if shape(one) == shape(other) else Agreement.CONFLICT


def _is_variant(one: str, other: str) -> bool:
    spelled = spelling(other)
    return spelling(one) == spelled or any(spelling(name) == spelled for name in called(one))


def _same_initial(one: str, other: str) -> bool:
    return one[0] == other[0] or shape(one[0]) == shape(other[0])


def _share_a_word(one: str, other: str) -> bool:
    words, others = set(one.split()), set(other.split())
    if len(words) == len(others) == 1:
        return False
    return any(
        len(word) > 2 and (word == twin or (len(word) > 4 and OSA.distance(word, twin) == 1))
        for word in words
        for twin in others
    )


def _neighbours_exchanged(one: str, other: str) -> bool:
    return one[0] == other[0] and sorted(one) == sorted(other) and OSA.distance(one, other) == 1


def _compare_letters(one: str, other: str) -> Agreement:
    one_shape, other_shape = shape(one.replace(" ", "")), shape(other.replace(" ", ""))
    if one_shape == other_shape:
        return Agreement.NEAR
    edits = min(OSA.distance(one, other), OSA.distance(one_shape, other_shape))
    shorter = min(len(one), len(other))
    if edits <= 1 and shorter > 3:
        return Agreement.NEAR
    similarity = max(JaroWinkler.similarity(one, other), JaroWinkler.similarity(one_shape, other_shape))
    if similarity >= 0.88 or (edits <= 2 and shorter > 5):
        return Agreement.PARTLY
    return Agreement.ALIKE if edits <= 2 and shorter > 3 else Agreement.CONFLICT


def compare_codes(one: str, other: str) -> Agreement:
    """Compare identifiers and numbers: one edit is NEAR, two in a long one are ALIKE.

    In fewer than three signs one edit makes another number.
    """
    if not one or not other:
        return Agreement.MISSING
    if one == other:
        return Agreement.EXACT
    edits, shorter = OSA.distance(one, other), min(len(one), len(other))
    if edits == 1 and shorter >= 3:
        return Agreement.NEAR
    return Agreement.ALIKE if edits == 2 and shorter > 5 else Agreement.CONFLICT


def compare_addresses(one: str, other: str, houses: tuple[str, str]) -> Agreement:
    """Compare postal addresses; another house in the same street is CONFLICT."""
    if not one or not other:
        return Agreement.MISSING
    if one == other:
        return Agreement.EXACT
    if compare_codes(*houses) is Agreement.CONFLICT:
        return Agreement.CONFLICT
    likeness = max(fuzz.token_sort_ratio(one, other), fuzz.token_sort_ratio(shape(one), shape(other)))
    if likeness >= 78:
        return Agreement.NEAR
    return Agreement.ALIKE if likeness >= 65 else Agreement.CONFLICT


def compare_organizations(one: str, other: str) -> Agreement:
    """Compare firms in the order of their words: Brennan & Sinclair is not Sinclair & Brennan."""
    if not one or not other:
        return Agreement.MISSING
    if one == other:
        return Agreement.EXACT
    likeness = max(fuzz.ratio(one, other), fuzz.ratio(shape(one), shape(other)))
    if likeness >= 88 and not _one_says_more(one, other):
        return Agreement.NEAR
    return Agreement.ALIKE if likeness >= 75 or _initials(one, other) else Agreement.CONFLICT


def _one_says_more(one: str, other: str) -> bool:
    """Whether one has all words of the other and another one: Abernathy Medical Center North is another house."""
    words, others = sorted((set(one.split()), set(other.split())), key=len)
    return len(words) < len(others) and words < others and all(len(word) > 2 for word in others - words)


def _initials(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) > 1 and short == "".join(word[0] for word in long.split())


def compare_mail_addresses(one: str, other: str) -> Agreement:
    """Compare mail addresses, forgiving what recognition does to dots and letters.

    Mailbox and domain each for itself: records@alder.example is not records@cedar.example.
    """
    if not one or not other:
        return Agreement.MISSING
    if one == other:
        return Agreement.EXACT
    pairs = zip(_mail_parts(one), _mail_parts(other), strict=True)
    return Agreement.NEAR if all(_same_but_for_slips(*pair) for pair in pairs) else Agreement.CONFLICT


def _mail_parts(address: str) -> tuple[str, str]:
    box, _, domain = shape(address.replace(".", "")).rpartition("@")
    return box, domain


def _same_but_for_slips(one: str, other: str) -> bool:
    return OSA.distance(one, other) <= (max(len(one), len(other)) + 3) // _LETTERS_A_SLIP
