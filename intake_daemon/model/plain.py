"""Text that people wrote for people and that leaves as it is: one line, with no place left open for a value."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

LONGEST = 600  #: characters; a longer one belongs into a letter of its own
#: Brackets of every kind, %s, $name, rows of underscores or dots, and what a mail library takes for encoded text.
_OPEN_PLACES = re.compile(r"[{}<>\[\]]|%[(sdf]|\$\w|__|\.{4,}|…{2,}|=\?")


def _plain(text: str) -> str:
    if not text.isprintable():
        raise ValueError("must be one line without control characters")
    found = _OPEN_PLACES.search(text)
    if found:
        raise ValueError(f"holds {found[0]!r}, which looks like a placeholder; the text is sent as it stands")
    return text


PlainText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=4, max_length=LONGEST), AfterValidator(_plain)
]
