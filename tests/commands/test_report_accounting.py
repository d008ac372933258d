"""The accounting of disclosures at the command line, 45 CFR 164.528."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from support.command import run
from support.office import DAY, Office, truth
from support.terms_rules import laying_down, use_rules

from intake_daemon.pipeline.accounting import years_before
from intake_daemon.store.audit import AuditRow
from intake_daemon.store.requests import RequestRow

ACCOUNTABLE = laying_down("accounting: true")
PARTS = ("recipient", "address", "what", "purpose", "basis")


def release(office: Office, *, on: datetime = DAY, person: str = "Alma Quist", name: str = "one") -> str:
    """Take in a complete request about somebody and close it as fulfilled; its reference."""
    office.services.clock = lambda: on
    paper = truth("fax-complete.pdf", patient__name=person, patient__first=None, patient__last=None)
    reference = office.reference(office.receive(paper, name=name))
    office.said("queue", "close", reference, "--reason", "fulfilled", "--proof", "fax report 88213")
    return reference


@pytest.fixture
def accountable(office: Office) -> Office:
    use_rules(office.services, ACCOUNTABLE)
    return office


def accounted(office: Office, *options: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = office.json("report", "accounting", *options)["disclosures"]
    return found


def test_a_release_is_listed_with_everything_the_law_wants_told_and_where_it_stands(
    accountable: Office,
) -> None:
    reference = release(accountable)

    (one,) = accounted(accountable)

    assert (one["reference"], one["on"]) == (reference, str(DAY.date()))
    assert all(one[part]["value"] != "not known" for part in ("recipient", "what", "basis"))  # type: ignore[index]
    assert "Alma Quist" in one["patient"]["value"]  # type: ignore[index]
    assert "document 1" in one["recipient"]["source"]  # type: ignore[index]


def test_the_table_and_the_csv_say_the_same(accountable: Office) -> None:
    reference = release(accountable)

    shown = accountable.said("report", "accounting")
    (line,) = csv.DictReader(io.StringIO(accountable.said("report", "accounting", "--csv")))
    (one,) = accounted(accountable)

    assert reference in shown
    assert [line[part] for part in PARTS] == [one[part]["value"] for part in PARTS]  # type: ignore[index]
    assert [line[f"{part}_from"] for part in PARTS] == [one[part]["source"] for part in PARTS]  # type: ignore[index]


def test_no_cell_of_the_csv_is_a_formula(accountable: Office) -> None:
    release(accountable, person="=cmd|' /C calc'!A0")

    assert "\n=" not in accountable.said("report", "accounting", "--csv").replace(",", "\n")


def test_only_what_the_rules_mark_is_listed_and_what_no_rule_decides_is_named(office: Office) -> None:
    use_rules(office.services, laying_down("accounting: false"))
    release(office, name="not accounted for")
    with office.session() as session:
        session.scalars(select(RequestRow)).one().accounting = None
    reference = office.reference(1)

    told = office.call("report", "accounting")

    assert "Disclosures from" in told.stdout
    assert reference not in told.stdout
    assert f"Not listed: {reference}" in told.stderr


def test_what_a_rule_leaves_out_is_left_out_without_a_word(office: Office) -> None:
    use_rules(office.services, laying_down("accounting: false"))
    release(office)

    told = office.call("report", "accounting")

    assert told.stdout.strip().endswith(": 0")
    assert told.stderr == ""


def test_what_was_closed_without_a_release_is_no_disclosure(accountable: Office) -> None:
    accountable.services.clock = lambda: DAY
    number = accountable.receive(truth("fax-complete.pdf"), name="withdrawn")
    accountable.said(
        "queue", "close", accountable.reference(number), "--reason", "withdrawn", "--proof", "a letter"
    )

    assert accounted(accountable) == []


def test_the_days_named_bound_the_list_both_included(accountable: Office) -> None:
    early = release(accountable, on=DAY, name="early", person="Alma Quist")
    late = release(accountable, on=DAY + timedelta(days=5), name="late", person="Tobias Marrow")

    def found(first: datetime, last: datetime) -> list[object]:
        days = ("--from", str(first.date()), "--to", str(last.date()))
        return [one["reference"] for one in accounted(accountable, *days)]

    assert found(DAY, DAY + timedelta(days=5)) == [early, late]
    assert found(DAY + timedelta(days=1), DAY + timedelta(days=5)) == [late]
    assert found(DAY, DAY + timedelta(days=4)) == [early]


def test_for_one_patient_nobody_elses_is_shown(accountable: Office) -> None:
    hers = release(accountable, name="hers", person="Alma Quist")
    his = release(accountable, name="his", person="Tobias Marrow")

    listed = accountable.said("report", "accounting", "--patient", hers)

    assert hers in listed
    assert his not in listed
    assert "Marrow" not in listed
    assert accountable.call("report", "accounting", "--patient", "R-0000-0000").exit_code == 2


def test_a_patient_is_found_by_the_record_number_that_requests_are_tied_to(
    accountable: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    people = tmp_path_factory.mktemp("people") / "people.csv"
    people.write_text("MRN,First Name,Last Name,DOB\n4711,Alma,Quist,1971-04-09\n")
    accountable.said("patients", "import", str(people))
    reference = release(accountable)
    accountable.said("patients", "tie", reference, "4711")

    assert [one["reference"] for one in accounted(accountable, "--patient", "4711")] == [reference]


def test_six_years_and_no_more(accountable: Office) -> None:
    today = datetime.now(UTC).date()
    ancient = str(years_before(today) - timedelta(days=2))

    refused = accountable.call("report", "accounting", "--from", ancient)
    turned = accountable.call("report", "accounting", "--from", "2026-02-02", "--to", "2026-02-01")

    assert (refused.exit_code, turned.exit_code) == (2, 2)
    assert "six years" in refused.stderr
    assert str(years_before(DAY.date().replace(year=2028, month=2, day=29))) == "2022-02-28"


def test_the_audit_says_who_took_it_and_of_which_requests_and_of_whom_never(accountable: Office) -> None:
    reference = release(accountable)
    accountable.said("report", "accounting", "--patient", reference)

    with accountable.session() as session:
        row = session.scalars(select(AuditRow).where(AuditRow.action == "patients.accounted")).one()
    assert (row.detail["requests"], row.detail["one_patient"]) == ([reference], True)
    assert "Quist" not in json.dumps(row.detail)


def test_as_a_process_of_its_own_the_values_go_to_standard_output_alone(accountable: Office) -> None:
    release(accountable, person="Marked Quartzhaven")

    done = run(accountable, "report", "accounting", "--csv")

    assert done.returncode == 0, done.stderr
    assert "Quartzhaven" in done.stdout
    assert "Quartzhaven" not in done.stderr
