"""Request records for tests of matching: one complete request, and copies of it with something changed."""

from intake_daemon.matching.record import DateRange, Patient, Record, Requestor

FIRM = Requestor(
    name="Ines Calloway",
    organization="Calloway & Moss LLP",
    phone="(503) 555-0133",
    fax="(503) 555-0134",
    email="records@callowaymoss.example",
)
PATIENT = Patient(
    first="Walter",
    middle="Emil",
    last="Kowalczyk",
    dob="03/14/1957",
    ssn_last4="4821",
    mrn="7714402",
    address="218 Larkspur Road, Duluth, MN 55811",
    phone="(218) 555-0176",
)
REQUEST = Record(
    id="stored",
    requestor=FIRM,
    patient=PATIENT,
    date_range=DateRange(start="2021-01-01", end="2022-06-30"),
    record_types=("labs", "notes"),
    received_at="2026-03-02T15:00:00Z",
    source="fax",
)
NO_IDS: dict[str, str | None] = {"ssn_last4": None, "mrn": None}


def asked(id: str = "incoming", *, received_at: str = "2026-03-05T09:00:00Z", **changed: object) -> Record:
    """The same request come in again, three days later unless told, with some parts replaced."""
    return REQUEST.model_copy(
        update={"id": id, "received_at": Record(id="x", received_at=received_at).received_at, **changed}
    )


def about(record: Record = REQUEST, **changed: str | None) -> Record:
    """A request with some of its patient's lines replaced."""
    return record.model_copy(update={"patient": record.patient.model_copy(update=changed)})
