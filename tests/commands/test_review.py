"""What people do with what the daemon would not decide by itself."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from support.office import DAY, Office, truth

from intake_daemon.model import CATALOGUE, Period
from intake_daemon.pipeline.typed import WORDS, typed_value
from intake_daemon.store.audit import AuditRow
from intake_daemon.store.requests import DecisionRow, FieldRow, NoteRow

TODAY = DAY.date()


@pytest.fixture
def undated(office: Office) -> str:
    """A request that lacks its dates of service; gives its reference."""
    office.receive(truth("fax-no-dates.pdf"), name="undated")
    return office.reference(1)


def field(office: Office, reference: str, name: str) -> dict[str, object]:
    found: dict[str, object] = office.json("queue", "show", reference)["fields"][name]
    return found


def test_what_waits_for_a_person_is_listed_parked_papers_among_it(office: Office, undated: str) -> None:
    office.take_unreadable()

    listed = office.json("review", "list")
    shown = office.said("review", "list")

    assert {undated, None} == {one["request"] for one in listed}
    assert sorted(one["parked"] for one in listed) == [False, True]
    assert undated in shown
    assert "document 2" in shown


def test_a_correction_is_kept_as_a_persons_and_the_request_decided_again(
    office: Office, undated: str
) -> None:
    office.said("review", "correct", undated, "scope.start", "01/05/2024", "--note", "page 2")
    office.said("review", "correct", undated, "scope.end", "2024-12-31")

    document = office.json("queue", "show", undated)
    assert tuple(document["fields"]["scope.start"][key] for key in ("value", "state", "confidence")) == (
        "2024-01-05",
        "present",
        1.0,
    )
    assert document["request"]["decision"] == "enqueue"
    assert len([one for one in document["decisions"] if one["superseded_by"] is None]) == 1
    assert document["notes"][0]["text"] == "page 2"
    assert "set by" in office.said("queue", "show", undated)
    office.said("audit", "verify")


def test_a_correction_survives_every_reprocess(office: Office, undated: str) -> None:
    office.said("review", "correct", undated, "scope.all_dates", "yes")

    for step in ("decide", "understand"):
        office.said("reprocess", "1", "--from", step)
        office.work()

    assert True is field(office, undated, "scope.all_dates")["value"]


def test_an_empty_place_is_said_to_be_empty_with_absent(office: Office) -> None:
    office.receive(truth("fax-complete.pdf"), name="complete")
    reference = office.reference(1)

    office.said("review", "correct", reference, "authorization.signed", "no")

    assert field(office, reference, "authorization.signed")["state"] == "absent"
    assert office.json("queue", "show", reference)["request"]["decision"] == "clarify"
    office.said("review", "correct", reference, "authorization.signed", "yes")
    office.said("review", "correct", reference, "scope.start", "--absent")
    assert field(office, reference, "scope.start")["state"] == "absent"


def test_a_whole_name_and_its_parts_follow_each_other(office: Office, undated: str) -> None:
    office.said("review", "correct", undated, "patient.name", "Corinne Mae Kowalczyk Jr.")
    parts = [
        field(office, undated, f"patient.{part}")["value"] for part in ("first", "middle", "last", "suffix")
    ]
    office.said("review", "correct", undated, "patient.last", "Kowalski")

    assert parts == ["Corinne", "Mae", "Kowalczyk", "Jr."]
    assert field(office, undated, "patient.name")["value"] == "Corinne Mae Kowalski Jr."


def test_the_kind_of_a_request_can_be_corrected_for_good(office: Office) -> None:
    office.receive(truth("fax-complete.pdf"), name="complete")
    reference = office.reference(1)

    office.said("review", "correct", reference, "kind", "subpoena")
    office.said("reprocess", "1", "--from", "decide")
    office.work()

    request = office.json("queue", "show", reference)["request"]
    assert (request["kind"], request["queue"]) == ("subpoena", "privacy")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("patient.dob", "yesterday"),
        ("patient.dob", "2999-01-01"),
        ("scope.start", "13/45/2020"),
        ("requestor.phone", "12"),
        ("requestor.email", "a@b@c"),
        ("requestor.kind", "wizard"),
        ("scope.record_types", "labs, gossip"),
        ("scope.periods", "2019-05-07"),
        ("authorization.signed", "perhaps"),
        ("patient.ssn_last4", "12345"),
        ("patient.shoe_size", "44"),
        ("kind", "nonsense"),
    ],
)
def test_a_value_that_the_field_cannot_have_is_refused_and_never_repeated(
    office: Office, undated: str, name: str, value: str
) -> None:
    before = office.json("queue", "show", undated)

    result = office.call("review", "correct", undated, name, value)

    assert result.exit_code == 1
    assert name in result.stderr
    assert value not in result.stderr
    assert before == office.json("queue", "show", undated)


def test_the_audit_of_a_correction_names_the_field_and_never_the_value(office: Office, undated: str) -> None:
    office.said("review", "correct", undated, "patient.mrn", "SECRET77", "--note", "SECRET78")

    with office.session() as session:
        kept = json.dumps([row.detail for row in session.scalars(select(AuditRow))])
        assert "patient.mrn" in kept
        assert "SECRET7" not in kept


def test_accepting_puts_it_into_the_queue_and_the_rules_do_not_overrule_that(
    office: Office, undated: str
) -> None:
    office.said("review", "accept", undated, "--reason", "dates agreed by telephone")
    office.said("reprocess", "1", "--from", "decide")
    office.work()
    office.said("review", "correct", undated, "patient.mrn", "778899")

    request = office.json("queue", "show", undated)["request"]
    assert (request["decision"], request["queue"], request["status"]) == ("enqueue", "records", "new")
    assert office.json("review", "list") == []
    assert [one["state"] for one in office.json("outbox", "list")] == ["cancelled"]
    with office.session() as session:
        standing = session.scalars(select(DecisionRow).where(DecisionRow.superseded_by.is_(None))).one()
        assert standing.person is not None
        assert standing.reasons == ["dates agreed by telephone"]
        corrected = session.scalars(select(FieldRow).where(FieldRow.name == "patient.mrn")).one()
        assert corrected.content["value"] == "778899"
    office.said("audit", "verify")


def test_accepting_into_a_queue_that_there_is_not_names_those_there_are(office: Office, undated: str) -> None:
    result = office.call("review", "accept", undated, "--queue", "basement")

    assert result.exit_code == 1
    assert "privacy" in result.stderr


def test_an_exception_is_resolved_once_with_a_note(office: Office, undated: str) -> None:
    number = str(office.json("review", "list")[0]["id"])

    office.said("review", "resolve", number, "--note", "called them")

    assert office.json("review", "list") == []
    assert office.call("review", "resolve", number, "--note", "again").exit_code == 1
    assert office.call("review", "resolve", "999", "--note", "x").exit_code == 2


def test_a_note_is_there_for_the_next_person(office: Office, undated: str) -> None:
    office.said("review", "note", undated, "asked the firm for page 2, promised for Friday")

    assert "promised for Friday" in office.said("review", "show", undated)
    with office.session() as session:
        assert len(session.scalars(select(NoteRow)).all()) == 1


def test_nothing_is_corrected_on_what_a_person_has_closed(office: Office, undated: str) -> None:
    office.said("queue", "close", undated, "--reason", "withdrawn", "--proof", "letter")

    assert office.call("review", "correct", undated, "scope.all_dates", "yes").exit_code == 1
    assert office.call("review", "accept", undated).exit_code == 1


@given(st.text(max_size=40), st.sampled_from([spec.name for spec in CATALOGUE]))
def test_whatever_is_typed_is_a_value_or_refused_in_words(text: str, name: str) -> None:
    told = _refusal(name, text)

    assert told is None or name in told


def _refusal(name: str, text: str) -> str | None:
    try:
        typed_value(name, text, TODAY)
    except ValueError as error:
        return str(error)
    return None


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("patient.dob", "4/3/1961", "1961-04-03"),
        ("patient.dob", "1961-04-03", "1961-04-03"),
        ("requestor.phone", "(614) 555-0123", "+16145550123"),
        ("requestor.email", "Clerk@Firm.Example", "clerk@firm.example"),
        ("scope.record_types", "labs, Discharge Summary", ("labs", "discharge_summary")),
        ("scope.open_ended", "Yes", True),
        (
            "scope.periods",
            "2020-01-01..2020-06-30, 2022-01-01..",
            (Period(start="2020-01-01", end="2020-06-30"), Period(start="2022-01-01")),
        ),
        ("patient.name", "  Ann   Lee ", "Ann Lee"),
    ],
)
def test_what_people_type_becomes_the_stored_form(name: str, text: str, value: object) -> None:
    assert value == typed_value(name, text, TODAY)


def test_every_word_list_belongs_to_a_field() -> None:
    assert set(WORDS) <= {spec.name for spec in CATALOGUE}
