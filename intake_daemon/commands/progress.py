"""A bar on standard error while something long is done; nothing where nobody watches."""

import contextlib
import sys
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)


@contextlib.contextmanager
def ticking(what: str, total: int | None) -> Iterator[Callable[[], None]]:
    """Show how far it is; call what is given after each step.

    Args:
        total: how many steps there will be; None when that is not known.
    """
    console = Console(file=sys.stderr)
    hidden = not console.is_terminal
    with Progress(*_columns(), console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


def _columns() -> tuple[ProgressColumn, ...]:
    return (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
