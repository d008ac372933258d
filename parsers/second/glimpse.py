"""What is asked of the second reader, and what it answers."""

from dataclasses import dataclass
from enum import StrEnum


class Grammar(StrEnum):
    """What a place can hold; letters that cannot stand there are not read there."""

    FREE = "free"  #: anything
    NAME = "name"  #: of a person: letters and what joins them, no digits
    DATE = "date"  #: one date, in figures or with the month's name, English or Spanish
    PERIOD = "period"  #: two dates, or a date and "present", or one date
    PHONE = "phone"  #: a telephone or fax number, perhaps with an extension
    DIGITS = "digits"  #: figures, in groups or not
    IDENTIFIER = "identifier"  #: capital letters and figures: record and claim numbers
    EMAIL = "email"  #: a mail address; read in small letters
    ZIP = "zip"  #: five figures, or nine


@dataclass(frozen=True)
class Glimpse:
    """One reading of one line of writing.

    Args:
        text: as read; where it cannot be what was asked for, it is what stands there, with a low confidence.
        confidence: 0.0-1.0, how likely the whole line is right.
        letters: each letter of `text` with its own probability and the place of its middle, as a fraction of the
            crop's width.
        runner_up: the next likely reading that the grammar allows; None when nothing else comes near.
        fits: `text` is what the grammar asked for.
    """

    text: str
    confidence: float
    letters: tuple[tuple[str, float, float], ...]
    runner_up: str | None
    fits: bool = True
