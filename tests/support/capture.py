"""What a function prints, as in a file: no terminal, no colours."""

import contextlib
import io
from collections.abc import Callable


def printed(act: Callable[[], object]) -> str:
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        act()
    return text.getvalue()
