"""A verified requestor as a person gives it: on the command line, or as a line of a file."""

import contextlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Annotated, NamedTuple, Self

from pydantic import AwareDatetime, BeforeValidator, ValidationError, field_validator, model_validator

from intake_daemon.model import Frozen, as_iso
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.spreadsheet import PARTING, several
from intake_daemon.pipeline.typed import e164
from intake_daemon.pipeline.words import REQUESTOR_KINDS
from intake_daemon.store.directory import DetailKind, DirectoryRow
from outbox.addresses import is_host_name, is_plain, within
from outbox.settings import GATEWAYS

#: Mail services whose domain says nothing about who writes.
FREE_MAIL = frozenset(
    {
        "gmail.com",
        "googlemail.com",
        "yahoo.com",
        "ymail.com",
        "hotmail.com",
        "outlook.com",
        "live.com",
        "msn.com",
    }
    | {"aol.com", "icloud.com", "me.com", "mac.com", "proton.me", "protonmail.com", "gmx.com", "mail.com"}
    | {"comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net"}
)
_LONGEST = 200


def _in_one_line(text: str) -> str:
    line = " ".join(text.split())
    if not line.isprintable() or len(line) > _LONGEST:
        raise ValueError(f"must be printable and at most {_LONGEST} signs long")
    return line


def _one_value(text: str) -> str:
    if PARTING in text:
        raise ValueError(f"must not hold a semicolon; in a file it parts one value from the next ({PARTING})")
    return text


def _number(text: str) -> str:
    number = e164(text)
    if number is None:
        raise ValueError("is not a telephone number such as (555) 010-0199")
    return number


def _mail_address(text: str) -> str:
    if not is_plain(text):
        raise ValueError("is not a mail address such as records@clinic.example")
    return text.lower()


def _domain(text: str) -> str:
    domain = text.lower().removeprefix("@").rstrip(".")
    if not is_host_name(domain) or "." not in domain:
        raise ValueError("is not a mail domain such as clinic.example")
    if domain in FREE_MAIL or any(within(domain, gateway) for gateway in GATEWAYS):
        raise ValueError("is a mail service that anybody may use: it says nothing about who writes")
    return domain


def _each(check: Callable[[str], str]) -> Callable[[Iterable[str]], tuple[str, ...]]:
    def checked(values: Iterable[str]) -> tuple[str, ...]:
        lines = (_one_value(_in_one_line(value)) for value in values)
        return tuple(dict.fromkeys(check(line) for line in lines if line))

    return checked


def _unchanged(text: str) -> str:
    return text


Text = Annotated[str, BeforeValidator(_in_one_line)]
Names = Annotated[tuple[str, ...], BeforeValidator(_each(_unchanged))]
Numbers = Annotated[tuple[str, ...], BeforeValidator(_each(_number))]
Mails = Annotated[tuple[str, ...], BeforeValidator(_each(_mail_address))]
Domains = Annotated[tuple[str, ...], BeforeValidator(_each(_domain))]


class Entry(Frozen):
    """Who they are and where they are reached; numbers become E.164, mail addresses lower case.

    Args:
        shared: those of the numbers, addresses and domains that others use as well; alone they prove nothing.
    """

    kind: Text = "other"
    organization: Text = ""
    other_names: Names = ()
    people: Names = ()
    phones: Numbers = ()
    faxes: Numbers = ()
    emails: Mails = ()
    domains: Domains = ()
    shared: Names = ()
    note: Text = ""

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, kind: str) -> str:
        if kind not in REQUESTOR_KINDS:
            raise ValueError(f"must be one of {', '.join(REQUESTOR_KINDS)}")
        return kind

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not (self.organization or self.people):
            raise ValueError("needs an organization or a name")
        if not self.addresses:
            raise ValueError("needs a phone, a fax or an email: a name alone verifies nobody")
        if not set(self.addresses) - set(self.shared):
            raise ValueError("needs a number or address of its own: shared ones verify nobody")
        return self

    @model_validator(mode="before")
    @classmethod
    def _shared_as_its_own(cls, values: dict[str, object]) -> dict[str, object]:
        """Bring what is shared to the form of the numbers and addresses that it repeats."""
        shared = values.get("shared") or ()
        if not isinstance(shared, list | tuple):
            return values
        return {**values, "shared": tuple(dict.fromkeys(_address_form(str(text)) for text in shared))}

    @model_validator(mode="after")
    def _shares_what_it_has(self) -> Self:
        if set(self.shared) - set(self.addresses):
            raise ValueError("shared names a number or address that is not among the others")
        return self

    @property
    def addresses(self) -> tuple[str, ...]:
        """Everything that may prove who asks."""
        return (*self.phones, *self.faxes, *self.emails, *self.domains)

    def details(self) -> tuple[tuple[DetailKind, str], ...]:
        """What the table of details keeps, in order."""
        return tuple((kind, value) for kind, name in PLACES.items() for value in getattr(self, name))


def _address_form(text: str) -> str:
    text = " ".join(text.split())
    if "@" in text.lstrip("@"):
        return text.lower()
    number = e164(text) if any(sign.isdigit() for sign in text) else None
    return number or text.lower().removeprefix("@").rstrip(".")


#: Where the details of each kind stand in an entry.
PLACES = {
    DetailKind.OTHER_NAME: "other_names",
    DetailKind.PERSON: "people",
    DetailKind.PHONE: "phones",
    DetailKind.FAX: "faxes",
    DetailKind.EMAIL: "emails",
    DetailKind.DOMAIN: "domains",
}


class Verification(Frozen):
    """Who has verified an entry, when and how."""

    by: Text
    at: AwareDatetime
    how: Text = ""


class Column(NamedTuple):
    """A column of the file: its name, where its value stands, whether it may hold several, what it means."""

    name: str
    place: str
    many: bool
    meaning: str


COLUMNS = (
    Column("kind", "kind", False, f"who they are: one of {', '.join(REQUESTOR_KINDS)}"),
    Column("organization", "organization", False, "its name as it stands on its letters"),
    Column("other_names", "other_names", True, "abbreviations, earlier names, names it does business under"),
    Column("name", "people", True, "people who ask for it; for a private person the name"),
    Column("phone", "phones", True, "telephone numbers"),
    Column("fax", "faxes", True, "fax numbers"),
    Column("email", "emails", True, "mail addresses; the first one that is its own is written to"),
    Column("domain", "domains", True, "domains of its mail addresses, when nobody else has mail there"),
    Column("shared", "shared", True, "which of those numbers, addresses and domains others use as well"),
    Column("verified_by", "by", False, "who has verified it; empty: whoever imports the file"),
    Column("verified_at", "at", False, "when, as 2026-03-31 or 2026-03-31T14:00:00Z; empty: now"),
    Column("verified_how", "how", False, "how, such as: called the number on their official site"),
    Column("note", "note", False, "anything the next person should know"),
)
BY_NAME = {column.name: column for column in COLUMNS}
_OF_VERIFICATION = frozenset(Verification.model_fields)


def entry_of(values: Mapping[str, object]) -> Entry:
    """Check what a person gave, by the names of `Entry`.

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
    columns = {column.place: column.name for column in COLUMNS}
    return f"{columns.get(str(place[0]), place[0])} {words}" if place else words


def values_of_cells(cells: Mapping[str, str]) -> dict[str, object]:
    """What one line of a file says, by the names of `Entry`; a column that is not there is left out.

    Raises:
        RefusedError: the line is longer than the heading.
    """
    if "" in cells:
        raise RefusedError("has more cells than the first line has columns")
    return {
        BY_NAME[name].place: several(cell) if BY_NAME[name].many else cell
        for name, cell in cells.items()
        if BY_NAME[name].place not in _OF_VERIFICATION and not (name == "kind" and not cell.strip())
    }


def verification_of_cells(cells: Mapping[str, str], *, actor: str, now: datetime) -> Verification:
    """Who verified one line of a file: as it says, else whoever imports it, now.

    Raises:
        RefusedError: the moment is none, or lies in the future.
    """
    at = _moment(cells.get("verified_at", "").strip()) or now
    if at > now:
        raise RefusedError("verified_at lies in the future")
    return Verification(
        by=cells.get("verified_by", "").strip() or actor, at=at, how=cells.get("verified_how", "")
    )


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    with contextlib.suppress(ValueError):
        if len(text) == len("2026-03-31"):
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment
    raise RefusedError("verified_at is not a moment such as 2026-03-31 or 2026-03-31T14:00:00Z")


def entry_of_row(row: DirectoryRow) -> Entry:
    """A stored entry as a person would give it."""
    return Entry.model_construct(
        kind=row.kind,
        organization=row.organization,
        other_names=row.values(DetailKind.OTHER_NAME),
        people=row.values(DetailKind.PERSON),
        phones=row.values(DetailKind.PHONE),
        faxes=row.values(DetailKind.FAX),
        emails=row.values(DetailKind.EMAIL),
        domains=row.values(DetailKind.DOMAIN),
        shared=row.shared,
        note=row.note,
    )


def cells_of_row(row: DirectoryRow) -> tuple[str, ...]:
    """A stored entry as a line of a file, in the order of `COLUMNS`."""
    entry: dict[str, str | tuple[str, ...]] = entry_of_row(row).model_dump()
    verified = {"by": row.verified_by, "at": as_iso(row.verified_at), "how": row.verified_how}
    return tuple(_cell((entry | verified)[column.place]) for column in COLUMNS)


def _cell(value: str | tuple[str, ...]) -> str:
    return f"{PARTING} ".join(value) if isinstance(value, tuple) else value
