"""One request as the matcher sees it, read from a JSON line or taken from the fields of a request."""

import json
from collections.abc import Iterable
from typing import Annotated, Self

from nameparser import HumanName
from pydantic import AwareDatetime, BeforeValidator, ConfigDict, TypeAdapter, ValidationError, model_validator

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import Fields, Frozen, State, Value

_MOMENT: TypeAdapter[AwareDatetime] = TypeAdapter(AwareDatetime)


def _as_text(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def _as_texts(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list | tuple | set | frozenset) else (value,)
    return tuple(text for item in items if (text := _as_text(item)))


def _as_moment(value: object) -> object:
    try:
        return _MOMENT.validate_python(value)
    except ValidationError:
        return None


def _as_object(value: object) -> object:
    return value if isinstance(value, dict | Frozen) else {}


Text = Annotated[str | None, BeforeValidator(_as_text)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_as_texts)]
Moment = Annotated[AwareDatetime | None, BeforeValidator(_as_moment)]


class _Lenient(Frozen):
    """Written by other programs: unknown keys are passed over, odd values count as missing."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Requestor(_Lenient):
    """Who asks, or who shall get the records, as written."""

    name: Text = None
    organization: Text = None
    phone: Text = None
    fax: Text = None
    email: Text = None


class Patient(_Lenient):
    """Whose records are asked for, as written; `dob` in any form of date."""

    first: Text = None
    middle: Text = None
    last: Text = None
    suffix: Text = None
    dob: Text = None
    ssn_last4: Text = None
    mrn: Text = None
    address: Text = None
    phone: Text = None


class DateRange(_Lenient):
    """Dates of service asked for, as written; no `end` with a start is open-ended.

    `all_dates` tells "everything you have" from dates that were not given.
    """

    start: Text = None
    end: Text = None
    all_dates: bool = False

    @model_validator(mode="before")
    @classmethod
    def _tolerate(cls, given: object) -> object:
        if isinstance(given, dict) and not isinstance(given.get("all_dates", False), bool):
            return {key: value for key, value in given.items() if key != "all_dates"}
        return given


class Record(_Lenient):
    """One request: everything the matcher may look at. What is missing is None or empty."""

    id: str
    requestor: Annotated[Requestor, BeforeValidator(_as_object)] = Requestor()
    recipient: Annotated[Requestor, BeforeValidator(_as_object)] = Requestor()  #: who shall get the records
    patient: Annotated[Patient, BeforeValidator(_as_object)] = Patient()
    date_range: Annotated[DateRange, BeforeValidator(_as_object)] = DateRange()
    record_types: Texts = ()
    purpose: Text = None
    received_at: Moment = None
    source: Text = None
    page_hashes: Texts = ()  #: 64-bit perceptual hashes of layout; they say nothing about the patient

    @classmethod
    def from_line(cls, line: str, *, file: str, number: int) -> Self:
        """Read one JSON line; what cannot be used counts as missing, only the id must be there.

        Args:
            line: one JSON object.
            file: name of the file, for the message.
            number: number of the line, from 1.

        Raises:
            UnreadableDocument: not a JSON object, or an object without an id; names file and line.
        """
        where = f"{file} line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as problem:
            raise UnreadableDocument(Unreadable.CORRUPT, f"{where} is not JSON: {_reason(problem)}") from None
        key = _as_text(row.get("id")) if isinstance(row, dict) else None
        if key is None:
            raise UnreadableDocument(Unreadable.CORRUPT, f'{where} is not an object with an "id"')
        return cls.model_validate({**row, "id": key})


def _reason(problem: Exception) -> str:
    # A JSONDecodeError's full text is safe to show: it tells a place, never the content.
    return str(problem) if isinstance(problem, json.JSONDecodeError) else "nested too deeply or out of range"


def record_from_fields(
    id: str, fields: Fields, received_at: AwareDatetime | None, source: str | None
) -> Record:
    """Take from a request's fields what the matcher compares; only values that were read count.

    Args:
        id: the request's id.
        fields: by contract name; a missing key is a missing value.
        received_at: when the request reached us.
        source: name of the source it came from.
    """
    return Record(
        id=id,
        requestor=Requestor.model_validate(_group(fields, "requestor", Requestor.model_fields)),
        recipient=_recipient(fields),
        patient=_patient(fields),
        date_range=_date_range(fields),
        record_types=_as_texts(_value(fields, "scope.record_types")),
        purpose=_as_text(_value(fields, "authorization.purpose")),
        received_at=received_at,
        source=source,
    )


def _value(fields: Fields, name: str) -> Value | None:
    field = fields.get(name)
    return field.value if field is not None and field.state is State.PRESENT else None


def _group(fields: Fields, prefix: str, names: Iterable[str]) -> dict[str, Value | None]:
    return {name: _value(fields, f"{prefix}.{name}") for name in names}


def _recipient(fields: Fields) -> Requestor:
    found = _group(fields, "authorization.recipient", Requestor.model_fields)
    if _value(fields, "authorization.recipient.is_patient") is True and not found["organization"]:
        found["name"] = found["name"] or "self"
    return Requestor.model_validate(found)


def _patient(fields: Fields) -> Patient:
    found = _group(fields, "patient", Patient.model_fields)
    if not found["first"] and not found["last"]:
        found |= _split_name(_as_text(_value(fields, "patient.name")))
    return Patient.model_validate(found)


def _split_name(name: str | None) -> dict[str, Value | None]:
    parts = HumanName(name or "")
    return {"first": parts.first, "middle": parts.middle, "last": parts.last, "suffix": parts.suffix}


def _date_range(fields: Fields) -> DateRange:
    start, end = _as_text(_value(fields, "scope.start")), _as_text(_value(fields, "scope.end"))
    if _value(fields, "scope.open_ended") is True:
        end = None
    return DateRange(start=start, end=end, all_dates=_value(fields, "scope.all_dates") is True and not start)
