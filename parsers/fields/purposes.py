"""The purpose's choices: which boxes belong to that question, and what is written behind "Other"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from intake_daemon.model import Box, Method
from parsers.fields.boxed import is_boxed
from parsers.fields.claim import Claim, present
from parsers.fields.crosses import crossed_options
from parsers.fields.labels import Label
from parsers.fields.lexicon import option_of
from parsers.fields.sections import Heading, section_at
from parsers.fields.segments import begins_segment
from parsers.fields.sheet import Sheet, Tick
from parsers.fields.ticks import OTHER, Option, asks_to_describe
from parsers.fields.token import Token
from parsers.normalise.names import trim
from parsers.normalise.text import fold

FIELD = "authorization.purpose"
_PURPOSES = 3  #: different purposes among a form's choices that tell a list of purposes
_AMONG = 0.35  #: inches above and below the choices that were seen
_APART = 0.6  #: inches between two choices of one question
NOWHERE = "elsewhere"  #: the section of choices that belong to no question that we know
_LONG_QUESTION = 18  #: words
_RUNNING = 8  #: words of a line that is no choice
_BELOW = 0.75  #: inches below the question's words within which "Other" belongs to it
_ON_LINE = 1.2  #: inches between "Other:" and the first word written on its line
_WORD_GAP = 0.24  #: inches between words that were written one after the other
_ASKED = re.compile(
    r"\bpurpose(?:s|\(s\))?[ :?(][^.]{0,70}[:?]$|\bpurpose(?:s|\(s\))?[:?]$|\b(?:reason|need)s? for\b[^.]{0,70}[:?]$|"
    r"\bneeded for:$|\b(?:proposito|motivo|razon)\b[^.]{0,60}:$"
)
_STATED = ("for", "the", "purpose", "of")
_MOST_STATED = 5  #: words of a purpose that is printed as part of a sentence


@dataclass(frozen=True)
class _Question:
    """Where a purpose is asked for, and how far to the right its choices may stand; inches."""

    place: Box
    right: float


def with_purposes(
    sheet: Sheet, options: tuple[Option, ...], headings: tuple[Heading, ...], labels: tuple[Label, ...]
) -> tuple[Option, ...]:
    """The choices with the purpose's told from others; "Other" is chosen where something is written behind it."""
    asked = tuple(_questions(sheet, headings, labels))

    def section_of(place: Box) -> str:
        return "purpose" if any(_is_under(q, place) for q in asked) else section_at(headings, place)

    options += tuple(crossed_options(sheet, options, section_of))
    return _with_others(sheet, _near(sheet, _implied(_below(options, asked)), asked), asked)


def _below(options: tuple[Option, ...], asked: tuple[_Question, ...]) -> tuple[Option, ...]:
    """The choices with those right behind or below a question about the purpose told to be its own."""
    under = [
        option for option in options if any(_is_under(question, option.tick.place) for question in asked)
    ]
    known = [option for option in under if _purpose_of(option)]

    def belongs(option: Option) -> bool:
        beside = any(_meet(option.tick.place, other.tick.place) for other in known)
        return option in known or (option in under and beside and not _of_another(option))

    return tuple(replace(option, section="purpose") if belongs(option) else option for option in options)


def _meet(one: Box, other: Box) -> bool:
    """Whether two boxes to tick stand on one line."""
    return one[1] < other[3] and one[3] > other[1]


def _is_under(question: _Question, place: Box) -> bool:
    """Whether a place lies right behind or below a question about the purpose."""
    box, middle = question.place, (place[1] + place[3]) / 2
    return box[1] - 0.05 < middle < box[3] + _BELOW and box[0] - 0.4 < place[0] < question.right


def _questions(sheet: Sheet, headings: tuple[Heading, ...], labels: tuple[Label, ...]) -> Iterator[_Question]:
    for heading in headings:
        if heading.name == "purpose":
            yield _Question(heading.place, heading.right)
    for label in labels:
        if label.meaning.what == "purpose" and sheet.rows[label.row][label.end - 1].text.endswith(":"):
            yield _Question(label.place, 99.0)
    for row in sheet.rows:
        said = [token for token in row if token.key]
        if (
            said
            and len(said) < _LONG_QUESTION
            and _ASKED.search(fold(" ".join(token.text for token in said)))
        ):
            yield _Question((said[0].place[0], said[0].place[1], said[-1].place[2], said[0].place[3]), 99.0)


def _implied(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """The choices of a purpose, also where no heading says "purpose": three of them are no accident."""
    if any(option.section == "purpose" for option in options):
        return options
    known = [option for option in options if _purpose_of(option) not in (None, "other")]
    if len({_purpose_of(option) for option in known}) < _PURPOSES:
        return options
    top = min(option.tick.place[1] for option in known) - _AMONG
    bottom = max(option.tick.place[3] for option in known) + _AMONG
    return tuple(
        replace(option, section="purpose")
        if option in known or (_purpose_of(option) == "other" and top < option.tick.place[1] < bottom)
        else option
        for option in options
    )


def _purpose_of(option: Option) -> str | None:
    """The purpose that a choice names, unless it may just as well be a kind of record."""
    return None if _of_records(option) else option_of(FIELD, option.text)


def _of_another(option: Option) -> bool:
    """Whether a choice is known to answer another question."""
    others = ("delivery.method", "scope.sensitive", "authorization.recipient.is_patient")
    return _of_records(option) or any(option_of(field, option.text) for field in others)


def _of_records(option: Option) -> bool:
    return option_of("scope.record_types", option.text) not in (None, "other")


def _near(sheet: Sheet, options: tuple[Option, ...], asked: tuple[_Question, ...]) -> tuple[Option, ...]:
    """The choices with those that stand far below the purpose's question, or below other text, left out of it."""
    reach = max((question.place[3] for question in asked), default=99.0)
    kept: set[int] = set()
    for option in sorted((o for o in options if o.section == "purpose"), key=lambda o: o.tick.place[1]):
        top = option.tick.place[1]
        starts = [q.place[3] for q in asked if -_AMONG < top - q.place[3] < _APART]
        last = max([*starts, *([reach] if kept and top > reach else [])], default=reach)
        if not asked or (-_AMONG < top - last < _APART and not _text_between(sheet, options, last, top)):
            kept.add(id(option))
            reach = option.tick.place[3]
    return tuple(
        replace(option, section=NOWHERE) if option.section == "purpose" and id(option) not in kept else option
        for option in options
    )


def _text_between(sheet: Sheet, options: tuple[Option, ...], top: float, bottom: float) -> bool:
    """Whether a line of running text, with no choice in it, stands between two heights."""
    return any(
        len(row) >= _RUNNING
        and top + 0.05 < row[0].middle < bottom
        and not any(_level(option, row[0]) for option in options if option.tokens)
        for row in sheet.rows
    )


def _with_others(
    sheet: Sheet, options: tuple[Option, ...], asked: tuple[_Question, ...]
) -> tuple[Option, ...]:
    found = list(options)
    for row in sheet.rows:
        for at, token in enumerate(row):
            if token.key not in OTHER or not (begins_segment(sheet, row, at) or is_boxed(token.text)):
                continue
            if not _is_choice(sheet, token, options, asked):
                continue
            written = _written(sheet, row, at + 1, options)
            if written:
                found = [option for option in found if not _holds(option, token)]
                place = (token.place[0] - 0.15, token.place[1], token.place[0], token.place[3])
                found.append(Option(Tick(place, True, by_hand=True), (token, *written), "purpose"))
    return tuple(found)


def _holds(option: Option, token: Token) -> bool:
    """Whether a choice is the one that a word begins."""
    return option.section == "purpose" and option.tokens[:1] == (token,)


def _is_choice(sheet: Sheet, token: Token, options: tuple[Option, ...], asked: tuple[_Question, ...]) -> bool:
    """Whether an "Other" stands among the purposes, or right below the question for one."""
    x, y = token.place[0], token.middle
    beside = [option for option in options if abs(option.tick.place[1] - y) < _AMONG + 0.1]
    others = [
        option
        for option in beside
        if option.section != "purpose" and option.tick.place[0] < x < option.tick.place[0] + 1
    ]
    if others and not any(_holds(option, token) for option in beside):
        return False
    if any(option.section == "purpose" for option in beside):
        return True
    return any(
        _is_under(question, token.place)
        and not _text_between(sheet, options, question.place[3], token.place[1])
        for question in asked
    )


def _written(sheet: Sheet, row: tuple[Token, ...], start: int, options: tuple[Option, ...]) -> list[Token]:
    """What is written behind "Other", less the printed words that ask to."""
    end, reach = row[start - 1].place[2], _ON_LINE
    edges = [
        option.tick.place[0]
        for option in options
        if option.tick.place[0] > end and _level(option, row[start - 1])
    ]
    edges += [wall[0] for wall in sheet.walls if wall[0] > end and wall[1] < row[start - 1].middle < wall[3]]
    edge = min(edges, default=99.0)
    found: list[Token] = []
    for token in row[start:]:
        if token.place[0] >= edge - 0.02 or token.place[0] - end > reach:
            break
        if found and found[-1].widget is not token.widget:
            break
        if found or (token.key and not asks_to_describe(token)):
            found.append(token)
            reach = _WORD_GAP
        end = token.place[2]
    return found if sum(len(token.key) for token in found) >= 3 else []


def _level(option: Option, token: Token) -> bool:
    return option.tick.place[1] < token.place[3] and option.tick.place[3] > token.place[1]


def stated_purposes(sheet: Sheet) -> Iterator[Claim]:
    """A purpose that the form prints as part of its sentence: "for the purpose of continuing patient care"."""
    for row in sheet.rows:
        keys = [token.key for token in row]
        for at in range(len(row) - len(_STATED)):
            if tuple(keys[at : at + len(_STATED)]) != _STATED:
                continue
            said = [token for token in row[at + len(_STATED) :] if token.key]
            text = " ".join(token.text for token in said)
            known = option_of(FIELD, text)
            if 0 < len(said) <= _MOST_STATED and known not in (None, "other") and _runs_on(row[at + 3 :]):
                yield present(sheet, FIELD, trim(text), said, 0.97, Method.PROSE)


def _runs_on(row: tuple[Token, ...]) -> bool:
    """Whether words follow one another with no room to write between them."""
    return all(after.place[0] - before.place[2] < _WORD_GAP for before, after in pairwise(row))
