"""What words in a place of a known form say of its field."""

from datetime import date

import pytest

from intake_daemon.model import KnownPage, Page, PageSource, State, Value, ZoneReading
from parsers.fields.known import known_claims

TODAY = date(2026, 11, 3)


def zone(field: str, holds: str, text: str, **more: object) -> ZoneReading:
    """A place with a text in it."""
    said = {
        "number": 1,
        "field": field,
        "holds": holds,
        "box": (0.1, 0.1, 0.4, 0.12),
        "written": bool(text),
        "text": text,
        "confidence": 0.985,
    }
    return ZoneReading.model_validate({**said, **more})


def said(*zones: ZoneReading) -> dict[str, Value | State | None]:
    """What places say: a value, or the state of a field without one."""
    known = KnownPage(form="house", edition="1", page=1, title=True, zones=zones)
    page = Page(part="0", number=1, part_page=1, width=8.5, height=11, source=PageSource.OCR)
    claims = sorted(known_claims(page, known, TODAY), key=lambda claim: claim.confidence)
    return {claim.field: claim.value if claim.state is State.PRESENT else claim.state for claim in claims}


@pytest.mark.parametrize(
    ("field", "holds", "text", "expected"),
    [
        ("patient.dob", "date", "March 4, 1961", {"patient.dob": "1961-03-04"}),
        ("patient.dob", "date", "none at all", {"patient.dob": State.UNREADABLE}),
        ("patient.phone", "phone", "(212) 555-0100", {"patient.phone": "+12125550100"}),
        ("patient.email", "email", "Jane@Public.example", {"patient.email": "jane@public.example"}),
        ("patient.ssn_last4", "number", "XXX-XX-4321", {"patient.ssn_last4": "4321"}),
        ("patient.other_names", "text", "Jane Smith", {"patient.other_names": ("Jane Smith",)}),
        ("scope.end", "date", "present", {"scope.open_ended": True}),
        ("scope.period", "period", "all dates", {"scope.all_dates": True}),
        ("authorization.expires", "expiry", "06/30/2038", {"authorization.expires_on": "2038-06-30"}),
        (
            "authorization.expires",
            "expiry",
            "end of my case",
            {"authorization.expires_event": "end of my case"},
        ),
        ("authorization.recipient", "party", "Self", {"authorization.recipient.is_patient": True}),
        ("authorization.purpose", "text", "N/A", {"authorization.purpose": State.ABSENT}),
        ("none", "text", "whatever", {}),
    ],
)
def test_a_place_is_read_for_what_it_holds(
    field: str, holds: str, text: str, expected: dict[str, Value | State]
) -> None:
    assert expected == said(zone(field, holds, text))


def test_a_name_with_the_last_name_first_is_turned() -> None:
    found = said(zone("patient.name", "name", "Public Jane", last_first=True))
    assert tuple(found[f"patient.{part}"] for part in ("name", "first", "last")) == (
        "Jane Public",
        "Jane",
        "Public",
    )


def test_places_of_one_field_are_read_as_one() -> None:
    boxes = [zone("patient.dob", "date", part) for part in ("03", "04", "1961")]
    assert said(*boxes) == {"patient.dob": "1961-03-04"}


def test_an_empty_recipient_is_neither_person_nor_organization() -> None:
    empty = {f"authorization.recipient.{part}": State.ABSENT for part in ("name", "organization")}
    assert empty == said(zone("authorization.recipient", "party", ""))


def test_ticks_of_a_list_come_together_and_an_unclear_one_is_no_answer() -> None:
    ticks = [
        zone("scope.record_types", "tick", "", value=value, written=written)
        for value, written in (("notes", True), ("labs", False), ("imaging", True))
    ]
    assert said(*ticks) == {"scope.record_types": ("notes", "imaging")}
    unclear = zone("scope.record_types", "tick", "", value="labs", written=None)
    assert said(unclear) == {"scope.record_types": State.UNREADABLE}


def test_the_line_for_another_purpose_counts_when_no_purpose_is_ticked() -> None:
    ticks = [zone("authorization.purpose", "tick", "", value="legal", written=False)]
    line = zone("authorization.purpose", "text", "moving to another town")
    assert said(*ticks, line) == {"authorization.purpose": "moving to another town"}


def test_any_signature_line_that_is_signed_counts() -> None:
    lines = [zone("authorization.signed", "signature", "", written=written) for written in (False, True)]
    assert said(*lines)["authorization.signed"] is True
    assert said(lines[0]) == {"authorization.signed": State.ABSENT}
