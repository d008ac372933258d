"""What rules call for and do not hold themselves: message templates, and texts for what is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Surroundings:
    """What there is besides the rules folder; what is not known is not checked.

    Args:
        templates: names of the messages that can be written; None: not known.
        texts: by language, the fields that have a text of their own when they are asked for; empty: not known.
    """

    templates: frozenset[str] | None = None
    texts: Mapping[str, frozenset[str]] = field(default_factory=dict)


NOTHING = Surroundings()  #: nothing is known of templates and texts
