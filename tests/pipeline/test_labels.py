"""Labelled requests out of the clinic's own work: only what people stand behind is truth."""

from datetime import date
from pathlib import Path

from support.cases import present
from support.clinic import Clinic, authorization
from support.mails import mail

from intake_daemon.matching.calibration import calibrate, read_labels
from intake_daemon.matching.calibration.labels import Label, Labelled
from intake_daemon.model import Relation
from intake_daemon.pipeline import relate
from intake_daemon.pipeline.close import close
from intake_daemon.pipeline.labels import labels_from
from intake_daemon.pipeline.patient_tie import tie
from intake_daemon.store.patients import ClinicPatientRow
from intake_daemon.store.requests import RequestRow

FORM = authorization()
OTHERS_FORM = authorization(patient__name=present("Tobias Marrow"), patient__dob=present("1988-12-24"))

LATER_FORM = authorization(scope__start=present("2024-01-01"), scope__end=present("2024-06-30"))


def rows(clinic: Clinic) -> dict[str, Labelled]:
    return {row.id: row for row in labels_from(clinic.services.engine)}


def finish(clinic: Clinic, request: RequestRow) -> None:
    with clinic.session() as session:
        row = session.get_one(RequestRow, request.id)
        close(session, clinic.services, row, reason="fulfilled", proof="sent by mail", actor="maria")


def split(clinic: Clinic, request: RequestRow) -> None:
    with clinic.session() as session:
        relate.split(session, clinic.services, session.get_one(RequestRow, request.id), actor="maria")


def test_a_resend_counts_once_a_person_has_closed_what_it_was_filed_with(either_clinic: Clinic) -> None:
    first = either_clinic.settle(mail("The form."), FORM)
    again = either_clinic.settle(mail("The form."), FORM)
    before = rows(either_clinic)
    finish(either_clinic, first)

    after = rows(either_clinic)

    assert list(before) == [first.reference]
    assert before[first.reference].role == "stored"
    assert after[again.reference].label is Label.DUPLICATE
    assert after[again.reference].of == first.reference
    assert after[again.reference].person == after[first.reference].person
    assert not after[again.reference].hard


def test_what_a_person_joined_counts_at_once_and_a_reply_is_not_held_against_the_matcher(
    clinic: Clinic,
) -> None:
    first = clinic.settle(mail("The form."), FORM)
    other = clinic.settle(mail("Another."), OTHERS_FORM)
    with clinic.session() as session:
        one, two = (session.get_one(RequestRow, row.id) for row in (other, first))
        relate.same(session, clinic.services, one, two, relation=Relation.FOLLOW_UP, actor="maria")

    labelled = rows(clinic)[other.reference]

    assert (labelled.label, labelled.of, labelled.hard) == (Label.DUPLICATE, first.reference, True)


def test_what_a_person_took_apart_is_another_request_of_nobody_knows_whom(clinic: Clinic) -> None:
    first = clinic.settle(mail("The form."), FORM)
    again = clinic.settle(mail("The form."), FORM)
    split(clinic, again)

    found = rows(clinic)

    assert (found[again.reference].label, found[again.reference].person) == (Label.APART, None)
    assert (found[first.reference].role, found[first.reference].label) == ("stored", None)


def test_a_link_that_a_person_took_off_says_that_it_is_somebody_else(clinic: Clinic) -> None:
    first = clinic.settle(mail("The form."), FORM)
    later = clinic.settle(mail("Another."), LATER_FORM)
    assert later.patient_of == first.id
    split(clinic, later)

    found = rows(clinic)

    assert found[later.reference].label is Label.STRANGER
    assert found[later.reference].person != found[first.reference].person


def test_a_linked_request_that_was_worked_off_is_a_new_one_of_the_same_patient(clinic: Clinic) -> None:
    first = clinic.settle(mail("The form."), FORM)
    later = clinic.settle(mail("Another."), LATER_FORM)
    finish(clinic, later)

    found = rows(clinic)

    assert found[later.reference].label is Label.KNOWN_PATIENT
    assert found[later.reference].person == found[first.reference].person


def test_two_requests_tied_by_hand_to_one_patient_are_of_one_person(clinic: Clinic) -> None:
    first = clinic.settle(mail("The form."), FORM)
    other = clinic.settle(mail("Another."), OTHERS_FORM)
    with clinic.session() as session:
        session.add(ClinicPatientRow(mrn="MRN-1", first="Tobias", last="Marrow", dob=date(1988, 12, 24)))
        session.flush()
        for request in (first, other):
            row = session.get_one(RequestRow, request.id)
            tie(session, row, "MRN-1", actor="maria", at=clinic.services.clock())

    found = rows(clinic)

    assert found[first.reference].person == found[other.reference].person
    assert "MRN" not in str(found[first.reference].person)


def test_a_second_ask_after_the_limit_that_was_worked_off_is_the_same_request(clinic: Clinic) -> None:
    first = clinic.settle(mail("The form."), FORM)
    clinic.wait(days=clinic.services.policy.rules.policy.repeat_after_days + 1)
    again = clinic.settle(mail("The form."), FORM)
    finish(clinic, again)

    found = rows(clinic)[again.reference]

    assert (found.label, found.of) == (Label.DUPLICATE, first.reference)


def test_of_requests_that_stand_alone_some_are_judged_once_they_are_closed(clinic: Clinic) -> None:
    names = ("Ann Lee", "Omar Haddad", "Doris Nowak", "Wren Pruitt", "Cody Braddock", "Linh Truong")
    requests = [
        clinic.settle(
            mail("The form."),
            authorization(patient__name=present(name), patient__dob=present(f"19{40 + 9 * i}-05-0{i + 1}")),
        )
        for i, name in enumerate(names)
    ]
    assert {row.label for row in rows(clinic).values()} == {None}
    for request in requests:
        finish(clinic, request)

    assert {row.label for row in rows(clinic).values()} <= {None, Label.STRANGER}
    assert len(rows(clinic)) == len(names)


def test_values_that_another_paper_brought_are_not_told_of_the_first_one(clinic: Clinic) -> None:
    bare = {name: FORM.requests[0].fields[name] for name in FORM.requests[0].fields if name != "patient.dob"}
    without = FORM.model_copy(update={"requests": (FORM.requests[0].model_copy(update={"fields": bare}),)})
    first = clinic.settle(mail("The form."), without)
    second = clinic.settle(mail("The form."), FORM)
    if second.attached_to is None:
        with clinic.session() as session:
            one, two = (session.get_one(RequestRow, row.id) for row in (second, first))
            relate.same(session, clinic.services, one, two, relation=Relation.RESEND, actor="maria")
    finish(clinic, first)

    assert rows(clinic)[first.reference].patient.dob is None
    assert rows(clinic)[second.reference].patient.dob is not None


def test_what_was_written_can_be_read_and_fitted_to(clinic: Clinic, tmp_path: Path) -> None:
    first = clinic.settle(mail("The form."), FORM)
    clinic.settle(mail("The form."), FORM)
    finish(clinic, first)
    file = tmp_path / "labels.jsonl"
    listed = labels_from(clinic.services.engine)
    file.write_text("".join(f"{row.model_dump_json()}\n" for row in listed))

    labels, bad = read_labels(file)

    assert (bad, labels.rows) == ((), tuple(listed))
    assert calibrate(labels, clinic.services.policy.rules.matching, strangers=10).as_it_is.joined == 1
