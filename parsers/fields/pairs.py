"""Labels and the places that suit them best: every label, every place it may mean, no word twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from statistics import median

from parsers.fields.labels import Label
from parsers.fields.lexicon import option_of
from parsers.fields.slots import Places, Slot
from parsers.fields.values import Reading, read_value

_READ = frozenset(
    [
        "name",
        "last_name",
        "first_name",
        "middle_name",
        "other_names",
        "dob",
        "ssn",
        "mrn",
        "phone",
        "fax",
        "phone_fax",
        "fax_phone",
        "fax_email",
        "email",
        "address",
        "city",
        "state",
        "zip",
        "city_state_zip",
        "party",
        "purpose",
        "expires",
        "print_name",
        "rep_name",
        "authority",
        "reference",
        "needed_by",
        "attention",
    ]
)
_LEVEL = 0.12  #: inches between the tops of labels on one line
_PARTS = 0.75  #: inches under a name's label within which the labels of its parts stand
_COLUMN = 3.0  #: inches right of a name's label within which the first of them begins
_PARTS_OF_NAME = frozenset({"last_name", "first_name"})
_ENOUGH = 4  #: values from which a page shows whether it was typed
_PRINT = 0.88  #: median confidence of typed values
_RUNNING = 3  #: longer words in small letters that a few words filled in do not have
_FREE = frozenset(
    {"party", "purpose", "authority", "expires", "city", "attention", "reference"}
)  #: any words will do
_OTHERS = {
    "fax": frozenset({"phone", "telephone", "tel", "cell", "mobile", "telefono", "celular"}),
    "phone": frozenset({"fax", "facsimile"}),
}  #: first words of an answer that are the label of another number
_NAMES = frozenset({"name", "last_name", "first_name", "print_name", "rep_name"})


@dataclass(frozen=True)
class Pair:
    """A label, a place it may mean, and what stands there."""

    label: Label
    slot: Slot
    reading: Reading
    score: float


Pairing = Callable[[Label, Slot, date], Pair | None]


@dataclass(frozen=True)
class Filled:
    """What the labels of one sheet gave: the pairs that were taken, and the labels left without a value."""

    pairs: tuple[Pair, ...]
    empty: tuple[tuple[Label, tuple[Slot, ...]], ...]


def fill(places: Places, today: date, pairing: Pairing | None = None) -> Filled:
    """Give every label the place that suits it best; no word serves two labels.

    Args:
        places: the sheet's labels and what lies about them.
        today: the day of receipt.
        pairing: how labels are read that the forms of every day do not have; None: there are none.
    """
    read = pairing or pair_of
    wanted = [label for label in places.labels if _is_wanted(label, more=pairing is not None)]
    slots = {id(label): _slots(places, label) for label in wanted}
    pairs = [pair for label in wanted for slot in slots[id(label)] if (pair := read(label, slot, today))]
    pairs = _on_their_lines(pairs, slots)
    used: set[int] = set()
    taken: dict[int, Pair] = {}
    for pair in sorted(pairs, key=lambda each: (-each.score, _aside(each))):
        words = {id(token) for token in pair.slot.tokens}
        if id(pair.label) in taken or words & used:
            continue
        taken[id(pair.label)] = pair
        used |= words
    rest = tuple((label, _left_over(slots[id(label)], used)) for label in wanted if id(label) not in taken)
    return Filled(tuple(taken.values()), rest)


def _is_wanted(label: Label, *, more: bool) -> bool:
    """Whether a label's value is looked for; a kind of value with a colon in it is one of a special paper's."""
    what = label.meaning.what
    return label.section != "office" and (what in _READ or (more and ":" in what))


def _aside(pair: Pair) -> float:
    """Inches by which a value on the line over its label stands beside it: several labels may share a line."""
    if pair.slot.direction != "above" or not pair.slot.tokens:
        return 0.0
    middle = (pair.slot.tokens[0].place[0] + pair.slot.tokens[-1].place[2]) / 2
    return max(pair.label.place[0] - middle, middle - pair.label.place[2], 0.0)


def _slots(places: Places, label: Label) -> tuple[Slot, ...]:
    """The places a label may mean; a name that labels of its own ask for part by part stands in theirs."""
    found = tuple(places.slots(label))
    if label.meaning.what != "name" or not _is_in_parts(label, places.labels):
        return found
    return tuple(slot for slot in found if slot.direction.endswith("right") and slot.marked and slot.tokens)


def _is_in_parts(label: Label, labels: tuple[Label, ...]) -> bool:
    """Whether last and first name are asked for right of a label or in the lines under it, before another name."""
    left, top, right, _ = label.place
    following = [other for other in labels if other is not label and -_LEVEL < other.place[1] - top < _PARTS]
    names = [other.place[1] for other in following if other.meaning.what == "name"]
    end = min((height for height in names if height > top + _LEVEL), default=top + _PARTS)
    parts = [
        other
        for other in following
        if other.meaning.what in _PARTS_OF_NAME
        and other.place[1] < end
        and (other.place[1] > top + _LEVEL or other.place[0] > right)
    ]
    near = any(other.place[0] < left + _COLUMN for other in parts)
    return near and {other.meaning.what for other in parts} == _PARTS_OF_NAME


def _on_their_lines(pairs: list[Pair], slots: dict[int, tuple[Slot, ...]]) -> list[Pair]:
    """The pairs without what stands below labels, on a page whose answers stand on the lines over them.

    Rows of lines with labels under them look like the rows of a table; dates and numbers show which it is.
    """
    typed = [pair for pair in pairs if pair.reading.typed]
    above, below = (
        {id(pair.label) for pair in typed if pair.slot.direction == way} for way in ("above", "below")
    )
    if len(above - below) <= len(below - above):
        return pairs
    lined = {label for label, own in slots.items() if any(slot.direction == "above" for slot in own)}
    return [pair for pair in pairs if pair.slot.direction != "below" or id(pair.label) not in lined]


def _left_over(slots: tuple[Slot, ...], used: set[int]) -> tuple[Slot, ...]:
    """The places of a label as they look once other labels have taken their words."""
    return tuple(
        Slot(s.label, s.direction, tuple(t for t in s.tokens if id(t) not in used), s.place, s.marked, s.ink)
        for s in slots
    )


def pair_of(label: Label, slot: Slot, today: date) -> Pair | None:
    """A label and a place with what its words say; None when they cannot be what the label asks for."""
    what = label.meaning.what
    if what == "name" and label.role in ("recipient", "discloser", "delivery"):
        what = "party"
    if slot.tokens and slot.tokens[0].text.startswith("(") and what in _FREE:
        return None  # a remark behind the label
    if slot.tokens and slot.tokens[0].key in _OTHERS.get(what, ()):
        return None  # "Fax Phone 555-0100": the number answers the second of the two
    if what in _FREE and slot.direction == "below" and not slot.marked:
        return None  # nothing tells what is printed under a label from what was written there
    if what == "purpose" and not slot.marked:
        return None  # without a line to write on, what follows is the first printed choice
    if what == "purpose" and slot.direction == "below" and _is_printed(slot):
        return None
    reading = read_value(what, slot.tokens, today, last_first=label.meaning.last_first)
    if reading is None:
        return None
    score = score_of(label, slot, reading)
    return Pair(label, slot, reading, score) if score > 0.5 else None


def _is_printed(slot: Slot) -> bool:
    """Whether what stands under a label is the first of the form's choices, or goes on in running print."""
    said = [token.text for token in slot.tokens if len(token.key) > 1]
    if not said or not said[0][:1].isupper():
        return True
    running = sum(word.isalpha() and word.islower() and len(word) > 3 for word in said) > _RUNNING
    return running or option_of("authorization.purpose", " ".join(said)) is not None


def score_of(label: Label, slot: Slot, reading: Reading) -> float:
    """How well a place suits a label: its direction, whether it is marked, whether a grammar agrees."""
    if slot.direction.startswith("widget"):
        return 1.0 if slot.direction == "widget right" else 0.9
    typed = 0.05 if reading.typed else 0.0
    if slot.direction == "right":
        close = slot.tokens[0].place[0] - label.place[2] < 0.6
        return (0.93 if slot.marked else 0.85 if close else 0.7) + typed
    if slot.direction == "cell":
        return 0.9 + typed
    if slot.direction == "below":
        return (0.88 if slot.marked else 0.62 if reading.typed else 0.55) + typed
    return 0.84 + typed


def is_typed(filled: Filled) -> bool:
    """Whether the recogniser was sure of most of what is filled in, as it is of print and never of handwriting."""
    sure = [min(token.confidence for token in pair.slot.tokens) for pair in filled.pairs if pair.slot.tokens]
    return len(sure) >= _ENOUGH and median(sure) >= _PRINT


def names_given(filled: Filled) -> frozenset[str]:
    """Comparison keys of the words in the people's names that a sheet gives."""
    return frozenset(
        token.key
        for pair in filled.pairs
        if pair.label.meaning.what in _NAMES and pair.label.role in ("", "patient", "representative")
        for token in pair.slot.tokens
        if len(token.key) > 2
    )
