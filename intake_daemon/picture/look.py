"""What every mark on a picture looks like: colours that colour-blind people tell apart, and a line style each."""

from dataclasses import dataclass
from enum import StrEnum

Colour = tuple[float, float, float]  #: red, green, blue; 0.0-1.0

BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)
QUIET: Colour = (0.36, 0.36, 0.36)
FAINT: Colour = (0.82, 0.82, 0.82)


class Standing(StrEnum):
    """How a value stands, as far as a colour tells it; the gravest last."""

    INTENT = "intent"
    SURE = "sure"
    ABSENT = "absent"
    DOUBTED = "doubted"
    UNREADABLE = "unreadable"
    CONFLICTING = "conflicting"


GRAVITY = tuple(Standing)


@dataclass(frozen=True)
class Look:
    """How boxes of one standing are drawn.

    Args:
        colour: of the outline and of the number; from the palette of Okabe and Ito (2008).
        ink: of the number on that colour.
        width: of the outline, in points.
        dash: lengths of strokes and gaps, in points; () is a solid line.
        doubled: a second outline around the first.
        meaning: for the key.
    """

    colour: Colour
    ink: Colour
    width: float
    dash: tuple[float, ...]
    doubled: bool
    meaning: str


LOOKS = {
    Standing.SURE: Look((0.0, 0.447, 0.698), WHITE, 1.1, (), False, "read, and sure enough to act on"),
    Standing.DOUBTED: Look(
        (0.902, 0.624, 0.0), BLACK, 1.4, (7, 2), False, "read, but not sure enough: a person checks"
    ),
    Standing.ABSENT: Look(QUIET, WHITE, 1.1, (2.5, 2), False, "absent: its place is empty"),
    Standing.UNREADABLE: Look(
        (0.835, 0.369, 0.0), WHITE, 1.7, (1, 1.7), False, "unreadable: something is there"
    ),
    Standing.CONFLICTING: Look(
        (0.62, 0.22, 0.48), WHITE, 0.9, (), True, "conflicting: the paper says two things"
    ),
    Standing.INTENT: Look((0.0, 0.48, 0.35), WHITE, 0.8, (), False, "words that say what is wanted"),
}

TICK: Colour = (0.2, 0.55, 0.8)  #: of tick boxes and the signs beside them
INK: Colour = (0.0, 0.48, 0.35)  #: around ink that is neither a word nor a printed line
