"""Letters and mails in YAML files, read as the daemon would read them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from support.drawn_pages import TODAY, page

from intake_daemon.model import (
    Address,
    Channel,
    Envelope,
    FieldValue,
    Page,
    PageSource,
    Part,
    PartRole,
    Reading,
    RequestDraft,
    State,
    Understanding,
)
from parsers.options import Context
from parsers.plain import set_text
from parsers.understanding import understand

FOLDER = Path(__file__).parents[1] / "parsers_understanding" / "letters"
SURE = 0.90  #: from here on the shipped rules act on a value or a kind
_JUDGED = ("patient.", "scope.start", "scope.end", "scope.open_ended", "scope.all_dates", "requestor.",
           "authorization.recipient.")  # fmt: skip
_FREE = ("patient.first", "patient.middle", "patient.last", "patient.suffix", "patient.address", "patient.phone",
         "patient.email", "requestor.email", "requestor.kind", "requestor.address", "requestor.name",
         "requestor.organization", "authorization.recipient.is_patient")  # fmt: skip


@dataclass(frozen=True)
class Letter:
    """One letter with what it wants and says."""

    name: str
    text: str
    wants: str
    mail: dict[str, Any] | None = None
    also: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    kind: str = "other"
    says: dict[str, object] = field(default_factory=dict)


def letters(name: str) -> list[Letter]:
    """The letters of one file."""
    loaded = YAML(typ="safe", pure=True).load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return [
        Letter(
            name=entry["name"],
            text=entry["text"].replace("\\t", "\t"),
            wants=entry["wants"],
            mail=entry.get("mail"),
            also=tuple(entry.get("also", ())),
            unwanted=tuple(entry.get("not", ())),
            kind=entry.get("kind", "other"),
            says={key: _plain(value) for key, value in entry.get("says", {}).items()},
        )
        for entry in loaded
    ]


def _plain(value: object) -> object:
    return value if isinstance(value, bool | str) else str(value)


def read(letter: Letter) -> Understanding:
    """What the letter is understood to say."""
    envelope = envelope_of(dict(letter.mail)) if letter.mail else None
    role = PartRole.BODY if envelope else PartRole.ATTACHMENT
    sheet = body_of(letter.text) if envelope else _paper(letter.text)
    part = Part(id=sheet.part, media_type="text/plain", role=role, size=1, sha256="0")
    channel = Channel.EMAIL if envelope else Channel.FAX
    context = Context(channel=channel, received_on=TODAY, facility_names=("Otter Creek Hospital",))
    return understand(Reading(envelope=envelope, parts=(part,), pages=(sheet,)), context)


def envelope_of(mail: dict[str, Any]) -> Envelope:
    name, _, address = mail.pop("from").rpartition(" <")
    sender = Address(name=name.strip('"'), address=address.rstrip(">"))
    return Envelope(sender=sender, **mail)


def body_of(text: str) -> Page:
    laid = set_text(text)
    return Page(
        part="1", number=1, part_page=1, width=laid.width, height=laid.height, source=PageSource.PLAIN,
        words=laid.words,
    )  # fmt: skip


def _paper(text: str) -> Page:
    rows = text.rstrip("\n").split("\n")
    indents = [len(row) - len(row.lstrip()) for row in rows]
    return page(
        [
            (0.5 + 0.07 * indent, 0.6 + 0.2 * at, row.strip().replace("   ", " "))
            for at, (row, indent) in enumerate(zip(rows, indents, strict=True))
            if row.strip()
        ]
    )


def sure_mistakes(letter: Letter, request: RequestDraft) -> list[str]:
    """Fields given as sure that the letter does not say, or says otherwise."""
    return [
        f"{name} = {given.value!r} at {given.confidence}, not {letter.says.get(name)!r}"
        for name, given in request.fields.items()
        if _is_judged(letter, name) and given.state is State.PRESENT and given.confidence >= SURE
        if given.value != letter.says.get(name)
    ]


def _is_judged(letter: Letter, name: str) -> bool:
    return name in letter.says or (name.startswith(_JUDGED) and name not in _FREE)


def found(letter: Letter, request: RequestDraft) -> list[str]:
    """The fields the letter says that were read right, sure or not."""
    missing = FieldValue(state=State.UNREADABLE)
    return [name for name, value in letter.says.items() if request.fields.get(name, missing).value == value]
