"""Known forms."""

from collections.abc import Iterator

from intake_daemon.commands.doctor.result import Result, fail, ok
from intake_daemon.config import Config
from parsers.known.library import load_blank, names

NAME = "known forms"


def check_forms(config: Config) -> Iterator[Result]:
    """Their files load."""
    known = names(config.forms)
    problems = [problem for name in known if config.forms for problem in load_blank(config.forms / name)[1]]
    if problems:
        yield fail(
            NAME,
            f"{len(problems)} mistake(s), the first in {problems[0].render()}",
            "`intake-daemon forms check` shows all",
        )
    elif known:
        yield ok(NAME, f"{len(known)}: {', '.join(known)}")
    else:
        yield ok(NAME, "none; `intake-daemon forms add BLANK.pdf` teaches one")
