"""Which of the clinic's own patients is on the paper: tied, shown to a person, or none."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_daemon.matching.features import person_of
from intake_daemon.matching.patients import MOST_SHOWN, Chart, Found, Tied, find_patient, written_ways
from intake_daemon.matching.policy import MatchPolicy
from intake_daemon.matching.record import Patient

WALTER = Patient(
    first="Walter", middle="Emil", last="Kowalczyk", dob="1957-03-14", ssn_last4="4821", mrn="7714402",
    address="218 Larkspur Road, Duluth, MN 55811", phone="(218) 555-0176",
)  # fmt: skip
PAPER = WALTER.model_copy(update={"mrn": None, "ssn_last4": None})


def other(patient: Patient = WALTER, **changed: str | None) -> Patient:
    return patient.model_copy(update=changed)


def chart(patient: Patient, number: str | None = None) -> Chart:
    return Chart(number or str(patient.mrn), person_of(patient))


def found(paper: Patient, *charts: Chart, names: tuple[str, ...] = ()) -> Found:
    return find_patient([person_of(way) for way in written_ways(paper, names)], charts, MatchPolicy())


def test_the_only_patient_who_fits_is_tied_with_reasons() -> None:
    answer = found(PAPER, chart(WALTER), chart(other(first="Irena", mrn="7714403", dob="1959-08-02")))

    assert (answer.answer, answer.patient) == (Tied.TIED, "7714402")
    assert any(words.startswith("birth date is the same") for words in answer.because)


@pytest.mark.parametrize(
    "rival",
    [
        {"first": "Werner"},
        {"middle": "Karl", "address": None, "phone": None},
        {"ssn_last4": None, "address": None, "phone": None},
    ],
)
def test_a_second_patient_who_fits_as_well_is_never_guessed_away(rival: dict[str, str | None]) -> None:
    bare = other(PAPER, first="W", middle=None) if "first" in rival else other(PAPER, middle=None)

    answer = found(bare, chart(WALTER), chart(other(mrn="9900001", **rival)))

    assert (answer.answer, answer.patient) == (Tied.UNSURE, None)


def test_a_twin_is_not_tied_to_the_other() -> None:
    marla = Patient(
        first="Marla", last="Quist", dob="1990-05-06", mrn="1001", address="4 Elm St, Ames, IA 50010"
    )
    maria = other(marla, first="Maria", mrn=None)

    assert found(maria, chart(marla)).answer is not Tied.TIED
    assert found(maria, chart(marla), chart(other(maria, mrn="1002"))).patient == "1002"


def test_father_and_son_at_one_address_are_kept_apart() -> None:
    father = Patient(
        first="John", last="Osgood", suffix="Sr", dob="1959-04-04", mrn="2001", phone="614 555 0101"
    )
    son = other(father, suffix="Jr", dob="1989-04-04", mrn="2002")

    assert found(other(son, mrn=None), chart(father), chart(son)).patient == "2002"
    assert found(other(son, mrn=None), chart(father)).patient is None


def test_a_record_number_that_contradicts_the_name_and_birth_date_is_for_a_person() -> None:
    stranger = Patient(first="Irena", last="Moss", dob="1981-12-01", mrn="7714402")

    alone = found(stranger, chart(WALTER))

    assert (alone.answer, [fit.patient for fit in alone.candidates]) == (Tied.UNSURE, ["7714402"])
    assert alone.candidates[0].doubts


def test_a_record_number_of_somebody_else_stops_a_tie_that_the_name_would_make() -> None:
    irena = Patient(first="Irena", last="Moss", dob="1981-12-01", mrn="5500007")
    paper = other(WALTER, mrn="5500007")

    answer = found(paper, chart(WALTER), chart(irena))

    assert (answer.answer, answer.patient) == (Tied.UNSURE, None)


def test_name_and_birth_date_at_another_address_are_not_enough() -> None:
    paper = other(PAPER, middle=None, address="9 Ocean Drive, Miami, FL 33139", phone="305 555 0111")

    assert found(paper, chart(WALTER)).answer is Tied.UNSURE
    assert found(other(paper, ssn_last4="4821"), chart(WALTER)).answer is Tied.TIED


def test_a_name_and_a_shared_telephone_are_not_enough_without_a_birth_date() -> None:
    quist = Patient(first="Alma", last="Quist", dob="1971-04-09", mrn="M-2001", phone="614 555 0101")

    assert found(other(quist, dob=None, mrn=None), chart(quist)).answer is Tied.UNSURE


def test_a_maiden_name_that_the_clinic_or_the_paper_knows_finds_the_patient() -> None:
    now = Patient(first="Ines", last="Calloway", dob="1979-02-03", mrn="3003", phone="614 555 0133")
    then = Patient(first="Ines", last="Brightwater", dob="1979-02-03", phone="614 555 0133")
    ways = [Chart("3003", person_of(way)) for way in written_ways(now, ("Brightwater",))]

    assert found(then, *ways).patient == "3003"
    assert found(then, chart(now), names=("Ines Calloway",)).patient == "3003"


def test_a_chart_that_was_merged_is_the_one_that_goes_on() -> None:
    double = other(WALTER, mrn="1110001", dob="1957-03-15")

    answer = found(PAPER, chart(WALTER), chart(double, "7714402"))

    assert (answer.answer, answer.patient) == (Tied.TIED, "7714402")


def test_nobody_is_nobody() -> None:
    assert found(PAPER).answer is Tied.NONE
    assert (
        found(PAPER, chart(Patient(first="Ada", last="Holt", dob="2001-01-01", mrn="77"))).answer is Tied.NONE
    )


PATIENTS = st.builds(
    Patient,
    first=st.sampled_from(["Walter", "Werner", "Walt", "Maria", "Marla", None]),
    last=st.sampled_from(["Kowalczyk", "Quist", None]),
    suffix=st.sampled_from([None, "Jr", "Sr"]),
    dob=st.sampled_from(["1957-03-14", "1957-03-15", "1985-03-14", None]),
    mrn=st.sampled_from(["7714402", "7714420", "1002003", None]),
    phone=st.sampled_from(["218 555 0176", "218 555 0111", None]),
)


@settings(deadline=None)
@given(PATIENTS, st.lists(PATIENTS, max_size=5), st.randoms())
def test_the_order_of_the_charts_changes_nothing(
    paper: Patient, listed: list[Patient], random: Random
) -> None:
    charts = [Chart(str(number), person_of(patient)) for number, patient in enumerate(listed)]
    shuffled = random.sample(charts, len(charts))

    assert found(paper, *charts) == found(paper, *shuffled)


@settings(deadline=None)
@given(PATIENTS, PATIENTS)
def test_two_charts_that_are_alike_are_never_told_apart_by_a_guess(paper: Patient, patient: Patient) -> None:
    twice = found(paper, Chart("1", person_of(patient)), Chart("2", person_of(patient)))

    assert twice.patient is None
    assert len(twice.candidates) <= MOST_SHOWN


@settings(deadline=None)
@given(PATIENTS, st.lists(PATIENTS, max_size=4), PATIENTS)
def test_another_chart_never_makes_a_tie_to_one_that_was_not_certain(
    paper: Patient, listed: list[Patient], more: Patient
) -> None:
    charts = [Chart(str(number), person_of(patient)) for number, patient in enumerate(listed)]
    before = found(paper, *charts)
    after = found(paper, *charts, Chart("more", person_of(more)))

    assert after.patient in (None, before.patient, "more")
