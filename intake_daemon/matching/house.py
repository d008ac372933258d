"""Agreements with which the house wants a person to look, though the matcher would not ask for one."""

from collections.abc import Iterator

from intake_daemon.matching.agreements import agreement_name
from intake_daemon.matching.likeness import Likeness


def always_reviewed(like: Likeness, names: tuple[str, ...]) -> Iterator[str]:
    """The agreements of this pair that are among those named, in words."""
    for name in names:
        field, _, agreement = name.partition(".")
        if agreement_name(like, field) == agreement:
            yield f"{field.replace('_', ' ')} {agreement.replace('_', ' ')}: the house always has a person look"
