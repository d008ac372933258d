"""Boxes to tick, and lines to initial: what the ticked ones answer, by the section they stand in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from intake_daemon.model import Box, Method, State
from parsers.fields.boxed import is_boxed
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
_BY_SECTION: dict[str, tuple[str, ...]] = {  #: the fields that a section's choices may answer
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
OTHER = frozenset({"other", "otro", "otra", "otros", "otras"})
_TO_DESCRIBE = frozenset(
    {"specify", "please", "describe", "explain", "explanation", "list", "reason", "purpose", "especifique",
     "favor", "por", "explique", "indique", "describa", "razon", "motivo"}
)  # fmt: skip
_ASKS_NOTHING = frozenset({"exclude", "office", "institution", "purpose"})
_CATEGORY = 12  #: words of a choice that names a sensitive category; longer ones are sentences about them
_AMONG = 0.35  #: inches above and below the choices that were seen


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
        if run and run[-1].widget is not None and token.widget is not run[-1].widget:
            break  # the next field's value
        if run and is_boxed(token.text):
            break  # the next choice
        run.append(token)
        end, reach = token.place[2], 0.35
    return run


def _level(one: Box, other: Box) -> bool:
    return one[1] < other[3] - 0.02 and one[3] > other[1] + 0.02


def option_claims(sheet: Sheet, options: tuple[Option, ...], labels: tuple[Label, ...]) -> Iterator[Claim]:
    """What the ticked boxes say; a question whose boxes are all empty is absent."""
    many: dict[str, list[tuple[str, Option]]] = {}
    for option in options:
        if option.tick.on and key(option.text) not in _NO and not option.text.lower().startswith("no "):
            for field, value in _answers(option):
                many.setdefault(field, []).append((value, option))
    for field, said in many.items():
        yield _claim(sheet, field, said)
    yield from _unanswered(sheet, options, set(many))


def fields_of(section: str, text: str) -> tuple[str, ...]:
    """The fields that a choice may answer; a sensitive category counts wherever on the page it was chosen."""
    known = _BY_SECTION.get(section, ())
    anywhere = section not in _ASKS_NOTHING and len(text.split()) <= _CATEGORY
    return (*known, "scope.sensitive") if anywhere and "scope.sensitive" not in known else known


def _answers(option: Option) -> Iterator[tuple[str, str]]:
    for field in fields_of(option.section, option.text):
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
    said = [token for token in option.tokens if token.key not in OTHER and not asks_to_describe(token)]
    return trim(" ".join(token.text for token in said if token.key))


def asks_to_describe(token: Token) -> bool:
    """Whether a word behind "Other" is printed there: "(please specify)", "Explain:"."""
    printed = token.text.startswith("(") or token.text.endswith((")", "):"))
    return token.widget is None and (token.key in _TO_DESCRIBE or printed)


def _claim(sheet: Sheet, field: str, said: list[tuple[str, Option]]) -> Claim:
    values = tuple(dict.fromkeys(value for value, _ in said))
    if len(values) > 1 and field == "authorization.purpose":
        values = tuple(value for value in values if value != "other")
    tokens = [token for _, option in said for token in option.tokens]
    by_hand = any(option.tick.by_hand for _, option in said)
    confidence = 0.95 if by_hand else 0.98
    if field in ("authorization.recipient.is_patient", "scope.all_dates"):
        value: bool | str | tuple[str, ...] = True
    elif field in _LISTS:
        value = values
    else:
        value = values[0] if len(values) == 1 else ", ".join(values)
        confidence -= min(0.1, 0.05 * (len(values) - 1))
    if field == "authorization.purpose":
        confidence = min(confidence, _stated(said))
    known = evidence(sheet, tokens, Method.CHECKBOX) or evidence(
        sheet, (), Method.CHECKBOX, said[0][1].tick.place
    )
    return Claim(field, value, State.PRESENT, confidence, known)


def _stated(said: list[tuple[str, Option]]) -> float:
    """How sure a purpose is that was written in words of its own; a letter misread in it harms nobody."""
    written = [
        token.confidence
        for value, option in said
        if value == _described(option)
        for token in option.tokens
        if token.key and token.key not in OTHER and not asks_to_describe(token)
    ]
    return 0.55 + 0.55 * sum(written) / len(written) if written else 1.0


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
            doubted = _ink_among(sheet, asked) or _has_unboxed(sheet, field, asked)
            sure = 0.8 if doubted else min(0.95, empty_confidence(sheet))
            yield absent(sheet, field, asked[0].tick.place, sure)


def without_ticked_questions(claims: Iterable[Claim], options: tuple[Option, ...]) -> Iterator[Claim]:
    """Claims of labels, less what they say of a question that is answered by ticking.

    An empty line behind its label proves nothing, and what stands there is a printed choice, or what is
    written behind "Other", which is taken with its box.
    """
    asked = [option for option in options if option.section == "purpose"]
    answered = any(option.tick.on for option in asked)
    for claim in claims:
        of_purpose = bool(asked) and claim.field == "authorization.purpose"
        if of_purpose and (answered or claim.state is not State.PRESENT or _is_choice(claim, asked)):
            continue
        yield claim


def _is_choice(claim: Claim, asked: list[Option]) -> bool:
    """Whether a label's value is a choice that is printed below or beside it."""
    said = key(str(claim.value))
    return any(len(key(option.text)) > 3 and key(option.text) in said for option in asked)


def _ink_among(sheet: Sheet, asked: list[Option]) -> bool:
    """Whether loose ink lies among the choices of a question: a cross over a box that was not seen as one."""
    top = min(option.tick.place[1] for option in asked) - _AMONG
    bottom = max(option.tick.place[3] for option in asked) + _AMONG
    return any(stroke[1] < bottom and stroke[3] > top for stroke in sheet.strokes)


def _has_unboxed(sheet: Sheet, field: str, asked: list[Option]) -> bool:
    """Whether a choice beside the others has no box: it may be the one that was crossed."""
    said = {token for option in asked for token in option.tokens}
    left = min(option.tick.place[0] for option in asked)
    for row in sheet.rows:
        if not any(_level(option.tick.place, row[0].place) for option in asked):
            continue
        free = [token for token in row if token not in said and token.place[0] > left - 0.1]
        if option_of(field, " ".join(token.text for token in free)) is not None:
            return True
    return False


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
