"""The language of each grammar: what can stand in a place for a date, a telephone number, a mail address."""

import string
from functools import cache

from parsers.second.dates import DATE, PERIOD
from parsers.second.glimpse import Grammar
from parsers.second.language import Expression, Language, either, many, maybe, one_of, then, word
from parsers.second.network import Scores
from parsers.second.signs import BLANK, PLACE, SIGNS

_ANYTHING = many(one_of("".join(SIGNS[1:])))
_LETTERS = "".join(sign for sign in SIGNS[1:] if sign.isalpha())
_CAPITALS = "".join(sign for sign in _LETTERS if sign.isupper())
_SMALL_LETTERS = "".join(sign for sign in _LETTERS if sign.islower())
_PARTICLES = (
    "de del della der den di da das do dos du la las le los van von vom zu zur y e al el bin ben ibn ter ten af av "
    "or and"
)
_SMALL = string.ascii_lowercase + string.digits
_OF_FIGURES = (Grammar.DATE, Grammar.PERIOD, Grammar.PHONE, Grammar.DIGITS, Grammar.ZIP)
_LOOK_ALIKE = {
    "0": "OoDQ",
    "1": "Il|i!]",
    "2": "Zz",
    "4": "A",
    "5": "Ss",
    "6": "bG",
    "7": "T",
    "8": "B",
    "9": "gq",
}
_ALIKE = 0.25  # of the letter's score goes to the figure, so that a word does not become a number


def _name() -> Expression:
    """Words that are capitalised or all capitals, and particles; or the whole name in small letters.

    So what begins a name is an "I" and no "l", and an "a" in the middle of one is no "A".
    """
    capital, small = one_of(_CAPITALS), many(one_of(_SMALL_LETTERS))
    inner = either(small, then(one_of(_SMALL_LETTERS), capital, small), then(word("ac"), capital, small))
    capitalised = then(capital, maybe(inner))
    joint = one_of("-'")
    in_capitals = either(
        _joined(joint, either(capitalised, many(capital))),
        then(many(one_of(_SMALL_LETTERS)), word("'"), capitalised),
        *(word(particle) for particle in _PARTICLES.split()),
    )
    return either(_sequence(in_capitals), _sequence(_joined(joint, small)))


def _joined(joint: Expression, piece: Expression) -> Expression:
    """A piece, or several with a joint between each two."""
    return then(piece, maybe(many(then(joint, piece))))


def _sequence(name: Expression) -> Expression:
    """Names as they stand in a line: "Crane, Ada (Mrs.) & Tom"."""
    gap = then(
        maybe(one_of(".,")),
        maybe(one_of(')"')),
        either(word(" "), one_of(".,&/")),
        maybe(one_of("&/"), maybe(word(" "))),
        maybe(one_of('("')),
    )
    return then(maybe(one_of('("')), _joined(gap, name), maybe(one_of(".,")), maybe(one_of(')"')))


def _phone() -> Expression:
    digit, sign = one_of(string.digits), maybe(many(one_of("()-+. /")))
    number = then(sign, *[digit, sign] * 7, maybe(many(then(digit, sign))))
    digits = many(digit)
    extension = either(*(word(spelling) for spelling in ("x", "X", "ext", "Ext", "EXT", "#")))
    return then(number, maybe(extension, maybe(one_of(".:")), maybe(word(" ")), digits))


def _email() -> Expression:
    label = many(one_of(_SMALL + "-"))
    return then(many(one_of(_SMALL + "._%+-'")), word("@"), label, many(then(word("."), label)))


def _zip() -> Expression:
    digit = one_of(string.digits)
    five, four = then(*[digit] * 5), then(*[digit] * 4)
    return then(five, maybe(maybe(word(" ")), word("-"), maybe(word(" ")), four))


_EXPRESSIONS = {
    Grammar.FREE: _ANYTHING,
    Grammar.NAME: _name(),
    Grammar.DATE: DATE,
    Grammar.PERIOD: PERIOD,
    Grammar.PHONE: _phone(),
    Grammar.DIGITS: many(one_of(string.digits + " -")),
    Grammar.IDENTIFIER: many(one_of(string.digits + string.ascii_uppercase + " -./#*:")),
    Grammar.EMAIL: _email(),
    Grammar.ZIP: _zip(),
}


@cache
def language(grammar: Grammar) -> Language:
    """What a grammar allows."""
    return Language(_EXPRESSIONS[grammar])


def as_meant(scores: Scores, grammar: Grammar) -> Scores:
    """The scores with signs put together that mean the same in a place.

    Where only figures can stand, an "S" may be a 5. In a mail address capitals are small letters, and a gap between
    letters is no letter.
    """
    if grammar in _OF_FIGURES:
        return _with_figures(scores)
    if grammar is Grammar.EMAIL:
        return _in_small_letters(scores)
    return scores


def _with_figures(scores: Scores) -> Scores:
    meant = scores.copy()
    for figure, letters in _LOOK_ALIKE.items():
        for letter in letters:
            meant[:, PLACE[figure]] += _ALIKE * scores[:, PLACE[letter]]
    return meant


def _in_small_letters(scores: Scores) -> Scores:
    meant = scores.copy()
    for capital in string.ascii_uppercase:
        meant[:, PLACE[capital.lower()]] += scores[:, PLACE[capital]]
        meant[:, PLACE[capital]] = 0.0
    meant[:, PLACE[BLANK]] += scores[:, PLACE[" "]]
    meant[:, PLACE[" "]] = 0.0
    return meant
