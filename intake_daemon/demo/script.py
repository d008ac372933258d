"""Which papers the demonstration sends in, and when: first the requests, then what refers to them."""

import json
from pathlib import Path

from pydantic import TypeAdapter

from intake_daemon.errors import ConfigError
from intake_daemon.model import Frozen, Intent

#: Where `make demo` finds the papers: beside the code in a checkout, inside the package when installed.
INSTALLED = Path(__file__).parent / "fixtures"


class Paper(Frozen):
    """One file of the corpus."""

    path: Path
    is_mail: bool
    refers_back: bool  #: a copy, a reply or a question about a request that must be here first
    is_reply: bool


class _Entry(Frozen, extra="ignore"):
    file: str
    channel: str
    intent: str
    duplicate_of: str | None = None
    in_demo: bool = True


def papers(fixtures: Path) -> tuple[Paper, ...]:
    """The papers of the demonstration, in the order of the corpus.

    Raises:
        ConfigError: the folder holds no corpus.
    """
    truth = fixtures / "expected.json"
    if not truth.is_file():
        raise ConfigError(f"{truth}: is missing; give the folder of the papers with --fixtures")
    entries = TypeAdapter(list[_Entry]).validate_python(json.loads(truth.read_text(encoding="utf-8")))
    return tuple(_paper(fixtures / "corpus", entry) for entry in entries if entry.in_demo)


def _paper(corpus: Path, entry: _Entry) -> Paper:
    is_reply = entry.intent == Intent.CLARIFICATION_REPLY
    refers_back = is_reply or entry.duplicate_of is not None or entry.intent == Intent.STATUS_INQUIRY
    return Paper(
        path=corpus / entry.file,
        is_mail=entry.channel == "email",
        refers_back=refers_back,
        is_reply=is_reply,
    )
