"""What analysis has to say of a rule."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """A rule that loads and probably does not do what was meant.

    Args:
        rule: its id.
        key: the key the remark is about: when, check, kinds, then, ….
        message: one sentence, or a few.
        offset: 0-based place in the key's condition; None: the key as a whole.
    """

    rule: str
    key: str
    message: str
    offset: int | None = None
