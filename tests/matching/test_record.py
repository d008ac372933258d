from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_daemon.errors import UnreadableDocument
from intake_daemon.matching.features import features
from intake_daemon.matching.keys import blocking_keys
from intake_daemon.matching.record import DateRange, Patient, Record, Requestor, record_from_fields
from intake_daemon.model import Fields, FieldValue, State

RECEIVED = datetime(2026, 3, 2, 15, tzinfo=UTC)


def read(line: str) -> Record:
    return Record.from_line(line, file="incoming.jsonl", number=7)


def test_a_line_with_nothing_but_an_id_is_a_record() -> None:
    assert read('{"id": "R1"}') == Record(id="R1")


def test_missing_values_may_be_null_empty_or_left_out() -> None:
    line = (
        '{"id": 12, "requestor": null, "patient": {"first": "  ", "dob": null}, "date_range": [],'
        ' "record_types": null, "page_hashes": [], "received_at": "soon", "from_the_future": {"a": 1}}'
    )

    assert read(line) == Record(id="12")


def test_numbers_are_taken_as_written() -> None:
    record = read('{"id": "R1", "patient": {"mrn": 7714402, "ssn_last4": 4821}, "record_types": "labs"}')

    assert (record.patient.mrn, record.patient.ssn_last4, record.record_types) == (
        "7714402",
        "4821",
        ("labs",),
    )


@pytest.mark.parametrize(
    "line", ['{"id": "R1"', "[1, 2]", "null", '{"patient": {}}', '{"id": null}', "[" * 9999]
)
def test_a_line_that_is_no_record_is_told_with_file_and_line(line: str) -> None:
    with pytest.raises(UnreadableDocument, match=r"^incoming\.jsonl line 7 ") as raised:
        read(line)

    assert "R1" not in str(raised.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
parts = st.sampled_from(["requestor", "patient", "date_range", "record_types", "received_at", "page_hashes"])
lines = st.sampled_from(
    ["first", "last", "dob", "ssn_last4", "address", "fax", "email", "start", "all_dates"]
)


@given(st.dictionaries(parts, json_values | st.dictionaries(lines, json_values, max_size=4)))
def test_whatever_stands_in_a_line_makes_a_record_that_can_be_matched(row: dict[str, object]) -> None:
    record = Record.model_validate({**row, "id": "R1"})

    assert len(blocking_keys(record)) <= 16
    assert features(record) == features(Record.model_validate_json(record.model_dump_json()))


def _fields(**values: object) -> Fields:
    return {
        name.replace("__", "."): FieldValue.model_validate({"value": value, "state": State.PRESENT})
        for name, value in values.items()
    }


def test_fields_become_a_record_by_their_contract_names() -> None:
    fields = _fields(
        requestor__organization="Calloway & Moss LLP",
        requestor__fax="+15035550134",
        patient__first="Walter",
        patient__last="Kowalczyk",
        patient__dob="1957-03-14",
        scope__start="2021-01-01",
        scope__end="2022-06-30",
        scope__record_types=("labs", "notes"),
        authorization__purpose="legal",
    )

    expected = Record(
        id="R1",
        requestor=Requestor(organization="Calloway & Moss LLP", fax="+15035550134"),
        patient=Patient(first="Walter", last="Kowalczyk", dob="1957-03-14"),
        date_range=DateRange(start="2021-01-01", end="2022-06-30"),
        record_types=("labs", "notes"),
        purpose="legal",
        received_at=RECEIVED,
        source="fax",
    )
    assert record_from_fields("R1", fields, RECEIVED, "fax") == expected


def test_a_whole_name_is_taken_apart_when_its_parts_are_not_given() -> None:
    record = record_from_fields("R1", _fields(patient__name="Garcia Lopez, Maria G"), RECEIVED, "fax")

    assert record.patient == Patient(first="Maria", middle="G", last="Garcia Lopez")


@pytest.mark.parametrize("state", [State.ABSENT, State.UNREADABLE, State.CONFLICTING])
def test_only_values_that_were_read_are_compared(state: State) -> None:
    doubtful: Fields = {"patient.first": FieldValue(value="Walter", state=state)}

    assert record_from_fields("R1", doubtful, RECEIVED, "fax").patient == Patient()


def test_to_the_present_has_no_end_and_all_dates_is_not_missing_dates() -> None:
    present = record_from_fields(
        "R1",
        _fields(scope__start="2021-01-01", scope__end="2026-03-02", scope__open_ended=True),
        RECEIVED,
        "fax",
    )
    everything = record_from_fields("R2", _fields(scope__all_dates=True), RECEIVED, "fax")

    assert present.date_range == DateRange(start="2021-01-01")
    assert everything.date_range == DateRange(all_dates=True)


def test_the_recipient_stands_beside_the_requestor_and_may_be_the_patient() -> None:
    firm = record_from_fields("R1", _fields(authorization__recipient__fax="+15035550134"), RECEIVED, "fax")
    own = record_from_fields("R2", _fields(authorization__recipient__is_patient=True), RECEIVED, "fax")

    assert firm.recipient == Requestor(fax="+15035550134")
    assert own.recipient == Requestor(name="self")
