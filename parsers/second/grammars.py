"""The language of each grammar: what can stand in a place for a date, a telephone number, a mail address."""

import string
from functools import cache

import numpy as np

from parsers.second.dates import DATE, PERIOD
from parsers.second.glimpse import Grammar
from parsers.second.language import Expression, Language, either, many, maybe, one_of, then, word
from parsers.second.network import Scores
from parsers.second.signs import PLACE, SIGNS

_ANYTHING = many(one_of("".join(SIGNS[1:])))
_LETTERS = "".join(sign for sign in SIGNS[1:] if sign.isalpha())
_SMALL = string.ascii_lowercase + string.digits


def _phone() -> Expression:
    number = many(one_of(string.digits + "()-+. /"))
    digits = many(one_of(string.digits))
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
    Grammar.NAME: many(one_of(_LETTERS + " '-.,()&/\"")),
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
    """The scores with signs put together that mean the same here.

    In a mail address capitals are small letters, and a gap between letters is no letter.
    """
    if grammar is not Grammar.EMAIL:
        return scores
    meant = scores.copy()
    for capital in string.ascii_uppercase:
        meant[:, PLACE[capital.lower()]] += meant[:, PLACE[capital]]
        meant[:, PLACE[capital]] = 0.0
    meant[:, 0] += meant[:, PLACE[" "]]
    meant[:, PLACE[" "]] = 0.0
    return np.asarray(meant, dtype=np.float32)
