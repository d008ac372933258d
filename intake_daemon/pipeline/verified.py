"""Keeping the directory of verified requestors: what is added counts as proof, so who added it is recorded."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Self

from pydantic import Field, ValidationError, field_validator, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.model import Frozen
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.typed import e164
from intake_daemon.pipeline.words import REQUESTOR_KINDS
from intake_daemon.store import audit
from intake_daemon.store.directory import DirectoryRow
from outbox.addresses import is_plain

COLUMNS = ("kind", "organization", "name", "phone", "fax", "email")


class Entry(Frozen):
    """A verified requestor as a person gives it; numbers become E.164, addresses lower case."""

    kind: str = Field("other", description="one of the kinds of requestors")
    organization: str = ""
    name: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""

    @field_validator("*", mode="before")
    @classmethod
    def _tidy(cls, value: object) -> object:
        return " ".join(value.split()) if isinstance(value, str) else value

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, kind: str) -> str:
        if kind not in REQUESTOR_KINDS:
            raise ValueError(f"must be one of {', '.join(REQUESTOR_KINDS)}")
        return kind

    @field_validator("phone", "fax")
    @classmethod
    def _number(cls, text: str) -> str:
        number = e164(text) if text else ""
        if number is None:
            raise ValueError("is not a telephone number such as (555) 010-0199")
        return number

    @field_validator("email")
    @classmethod
    def _address(cls, text: str) -> str:
        if text and not is_plain(text):
            raise ValueError("is not a mail address such as records@clinic.example")
        return text.lower()

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not (self.organization or self.name):
            raise ValueError("needs an organization or a name")
        if not (self.phone or self.fax or self.email):
            raise ValueError("needs a phone, a fax or an email: a name alone verifies nobody")
        return self


def entry_of(values: Mapping[str, str]) -> Entry:
    """Check what a person gave.

    Raises:
        RefusedError: with every mistake, by column.
    """
    try:
        return Entry.model_validate(dict(values))
    except ValidationError as error:
        raise RefusedError(
            "; ".join(_said(detail["loc"], detail["msg"]) for detail in error.errors())
        ) from error


def _said(place: tuple[int | str, ...], message: str) -> str:
    words = message.removeprefix("Value error, ")
    return f"{place[0]} {words}" if place else words


def entries(session: Session, *, inactive_too: bool = False) -> list[DirectoryRow]:
    """The directory by organization and name."""
    query = select(DirectoryRow).order_by(DirectoryRow.organization, DirectoryRow.name, DirectoryRow.id)
    if not inactive_too:
        query = query.where(DirectoryRow.active)
    return list(session.scalars(query))


def add(session: Session, entry: Entry, *, actor: str, at: datetime) -> DirectoryRow:
    """Add a requestor whom the person has verified.

    Raises:
        RefusedError: the very same is there already, or its address stands for somebody else.
    """
    _refuse_taken_address(session, entry)
    row = DirectoryRow(**entry.model_dump(), verified_by=actor, verified_at=at, active=True)
    session.add(row)
    session.flush()
    audit.append(session, "directory.added", actor=actor, detail={"entry": row.id, "kind": row.kind})
    return row


def _refuse_taken_address(session: Session, entry: Entry) -> None:
    """One address proves one requestor; under two names it would prove neither."""
    if not entry.email:
        return
    query = select(DirectoryRow).where(DirectoryRow.active, DirectoryRow.email == entry.email)
    taken = session.scalars(query).first()
    if taken:
        raise RefusedError(f"{entry.email} stands in entry {taken.id} already; remove that one first")


def remove(session: Session, number: int, *, actor: str) -> None:
    """Take a requestor out of use; the row stays, since decisions rest on it.

    Raises:
        RefusedError: there is no such entry in use.
    """
    row = session.get(DirectoryRow, number)
    if row is None or not row.active:
        raise RefusedError(f"there is no entry {number} in use; `intake-daemon directory list` shows them")
    row.active = False
    audit.append(session, "directory.removed", actor=actor, detail={"entry": number})


def add_all(
    session: Session, lines: Iterable[tuple[int, Mapping[str, str]]], *, actor: str, at: datetime
) -> tuple[int, int]:
    """Add all lines of a file or none; return how many were added and how many were there already.

    Args:
        lines: line number and values by column.

    Raises:
        RefusedError: with every mistake, by line.
    """
    mistakes: list[str] = []
    added = known = 0
    for number, values in lines:
        try:
            entry = entry_of(values)
            if _is_there(session, entry):
                known += 1
                continue
            add(session, entry, actor=actor, at=at)
            added += 1
        except RefusedError as error:
            mistakes.append(f"line {number}: {error}")
    if mistakes:
        raise RefusedError("nothing was imported:\n" + "\n".join(f"  {mistake}" for mistake in mistakes))
    return added, known


def _is_there(session: Session, entry: Entry) -> bool:
    same = (getattr(DirectoryRow, name) == value for name, value in entry.model_dump().items())
    return session.scalars(select(DirectoryRow.id).where(DirectoryRow.active, *same)).first() is not None
