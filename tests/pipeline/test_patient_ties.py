"""Whose a request is among the clinic's own patients, all the way through a decision."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from support.cases import absent, present
from support.clinic import Clinic, answer, authorization
from support.mails import mail

from intake_daemon.model import FieldValue, Understanding
from intake_daemon.pipeline.patient_entry import NAMES, PatientEntry, cells_of, patient_of
from intake_daemon.pipeline.patient_import import remove, survey, take_over
from intake_daemon.pipeline.rebuild import rebuild_patients
from intake_daemon.pipeline.spreadsheet import meant, neutral
from intake_daemon.store.match_index import MatchFormRow, MatchKeyRow, MatchRecordRow, Subject
from intake_daemon.store.patients import ClinicPatientRow, PatientTieRow, tie_of

TWIN = "M-2001,Alma,Quist,1971-04-09,614-555-0101,4 Elm St Columbus OH 43215"
OTHER_TWIN = "M-2002,Elma,Quist,1971-04-09,614-555-0101,4 Elm St Columbus OH 43215"
HEADING = "mrn,first,last,dob,phone,address"


def keep(clinic: Clinic, folder: Path, *rows: str) -> None:
    """Import the clinic's patients."""
    file = folder / "patients.csv"
    file.write_text("\n".join((HEADING, *rows)) + "\n")
    columns = {name: name for name in HEADING.split(",")}
    services = clinic.services
    with clinic.session() as session:
        of = survey(session, file, columns, today=services.local_day(clinic.now))
        take_over(session, services.match_key, of, replace=True, write=True, beat=lambda: None)


def tied(clinic: Clinic) -> tuple[str, str | None] | None:
    """What was found out about the last request."""
    with clinic.session() as session:
        found = tie_of(session, clinic.requests()[-1].id)
        return (found.answer, found.mrn) if found else None


def named(first: str, **changed: FieldValue) -> Understanding:
    given = {"patient__name": present(f"{first} Quist"), "patient__phone": present("+16145550101")}
    return authorization(**{**given, **changed})


def test_a_request_is_tied_to_the_one_patient_who_fits(either_clinic: Clinic, tmp_path: Path) -> None:
    keep(either_clinic, tmp_path, TWIN, OTHER_TWIN)

    either_clinic.settle(mail("The form."), named("Alma"))

    assert tied(either_clinic) == ("tied", "M-2001")
    assert either_clinic.actions().count("request.tied") == 1


def test_a_twin_who_is_not_on_the_list_is_not_tied_to_the_one_who_is(clinic: Clinic, tmp_path: Path) -> None:
    keep(clinic, tmp_path, TWIN)

    clinic.settle(mail("The form."), named("Elma"))

    assert tied(clinic) in (None, ("unsure", None))


def test_a_twin_whose_first_name_is_an_initial_is_shown_with_the_other(
    clinic: Clinic, tmp_path: Path
) -> None:
    keep(clinic, tmp_path, TWIN, TWIN.replace("M-2001,Alma", "M-2003,Agnes"))

    clinic.settle(mail("The form."), named("A."))

    assert tied(clinic) == ("unsure", None)
    with clinic.session() as session:
        found = tie_of(session, clinic.requests()[-1].id)
        assert found is not None
        assert sorted(one["mrn"] for one in found.candidates) == ["M-2001", "M-2003"]


def test_no_decision_changes_by_a_tie(clinic: Clinic, tmp_path: Path) -> None:
    before = clinic.settle(mail("The form."), named("Alma"))
    keep(clinic, tmp_path, TWIN)

    clinic.wait(days=1)
    purpose = named(
        "Alma", authorization__purpose=present("another purpose"), scope__start=present("2020-01-01")
    )
    after = clinic.settle(mail("The form."), purpose)

    assert (before.decision, after.decision) == ("enqueue", "enqueue")
    assert tied(clinic) == ("tied", "M-2001")


def test_without_a_list_nothing_is_kept_of_ties(clinic: Clinic) -> None:
    clinic.settle(mail("The form."), named("Alma"))

    assert tied(clinic) is None
    assert "request.tied" not in clinic.actions()


def test_what_answers_bring_ties_the_request_they_belong_to(clinic: Clinic, tmp_path: Path) -> None:
    keep(clinic, tmp_path, TWIN)
    first = clinic.settle(mail("The form."), named("Alma", patient__dob=absent()))
    assert tied(clinic) != ("tied", "M-2001")
    (message,) = clinic.messages(request_id=first.id)

    reply = mail("Here it is.", in_reply_to=message.message_id)
    clinic.settle(reply, answer(first.reference, patient__dob=present("1971-04-09")))

    with clinic.session() as session:
        found = tie_of(session, first.id)
        assert found is not None
        assert (found.answer, found.mrn) == ("tied", "M-2001")


def test_the_index_of_patients_is_built_anew_when_it_is_of_another_form(
    either_clinic: Clinic, tmp_path: Path
) -> None:
    keep(either_clinic, tmp_path, TWIN, OTHER_TWIN)
    with either_clinic.session() as session:
        for table in (MatchKeyRow, MatchRecordRow):
            session.execute(delete(table).where(table.subject == Subject.PATIENT))
        session.merge(MatchFormRow(subject=Subject.PATIENT, form="another", built_to=None))
    engine, secret = either_clinic.services.engine, either_clinic.services.match_key

    assert [rebuild_patients(engine, secret), rebuild_patients(engine, secret)] == [2, 0]

    either_clinic.settle(mail("The form."), named("Alma"))
    assert tied(either_clinic) == ("tied", "M-2001")


def test_removing_everybody_leaves_nothing_behind(either_clinic: Clinic, tmp_path: Path) -> None:
    keep(either_clinic, tmp_path, TWIN, OTHER_TWIN)
    either_clinic.settle(mail("The form."), named("Alma"))

    with either_clinic.session() as session:
        ids = list(session.scalars(select(ClinicPatientRow.id)))
        assert remove(session, either_clinic.services.match_key, ids) == 2

    with either_clinic.session() as session:
        for table in (ClinicPatientRow, PatientTieRow):
            assert session.scalar(select(func.count()).select_from(table)) == 0


NAMES_OF_PEOPLE = st.text(alphabet=st.sampled_from("=+-@' Añb,\"9"), min_size=1, max_size=6)
ENTRIES = st.builds(
    PatientEntry,
    mrn=st.text(alphabet=st.sampled_from("=-+1 2A"), max_size=5).map(lambda text: f"{text}7"),
    first=NAMES_OF_PEOPLE.filter(str.strip),
    last=NAMES_OF_PEOPLE,
    other_names=st.lists(NAMES_OF_PEOPLE, max_size=3).map(tuple),
    dob=st.dates(min_value=date(1880, 1, 1)),
    ssn_last4=st.sampled_from(["", "0012"]),
    merged_into=st.sampled_from(["", "-12"]),
)


@settings(deadline=None)
@given(ENTRIES)
def test_a_patient_written_as_a_line_reads_back_the_same(entry: PatientEntry) -> None:
    row = ClinicPatientRow(**{**entry.model_dump(), "other_names": list(entry.other_names)})
    cells = [meant(neutral(cell)) for cell in cells_of(row)]

    again = patient_of(dict(zip(NAMES, cells, strict=True)), {name: name for name in NAMES})

    assert again == entry


@pytest.mark.parametrize(
    "written", ["1961-04-23", "04/23/1961", "4/23/1961", "19610423", "1961-04-23 00:00:00"]
)
def test_birth_dates_are_read_in_the_forms_that_systems_write(written: str) -> None:
    entry = PatientEntry.model_validate({"mrn": "77001", "last": "Quist", "dob": written})

    assert str(entry.dob) == "1961-04-23"
