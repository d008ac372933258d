"""A patient of the clinic as a line of its own system's export says it.

Messages name the line and the column, never what stands there: it is a patient's.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, NamedTuple, Self

from pydantic import BeforeValidator, ValidationError, model_validator

from intake_daemon.matching.text import code
from intake_daemon.model import Frozen
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.spreadsheet import PARTING, several
from intake_daemon.store.patients import ClinicPatientRow

_LONGEST = 200
_EARLIEST = date(1880, 1, 1)
_FORMS = ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y", "%Y%m%d")
_TIME_OF_DAY = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")


def _in_one_line(text: str) -> str:
    line = " ".join(text.split())
    if not line.isprintable() or len(line) > _LONGEST:
        raise ValueError(f"must be printable and at most {_LONGEST} signs long")
    return line


def _names(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for value in values if (name := _in_one_line(value))))


def _day(text: str | date | None) -> date | None:
    if isinstance(text, date) or not text:
        return text or None
    written = _TIME_OF_DAY.sub("", text.strip())
    for form in _FORMS:
        try:
            day = datetime.strptime(written, form).date()  # noqa: DTZ007 - a calendar day has no time zone
        except ValueError:
            continue
        if day >= _EARLIEST:
            return day
    if not written:
        return None
    raise ValueError("must be a day with a year of four digits, such as 1961-04-23 or 04/23/1961")


def _last_four(text: str) -> str:
    """The last four digits; of a whole number the rest is not kept."""
    digits = re.sub(r"[ -]", "", text)
    if digits and not re.fullmatch(r"\d{4}|\d{9}", digits):
        raise ValueError("must be the last four digits of the Social Security number")
    return digits[-4:]


Text = Annotated[str, BeforeValidator(_in_one_line)]
Names = Annotated[tuple[str, ...], BeforeValidator(_names)]
Day = Annotated[date | None, BeforeValidator(_day)]
LastFour = Annotated[str, BeforeValidator(_last_four)]


class PatientEntry(Frozen):
    """One patient; empty is not known.

    Args:
        mrn: the record number, by which a patient is the same in the next file.
        merged_into: the record number of the chart that goes on when this one was a double.
    """

    mrn: Text
    first: Text = ""
    middle: Text = ""
    last: Text = ""
    suffix: Text = ""
    other_names: Names = ()
    dob: Day = None
    ssn_last4: LastFour = ""
    address: Text = ""
    phone: Text = ""
    email: Text = ""
    sex: Text = ""
    merged_into: Text = ""
    deceased_on: Day = None

    @model_validator(mode="after")
    def _a_patient(self) -> Self:
        if not any(sign.isdigit() for sign in self.mrn):
            raise ValueError("needs an mrn with a digit in it")
        if not self.last and not self.first:
            raise ValueError("needs a last or a first name")
        if self.merged_into == self.mrn:
            raise ValueError("merged_into names the same chart")
        return self

    @property
    def plain_mrn(self) -> str:
        """The record number as it is compared: without separators, look-alike letters as digits."""
        return code(self.mrn)


class PatientColumn(NamedTuple):
    """A column of the file: its name, what other systems call it, what it means."""

    name: str
    called: tuple[str, ...]
    meaning: str


COLUMNS = (
    PatientColumn(
        "mrn",
        ("medical record number", "record number", "patient id", "patient number", "chart number"),
        "the record number; required, each once",
    ),
    PatientColumn("first", ("first name", "given name", "patient first name"), "first name"),
    PatientColumn("middle", ("middle name", "middle initial", "mi"), "middle name or initial"),
    PatientColumn("last", ("last name", "surname", "family name", "patient last name"), "last name"),
    PatientColumn("suffix", ("name suffix", "generation"), "Jr, Sr, II …"),
    PatientColumn(
        "other_names",
        ("maiden name", "aliases", "alias", "aka", "previous names", "former names", "other name"),
        "maiden names and others, whole or the last name alone; several parted by semicolons",
    ),
    PatientColumn(
        "dob",
        ("date of birth", "birth date", "birthdate", "birth day", "patient dob"),
        "birth date, such as 1961-04-23 or 04/23/1961",
    ),
    PatientColumn(
        "ssn_last4",
        ("ssn last 4", "last 4 ssn", "last four ssn", "ssn4", "ssn"),
        "last four digits of the Social Security number; of a whole number only these are kept",
    ),
    PatientColumn("address", ("street address", "home address", "mailing address"), "postal address, in one"),
    PatientColumn("phone", ("telephone", "home phone", "phone number", "mobile"), "telephone"),
    PatientColumn("email", ("e mail", "email address", "mail address"), "mail address"),
    PatientColumn("sex", ("gender", "legal sex"), "as the clinic keeps it; nothing is decided by it"),
    PatientColumn(
        "merged_into", ("merged to", "surviving mrn", "merged into mrn"), "record number that goes on"
    ),
    PatientColumn("deceased_on", ("date of death", "deceased date", "death date"), "day of death"),
)
NAMES = tuple(column.name for column in COLUMNS)


def columns_of(heading: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Which column of a file says what: by its name in the heading, ours.

    Args:
        heading: the names as written.
        chosen: what a person said of some of them; "" passes a column over.

    Raises:
        RefusedError: two columns say the same, none is the record number, or a name is unknown.
    """
    names = [name for name in heading if name]
    strange = [name for name in chosen if name not in names]
    strange += [ours for ours in chosen.values() if ours and ours not in NAMES]
    if strange:
        raise RefusedError(f"--map: there is no column {', '.join(strange)}; ours are {', '.join(NAMES)}")
    known = {plainly(call): column.name for column in COLUMNS for call in (column.name, *column.called)}
    found = {name: chosen.get(name, known.get(plainly(name), "")) for name in names}
    found = {name: ours for name, ours in found.items() if ours}
    ours = list(found.values())
    twice = sorted({name for name in ours if ours.count(name) > 1})
    if twice:
        raise RefusedError(f"two columns are {', '.join(twice)}; --map 'Heading=' passes one over")
    if "mrn" not in ours:
        raise RefusedError("no column is the record number; --map 'Your heading=mrn' names it")
    return found


def plainly(heading: str) -> str:
    """A heading in words: "DateOfBirth", "date_of_birth" and "Date of Birth" are one."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", parted.lower()).split())


def patient_of(cells: Mapping[str, str], columns: Mapping[str, str]) -> PatientEntry:
    """Check one line of a file.

    Raises:
        RefusedError: with every mistake, by column; never with what stands there.
    """
    if "" in cells:
        raise RefusedError("has more cells than the first line has columns")
    given: dict[str, object] = {ours: cells.get(name, "") for name, ours in columns.items()}
    if "other_names" in given:
        given["other_names"] = several(str(given["other_names"]))
    try:
        return PatientEntry.model_validate(given)
    except ValidationError as error:
        raise RefusedError(
            "; ".join(_said(detail["loc"], detail["msg"]) for detail in error.errors())
        ) from None


def _said(place: tuple[int | str, ...], message: str) -> str:
    words = message.removeprefix("Value error, ")
    return f"{place[0]} {words}" if place else words


def patient_of_row(row: ClinicPatientRow) -> PatientEntry:
    """A stored patient as a file would give them."""
    values = {name: getattr(row, name) for name in NAMES}
    return PatientEntry.model_construct(**{**values, "other_names": tuple(row.other_names)})


def cells_of(row: ClinicPatientRow) -> tuple[str, ...]:
    """A stored patient as a line of a file, in the order of `COLUMNS`."""
    return tuple(_cell(getattr(row, name)) for name in NAMES)


def _cell(value: str | list[str] | date | None) -> str:
    if isinstance(value, list):
        return f"{PARTING} ".join(value)
    return "" if value is None else str(value)
