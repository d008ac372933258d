"""The boxes to tick and the lines to initial of a blank, and what a mark in them says."""

from collections.abc import Iterator
from dataclasses import replace

from intake_daemon.model import FormKind, State
from parsers.fields.claim import Claim
from parsers.fields.lexicon import option_of
from parsers.fields.sections import Heading
from parsers.fields.sheet import Sheet, Tick
from parsers.fields.slots import Places
from parsers.fields.ticks import Option, find_options, initialled_claims, option_claims
from parsers.fields.token import Token
from parsers.known.form import NONE, Holds
from parsers.known.found import HIGH, Found, widget_at

_INITIALS = (0.25, 1.3)  #: inches a line for initials is long
_LISTED = 3  #: kinds of records that make a list
_NEXT = 0.35  #: inches from a choice to the next below
_BESIDE, _UNDER = 0.05, 0.1  #: inches two choices are off at most in height, or across
_YES = ("scope.open_ended", "scope.all_dates")
_ANYWHERE = (*_YES, "scope.sensitive", "authorization.representative.authority")


def tick_places(sheet: Sheet, places: Places, headings: tuple[Heading, ...]) -> Iterator[Found]:
    """Every box, with what it says when it is ticked alone."""
    options = find_options(sheet, headings)
    records = [
        option for option in options if option_of("scope.record_types", option.text) not in (None, "other")
    ]
    for number, option in enumerate(options):
        claims = list(option_claims(sheet, _with_one_ticked(options, number), places.labels))
        claim = next((claim for claim in claims if claim.state is State.PRESENT), None)
        said = _better(option, (claim.field, _one_value(claim)) if claim else None, records)
        widget = widget_at(sheet, option.tick.place, (FormKind.CHECKBOX, FormKind.RADIO))
        name = widget.name if widget else None
        text = option.text[:60]
        if said is None:
            yield Found(NONE, Holds.TICK, option.tick.place, None, widget=name, label=text)
        else:
            yield Found(said[0], Holds.TICK, option.tick.place, said[1], widget=name, label=text)


def _better(option: Option, said: tuple[str, str] | None, records: list[Option]) -> tuple[str, str] | None:
    """What a choice says by its company, where its heading was not understood.

    Args:
        option: the choice.
        said: field and value by its heading; None: nothing.
        records: the choices that name kinds of records; three of them are a list of such.
    """
    kind = option_of("scope.record_types", option.text)
    listed = len({each.text for each in records}) >= _LISTED and kind not in (None, "other")
    if listed and (said is None or said[0] == "delivery.method") and _in_company(option, records):
        return "scope.record_types", str(kind)
    way = option_of("delivery.method", option.text)
    if said is not None and said[0].endswith(".is_patient") and way not in (None, "other"):
        return "delivery.method", str(way)
    if said is None and not option.text.lower().startswith("no "):
        for field in _ANYWHERE:
            if value := option_of(field, option.text):
                return field, "yes" if field in _YES else value
    return said


def _in_company(option: Option, others: list[Option]) -> bool:
    """Whether another choice of a kind stands beside a choice, or right over or under it."""
    return any(
        other is not option
        and abs(other.tick.place[1] - option.tick.place[1]) < _NEXT
        and (
            abs(other.tick.place[1] - option.tick.place[1]) < _BESIDE
            or abs(other.tick.place[0] - option.tick.place[0]) < _UNDER
        )
        for other in others
    )


def _with_one_ticked(options: tuple[Option, ...], number: int) -> tuple[Option, ...]:
    return tuple(
        replace(option, tick=Tick(option.tick.place, at == number, True, option.tick.name))
        for at, option in enumerate(options)
    )


def _one_value(claim: Claim) -> str:
    if isinstance(claim.value, tuple):
        return str(claim.value[0])
    return "yes" if claim.value is True else str(claim.value)


def initial_places(sheet: Sheet) -> Iterator[Found]:
    """Short lines before the words of a sensitive category."""
    headings = (Heading("sensitive", (0.0, 0.0, 0.0, 0.0), 0.0, 99.0),)
    for blank in sheet.blanks:
        left, _, right, bottom = blank.place
        if not _INITIALS[0] < right - left < _INITIALS[1]:
            continue
        token = Token("JP", (left + 0.05, bottom - 0.14, left + 0.2, bottom - 0.02), 1.0, "jp")
        with_one = replace(sheet, rows=(*sheet.rows, (token,)), blanks=(blank,))
        for claim in initialled_claims(with_one, headings):
            name = blank.widget.name if blank.widget else None
            box = (left, bottom - HIGH, right, bottom + 0.02)
            yield Found(claim.field, Holds.INITIALS, box, _one_value(claim), widget=name)
