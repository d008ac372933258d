"""Boxes to tick, and lines to initial: what the ticked ones answer, by the section they stand in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from intake_daemon.model import Box, Method, State
from parsers.fields.claim import Claim, absent, empty_confidence, evidence
from parsers.fields.labels import Label
from parsers.fields.lexicon import option_of
from parsers.fields.sections import Heading, section_at
from parsers.fields.sheet import Sheet, Tick
from parsers.fields.token import Token
from parsers.normalise.names import trim
from parsers.normalise.text import key

_LISTS = frozenset({"scope.record_types", "scope.sensitive"})
_YES = frozenset({"yes", "si", "ido"})
_NO = frozenset({"no", "idonot"})
_BY_SECTION: dict[str, tuple[str, ...]] = {
    "scope": ("scope.all_dates", "scope.sensitive", "scope.record_types"),
    "sensitive": ("scope.sensitive",),
    "purpose": ("authorization.purpose",),
    "delivery": ("authorization.recipient.is_patient", "delivery.method"),
    "recipient": ("authorization.recipient.is_patient", "delivery.method"),
    "signer": ("authorization.representative.authority",),
    "representative": ("authorization.representative.authority",),
    "": ("authorization.recipient.is_patient", "scope.record_types", "scope.sensitive"),
}
_ROW_LEANS = 0.6  #: inches by which words of one row, and tall ones at that, may differ in height
_AMONG = 0.35  #: inches above and below the choices that were seen
_PURPOSES = 3  #: different purposes among a form's choices that tell a list of purposes


@dataclass(frozen=True)
class Option:
    """A box to tick with the words beside it and the question it answers."""

    tick: Tick
    tokens: tuple[Token, ...]
    section: str

    @property
    def text(self) -> str:
        """The words beside the box."""
        return " ".join(token.text for token in self.tokens) or self.tick.name


def find_options(sheet: Sheet, headings: tuple[Heading, ...]) -> tuple[Option, ...]:
    """All boxes of a sheet with their words."""
    return tuple(
        Option(tick, _words_beside(sheet, tick), section_at(headings, tick.place)) for tick in sheet.ticks
    )


def _words_beside(sheet: Sheet, tick: Tick) -> tuple[Token, ...]:
    row = _row_of(sheet, tick.place)
    right = [token for token in row if token.place[0] > tick.place[2] - 0.06]
    stops = [other.place[0] for other in sheet.ticks if other is not tick and _level(other.place, tick.place)]
    edge = min((stop for stop in stops if stop > tick.place[2]), default=99.0)
    edge = min(
        [edge, *(wall[0] for wall in sheet.walls if wall[0] > tick.place[2] and _level(wall, tick.place))]
    )
    run = _run(right, tick.place[2], edge, 0.35)
    if run and key(run[0].text) in _YES and len(run) == 1:
        beyond = [token for token in right if token.place[0] > run[-1].place[2]]
        return tuple(run + _run(beyond, run[-1].place[2], edge, 3.0))
    return tuple(run)


def _row_of(sheet: Sheet, place: Box) -> tuple[Token, ...]:
    middle = (place[1] + place[3]) / 2
    near = [
        token
        for row in sheet.rows
        if abs(row[0].middle - middle) < _ROW_LEANS
        for token in row
        if abs(token.middle - middle) < max(0.08, token.height * 0.6)
    ]
    return tuple(sorted(near, key=lambda token: token.place[0]))


def _run(tokens: list[Token], start: float, edge: float, first_gap: float) -> list[Token]:
    run: list[Token] = []
    end, reach = start, first_gap
    for token in tokens:
        if token.place[0] >= edge - 0.02 or token.place[0] - end > reach:
            break
        run.append(token)
        end, reach = token.place[2], 0.35
    return run


def _level(one: Box, other: Box) -> bool:
    return one[1] < other[3] - 0.02 and one[3] > other[1] + 0.02


def option_claims(sheet: Sheet, options: tuple[Option, ...], labels: tuple[Label, ...]) -> Iterator[Claim]:
    """What the ticked boxes say; a question whose boxes are all empty is absent."""
    many: dict[str, list[tuple[str, Option]]] = {}
    for option in _with_purposes(options):
        if option.tick.on and key(option.text) not in _NO and not option.text.lower().startswith("no "):
            for field, value in _answers(option):
                many.setdefault(field, []).append((value, option))
    for field, said in many.items():
        yield _claim(sheet, field, said)
    yield from _unanswered(sheet, options, set(many))


def _with_purposes(options: tuple[Option, ...]) -> tuple[Option, ...]:
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
    if option_of("scope.record_types", option.text) not in (None, "other"):
        return None
    return option_of("authorization.purpose", option.text)


def _answers(option: Option) -> Iterator[tuple[str, str]]:
    for field in _BY_SECTION.get(option.section, ()):
        value = option_of(field, option.text)
        if value is None or (value == "other" and field == "scope.sensitive"):
            continue
        if field == "authorization.purpose" and value == "other":
            value = _described(option) or value
        yield field, value
        if field != "scope.all_dates":
            return
    if (
        option.section == "purpose"
        and option_of("authorization.purpose", option.text) is None
        and option.tokens
    ):
        yield "authorization.purpose", trim(option.text)[:80]


def _described(option: Option) -> str:
    """What is written behind "Other:"."""
    said = [
        token
        for token in option.tokens
        if key(token.text) not in ("other", "otro", "otra", "specify", "please")
    ]
    return trim(" ".join(token.text for token in said if not token.text.startswith("(") and token.key))


def _claim(sheet: Sheet, field: str, said: list[tuple[str, Option]]) -> Claim:
    values = tuple(dict.fromkeys(value for value, _ in said))
    tokens = [token for _, option in said for token in option.tokens]
    by_hand = any(option.tick.by_hand for _, option in said)
    confidence = 0.95 if by_hand else 0.98
    if field in ("authorization.recipient.is_patient", "scope.all_dates"):
        value: bool | str | tuple[str, ...] = True
    elif field in _LISTS:
        value = values
    else:
        value = values[0] if len(values) == 1 else ", ".join(values)
        confidence -= 0.0 if len(values) == 1 else 0.1
    known = evidence(sheet, tokens, Method.CHECKBOX) or evidence(
        sheet, (), Method.CHECKBOX, said[0][1].tick.place
    )
    return Claim(field, value, State.PRESENT, confidence, known)


def _unanswered(sheet: Sheet, options: tuple[Option, ...], answered: set[str]) -> Iterator[Claim]:
    for section, field in (("purpose", "authorization.purpose"), ("scope", "scope.record_types")):
        asked = [option for option in options if option.section == section]
        if not asked or field in answered:
            continue
        if any(option.tick.on is None for option in asked):
            yield Claim(
                field, None, State.UNREADABLE, 0.8, evidence(sheet, (), Method.CHECKBOX, asked[0].tick.place)
            )
        elif all(option.tick.on is False for option in asked) and len(asked) >= 2:
            sure = 0.8 if _ink_among(sheet, asked) else min(0.95, empty_confidence(sheet))
            yield absent(sheet, field, asked[0].tick.place, sure)


def without_ticked_questions(claims: Iterable[Claim], options: tuple[Option, ...]) -> Iterator[Claim]:
    """Claims of labels, less the empty lines behind questions that are answered by ticking: they prove nothing."""
    ticked = any(option.section == "purpose" for option in options)
    for claim in claims:
        if not (ticked and claim.field == "authorization.purpose" and claim.state is State.ABSENT):
            yield claim


def _ink_among(sheet: Sheet, asked: list[Option]) -> bool:
    """Whether loose ink lies among the choices of a question: a cross over a box that was not seen as one."""
    top = min(option.tick.place[1] for option in asked) - _AMONG
    bottom = max(option.tick.place[3] for option in asked) + _AMONG
    return any(stroke[1] < bottom and stroke[3] > top for stroke in sheet.strokes)


def initialled_claims(sheet: Sheet, headings: tuple[Heading, ...]) -> Iterator[Claim]:
    """Sensitive categories whose line for initials is not empty."""
    found: list[str] = []
    words: list[Token] = []
    for blank in sheet.blanks:
        left, _top, right, bottom = blank.place
        if not 0.25 < right - left < 1.3 or section_at(headings, blank.place) not in ("sensitive", "scope"):
            continue
        row = _row_of(sheet, (left, bottom - 0.14, right, bottom))
        after = _run([token for token in row if token.place[0] > right - 0.03], right, 99.0, 0.25)
        category = option_of("scope.sensitive", " ".join(token.text for token in after)) if after else None
        on_line = [token for token in row if left - 0.05 <= token.place[0] and token.place[2] <= right + 0.05]
        if category and any(1 <= len(token.key) <= 4 and token.key.isalpha() for token in on_line):
            found.append(category)
            words += on_line + after
    if found:
        yield Claim(
            "scope.sensitive",
            tuple(dict.fromkeys(found)),
            State.PRESENT,
            0.9,
            evidence(sheet, words, Method.INK),
        )
