"""The language of written dates, United States order and others, English and Spanish."""

import string

from parsers.second.language import Expression, either, maybe, one_of, then, word

_MONTHS = (
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
    "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre "
    "ene abr ago set dic"
)
_NOW = ("present", "current", "now", "today", "ongoing", "presente", "actual", "hoy")

_digit = one_of(string.digits)
_space = word(" ")
_gap = maybe(_space)


def _spelled(words: tuple[str, ...] | list[str]) -> Expression:
    """Words in small letters, in capitals, or with a first capital."""
    ways = {way for spelling in words for way in (spelling, spelling.upper(), spelling.capitalize())}
    return either(*(word(way) for way in sorted(ways)))


_month = either(then(maybe(word("0")), one_of("123456789")), then(word("1"), one_of("012")))
_day = either(
    then(maybe(word("0")), one_of("123456789")),
    then(one_of("12"), _digit),
    then(word("3"), one_of("01")),
)
_full_year = then(either(word("19"), word("20")), _digit, _digit)
_year = either(_full_year, then(maybe(word("'")), _digit, _digit))
_name = then(_spelled(_MONTHS.split()), maybe(one_of(".,")))
_nth = then(_day, maybe(_spelled(["st", "nd", "rd", "th"])))
_of = either(word(" of "), word(" de "), word(" del "))


def _between(sign: str, *pieces: Expression) -> Expression:
    """Pieces with a sign between each two, perhaps with gaps around it."""
    joint = then(_gap, word(sign), _gap)
    parts: list[Expression] = [pieces[0]]
    for piece in pieces[1:]:
        parts += [joint, piece]
    return then(*parts)


def _in_figures() -> Expression:
    orders = []
    for sign in "/-.":
        for first, second in ((_month, _day), (_day, _month)):
            orders.append(_between(sign, first, second, _year))
        orders += [_between(sign, _full_year, _month, _day), _between(sign, _month, _full_year)]
    spaced = then(_month, _space, _day, _space, _year)
    two_digits = either(then(word("0"), _digit), then(word("1"), one_of("012")))
    compact = then(two_digits, one_of("0123"), _digit, _full_year)
    return either(*orders, spaced, compact, _full_year)


def _in_words() -> Expression:
    comma = then(maybe(one_of(".,")), _gap)
    month_first = then(_name, _gap, _nth, either(comma, _of), _year)
    day_first = then(
        _nth, either(_of, one_of(" -/."), then()), _name, either(_of, one_of(" -/."), comma), _year
    )
    month_only = then(_name, either(_of, _gap), either(_full_year, then(word("'"), _digit, _digit)))
    return either(month_first, day_first, month_only)


DATE = either(_in_figures(), _in_words())
_to = then(
    _gap, either(word("-"), _spelled(["to", "through", "thru", "until", "and", "al", "a", "hasta"])), _gap
)
_end = either(DATE, then(maybe(_spelled(["the"]), _space), _spelled(_NOW)))
PERIOD = then(maybe(_spelled(["from", "desde", "del"]), _space), DATE, maybe(_to, _end))
