"""The clinic's own patients: files in and out, whose a request is, and what people say of it."""

import csv
import io
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select
from support.cases import present
from support.clinic import authorization
from support.office import Office

from intake_daemon.store.audit import AuditRow
from intake_daemon.store.match_index import MatchKeyRow, MatchRecordRow, Subject

FILE = """MRN,Last Name,First Name,Maiden Name,DOB,Home Phone,Ward
7714402,Quist,Alma,Holm; Alma Berg,04/09/1971,614-555-0101,3
7714403,Quist,Elma,,1971-04-09,614-555-0101,3
"""


def imported(office: Office, tmp_path: Path, text: str = FILE, *options: str) -> str:
    file = tmp_path / "patients.csv"
    file.write_text(text)
    return office.said("patients", "import", str(file), *options)


def refused(office: Office, tmp_path: Path, text: str, *options: str) -> str:
    file = tmp_path / "patients.csv"
    file.write_text(text)
    result = office.call("patients", "import", str(file), *options)
    assert result.exit_code == 1
    assert office.json("patients", "list") == []
    return result.stderr


def test_an_export_of_another_system_is_taken_with_its_own_headings(office: Office, tmp_path: Path) -> None:
    said = imported(office, tmp_path)

    assert said.splitlines()[0] == "2 added, 0 changed, 0 removed, 0 unchanged."
    first = office.json("patients", "list")[0]
    assert tuple(first[name] for name in ("mrn", "last", "first", "other_names", "dob")) == (
        "7714402",
        "Quist",
        "Alma",
        ["Holm", "Alma Berg"],
        "1971-04-09",
    )
    with office.session() as session:
        row = session.scalars(select(AuditRow).where(AuditRow.action == "patients.imported")).one()
        assert row.detail == {"added": 2, "changed": 0, "removed": 0, "same": 0}


def test_the_same_file_again_changes_nothing_and_a_corrected_one_only_what_it_corrects(
    office: Office, tmp_path: Path
) -> None:
    imported(office, tmp_path)

    again = imported(office, tmp_path)
    corrected = imported(office, tmp_path, "mrn,first,last\n7714403,Elna,Quist\n")

    assert again.splitlines()[0] == "0 added, 0 changed, 0 removed, 2 unchanged."
    assert corrected.splitlines()[0] == "0 added, 1 changed, 0 removed, 0 unchanged."
    assert [(row["first"], row["dob"]) for row in office.json("patients", "list")] == [
        ("Alma", "1971-04-09"),
        ("Elna", "1971-04-09"),
    ]


def test_a_dry_run_counts_and_writes_nothing(office: Office, tmp_path: Path) -> None:
    imported(office, tmp_path)

    said = imported(
        office, tmp_path, "mrn,first,last\n1,Ann,Hale\n7714402,Alma,Q\n", "--dry-run", "--replace"
    )

    assert said.strip() == "1 added, 1 changed, 1 removed, 0 unchanged. (dry run)"
    assert len(office.json("patients", "list")) == 2


def test_what_is_no_longer_in_the_whole_list_is_removed_with_its_keys(office: Office, tmp_path: Path) -> None:
    imported(office, tmp_path)

    imported(office, tmp_path, "mrn,first,last\n7714403,Elma,Quist\n", "--replace")
    assert [row["mrn"] for row in office.json("patients", "list")] == ["7714403"]
    office.said("patients", "remove", "--all", "--yes")

    assert office.json("patients", "list") == []
    with office.session() as session:
        for table in (MatchKeyRow, MatchRecordRow):
            left = select(func.count()).select_from(table).where(table.subject == Subject.PATIENT)
            assert session.scalar(left) == 0


def test_every_mistake_is_told_by_line_and_never_with_what_stands_there(
    office: Office, tmp_path: Path
) -> None:
    said = refused(
        office,
        tmp_path,
        "mrn,first,last,dob,ssn_last4,merged_into\n"
        "M-1,Ann,Secretname,1961-04-23,,\n"
        "M-2,Ann,Secretname,23.4.61,,\n"
        "M1,Ann,Secretname,,,\n"
        ",Ann,Secretname,,,\n"
        "M-5,,,,12,\n"
        "M-6,Ann,Secretname,2961-04-23,,\n"
        "M-7,Ann,Secretname,,,M-99\n"
        "M-8,Ann,Secretname,,,M-9\n"
        "M-9,Ann,Secretname,,,M-8\n",
    )

    told = [line.split(":")[0].strip() for line in said.splitlines() if line.startswith("  line")]
    assert told == ["line 3", "line 4", "line 5", "line 6", "line 7", "line 8", "line 9", "line 10"]
    assert "Secretname" not in said
    assert "has the record number of line 2" in said


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        ("Name,Birth\nx,1\n", (), "no column is the record number"),
        ("MRN,Chart Number\n1,2\n", (), "two columns are mrn"),
        ("MRN,x\n1,2\n", ("--map", "y=dob"), "there is no column y"),
        ("MRN,x\n1,2\n", ("--map", "x=shoe"), "there is no column shoe"),
        ("", (), "no column is the record number"),
    ],
)
def test_headings_that_cannot_be_understood_are_refused(
    office: Office, tmp_path: Path, text: str, options: tuple[str, ...], words: str
) -> None:
    assert words in refused(office, tmp_path, text, *options)


def test_a_person_says_what_a_heading_means(office: Office, tmp_path: Path) -> None:
    text = "Pt,MRN,Nachname,first\n1,77001,Quist,Alma\n"

    imported(office, tmp_path, text, "--map", "Nachname=last", "--map", "Pt=")

    assert [(row["mrn"], row["last"]) for row in office.json("patients", "list")] == [("77001", "Quist")]


def test_what_is_exported_is_imported_unchanged_and_is_no_formula(office: Office, tmp_path: Path) -> None:
    imported(office, tmp_path, "mrn,first,last,other_names,address\n-77001,=Ann,@Quist,Holm;Berg,+1 Elm St\n")
    before = office.json("patients", "list")

    text = office.said("patients", "export")
    office.said("patients", "remove", "--all", "--yes")
    imported(office, tmp_path, text)

    assert office.json("patients", "list") == before
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if cell[:1] in tuple("=+-@")] == []
    with office.session() as session:
        assert session.scalars(select(AuditRow).where(AuditRow.action == "patients.exported")).one()


def test_a_whole_social_security_number_is_not_kept(office: Office, tmp_path: Path) -> None:
    imported(office, tmp_path, "mrn,first,last,ssn\n77001,Ann,Quist,123-45-6789\n")

    assert office.json("patients", "list")[0]["ssn_last4"] == "6789"


def test_a_request_is_tied_shown_and_untied_and_a_person_s_word_stands(
    office: Office, tmp_path: Path
) -> None:
    imported(office, tmp_path)
    arrival = office.receive(authorization(patient__phone=present("+16145550101")))
    reference = office.reference(arrival)

    tied = office.json("queue", "show", reference)["clinic_patient"]
    assert (tied["answer"], tied["mrn"], tied["person"]) == ("tied", "7714402", None)
    assert "patient 7714402" in office.said("review", "show", reference)

    office.said("patients", "untie", reference)
    office.said("review", "correct", reference, "patient.dob", "1971-04-09")
    untied = office.json("queue", "show", reference)["clinic_patient"]
    assert (untied["answer"], untied["mrn"]) == ("none", None)

    office.said("patients", "tie", reference, "7714403")
    office.said("review", "correct", reference, "patient.phone", "614-555-0101")
    assert office.json("queue", "show", reference)["clinic_patient"]["mrn"] == "7714403"

    office.said("patients", "rematch", reference)
    assert office.json("queue", "show", reference)["clinic_patient"]["mrn"] == "7714402"


def test_two_who_may_be_meant_are_shown_with_names_and_reasons(office: Office, tmp_path: Path) -> None:
    imported(
        office,
        tmp_path,
        "mrn,first,last,dob,phone,deceased_on\n"
        "77001,Alma,Quist,1971-04-09,614-555-0101,\n77002,Alma,Quist,1971-04-09,614-555-0101,2024-05-06\n",
    )
    reference = office.reference(office.receive(authorization(patient__phone=present("+16145550101"))))

    shown = office.said("review", "show", reference)
    document = office.json("review", "show", reference)["clinic_patient"]

    assert "unsure: two patients fit" in shown
    assert "patient 77001  Alma Quist, born 1971-04-09\n" in shown
    assert "patient 77002  Alma Quist, born 1971-04-09, died 2024-05-06\n" in shown
    assert (document["mrn"], sorted(one["mrn"] for one in document["candidates"])) == (
        None,
        ["77001", "77002"],
    )


def test_the_audit_of_a_tie_names_nobody(office: Office, tmp_path: Path) -> None:
    imported(office, tmp_path)
    reference = office.reference(office.receive(authorization(patient__phone=present("+16145550101"))))
    office.said("patients", "untie", reference)

    with office.session() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.action.like("%tied"))).all()
        told = json.dumps([row.detail for row in rows])

    assert [row.action for row in rows] == ["request.tied", "request.untied"]
    assert "7714402" not in told


def test_a_correction_by_a_person_looks_anew(office: Office, tmp_path: Path) -> None:
    imported(office, tmp_path)
    paper = authorization(patient__name=present("Alma Quist"), patient__dob=present("1931-01-02"))
    reference = office.reference(office.receive(paper))
    shown = office.json("queue", "show", reference)["clinic_patient"]

    office.said("review", "correct", reference, "patient.dob", "1971-04-09")
    office.said("review", "correct", reference, "patient.phone", "614-555-0101")

    assert shown is None or shown["answer"] != "tied"
    assert office.json("queue", "show", reference)["clinic_patient"]["mrn"] == "7714402"


def test_importing_looks_again_at_open_requests(office: Office, tmp_path: Path) -> None:
    reference = office.reference(office.receive(authorization(patient__phone=present("+16145550101"))))
    assert office.json("queue", "show", reference)["clinic_patient"] is None

    said = imported(office, tmp_path)

    assert said.splitlines()[-1] == "1 open requests were looked at again."
    assert office.json("queue", "show", reference)["clinic_patient"]["mrn"] == "7714402"


def test_removing_a_patient_takes_the_daemon_s_ties_with_them(office: Office, tmp_path: Path) -> None:
    imported(office, tmp_path)
    reference = office.reference(office.receive(authorization(patient__phone=present("+16145550101"))))

    office.said("patients", "remove", "7714402")

    assert office.json("queue", "show", reference)["clinic_patient"] is None


def test_find_says_who_fits_a_text_or_a_request_and_why(office: Office, tmp_path: Path) -> None:
    imported(office, tmp_path)
    reference = office.reference(office.receive(authorization(patient__phone=present("+16145550101"))))

    by_name = office.json("patients", "find", "Alma Quist 04/09/1971")
    by_maiden_name = office.json("patients", "find", "Alma Holm 1971-04-09")

    assert by_name["candidates"][0]["mrn"] == "7714402"
    assert by_maiden_name["candidates"][0]["mrn"] == "7714402"
    assert office.json("patients", "find", reference)["mrn"] == "7714402"
    assert "bits" in office.said("patients", "find", "7714402")
    assert office.said("patients", "find", "Nobody Known").startswith("none")


def test_a_merged_chart_leads_to_the_one_that_goes_on(office: Office, tmp_path: Path) -> None:
    imported(
        office,
        tmp_path,
        "mrn,first,last,dob,phone,merged_into\n"
        "77001,Alma,Quist,1971-04-09,614-555-0101,77002\n77002,Alma,Quist,1971-04-09,,\n",
    )
    reference = office.reference(office.receive(authorization(patient__phone=present("+16145550101"))))

    assert office.json("queue", "show", reference)["clinic_patient"]["mrn"] == "77002"


def test_doubles_in_a_file_are_shown_and_twins_are_not(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "patients.csv"
    file.write_text(
        "mrn,first,last,dob,phone,address\n"
        "77001,Walter,Kowalczyk,1957-03-14,218-555-0176,218 Larkspur Road Duluth MN 55811\n"
        "77002,Walter,Kowalczyk,1957-03-14,218-555-0176,218 Larkspur Rd Duluth MN 55811\n"
        "77003,Werner,Kowalczyk,1957-03-14,218-555-0176,218 Larkspur Rd Duluth MN 55811\n"
    )

    found = office.json("patients", "doubles", str(file))

    assert [(one["lines"], one["sure"]) for one in found] == [([2, 3], True)]
