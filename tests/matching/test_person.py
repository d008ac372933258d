"""Who is one patient and who is two: families, twins, namesakes, and what fax and haste do to a form."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.match_records import NO_IDS, PATIENT

from intake_daemon.matching.features import Person, person_of
from intake_daemon.matching.objections import OBJECTIONS
from intake_daemon.matching.person import Sameness, judge_people
from intake_daemon.matching.policy import MatchPolicy
from intake_daemon.matching.record import Patient

POLICY = MatchPolicy()
WALTER = person_of(PATIENT)
SAME, UNSURE, DIFFERENT = Sameness.SAME, Sameness.UNSURE, Sameness.DIFFERENT


def person(base: Patient = PATIENT, **changed: str | None) -> Person:
    return person_of(base.model_copy(update=changed))


def sameness(one: Person, other: Person) -> Sameness:
    return judge_people(one, other, POLICY).sameness


@pytest.mark.parametrize(
    "changed",
    [
        {"first": "WALTER", "last": "K0WALCZYK"},
        {"first": "Walt"},
        {"first": "Watler"},
        {"first": "Kowalczyk", "last": "Walter"},
        {"first": "Kowalczyk-Nowak", "last": "Walter"},
        {"last": "Kowalczyk-Nowak"},
        {"last": "Nowak"},
        {"dob": "14 March 1957"},
        {"dob": "3/14/57"},
        {"dob": "03/l4/I957"},
        {"dob": "03/41/1957"},
        {"dob": None},
        {"ssn_last4": "482l", "mrn": "77I44O2", "phone": "+1 218-555-0176 x3"},
        {"ssn_last4": None, "mrn": None, "address": None, "phone": None},
        {"middle": "E", "ssn_last4": None, "mrn": None},
        {"address": "9 Fox Lane, Reno, NV 89501", "phone": None, "mrn": None},
    ],
    ids=str,
)
def test_haste_and_fax_leave_a_patient_the_same(changed: dict[str, str | None]) -> None:
    assert sameness(WALTER, person(**changed)) is SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jayden", "Kayden"),
        ("Maria", "Marla"),
        ("Thu", "Thuy"),
        ("Joan", "Jean"),
        ("Daniel", "Daniela"),
        ("Mia", "Mya"),
        ("Erin", "Aaron"),
        ("Carla", "Carly"),
        ("Christina", "Christine"),
    ],
)
def test_twins_named_alike_are_never_joined_without_an_identifier(one: str, other: str) -> None:
    twin = person(first=one, middle=None, **NO_IDS)

    assert sameness(twin, person(first=other, middle=None, **NO_IDS)) < SAME


@pytest.mark.parametrize(("one", "other"), [("Erin", "Aaron"), ("Carla", "Carly"), ("Jayden", "Kayden")])
def test_twins_with_other_middle_names_and_numbers_are_two(one: str, other: str) -> None:
    twin = person(first=one, middle="Rose", ssn_last4="1170", mrn=None)

    assert sameness(twin, person(first=other, middle="June", ssn_last4="8824", mrn=None)) is DIFFERENT


def test_husband_and_wife_are_two() -> None:
    wife = person(first="Doris", middle="May", dob="07/30/1959", **NO_IDS)

    assert sameness(WALTER, wife) is DIFFERENT


@pytest.mark.parametrize("born", ["06/02/1983", "06/02/1961", "03/14/1984", "3/14/84"])
def test_father_and_son_of_one_name_are_two(born: str) -> None:
    assert sameness(person(**NO_IDS), person(dob=born, **NO_IDS)) is DIFFERENT


def test_a_wrong_birth_date_beside_the_same_number_goes_to_a_person() -> None:
    assert sameness(WALTER, person(dob="06/02/1961", mrn=None)) is UNSURE


def test_a_slip_in_the_birth_date_of_a_namesake_who_lives_elsewhere_is_no_slip() -> None:
    namesake = person(
        dob="04/14/1957", address="9 Fox Lane, Reno, NV 89501", phone="(775) 555-0199", **NO_IDS
    )

    assert sameness(WALTER, namesake) is DIFFERENT


def test_a_slip_in_the_birth_date_goes_to_a_person_when_nothing_else_tells() -> None:
    bare = {**NO_IDS, "address": None, "phone": None}

    assert sameness(person(**bare), person(dob="04/14/1957", **bare)) is UNSURE


def test_another_number_goes_to_a_person_when_nothing_else_tells() -> None:
    bare = {"middle": None, "mrn": None, "address": None, "phone": None}

    assert sameness(person(**bare), person(ssn_last4="9930", **bare)) is UNSURE


def test_two_other_numbers_are_another_person_even_at_the_same_home() -> None:
    assert sameness(person(middle=None), person(middle=None, ssn_last4="9930", mrn="1184206")) < SAME


def test_one_other_number_is_a_slip_when_all_else_agrees() -> None:
    assert sameness(person(mrn=None), person(mrn=None, ssn_last4="9930")) is SAME


def test_another_surname_without_a_number_or_a_home_goes_to_a_person() -> None:
    bare = {**NO_IDS, "address": None, "phone": None, "first": "Ngozi"}

    assert sameness(person(**bare), person(last="Nwosu", **bare)) is UNSURE


def test_an_initial_and_another_surname_at_the_same_home_go_to_a_person() -> None:
    assert sameness(person(**NO_IDS), person(first="W", last="Nowak", **NO_IDS)) is UNSURE


@pytest.mark.parametrize("born", ["03/14/1975", "03/14/1997", "3/14/87"])
def test_a_slip_that_is_a_generation_wide_goes_to_a_person(born: str) -> None:
    father, son = person(dob="03/14/1957", **NO_IDS), person(dob=born, **NO_IDS)

    assert sameness(father, son) is (SAME if born.endswith("75") else UNSURE)


def test_junior_and_senior_are_two_wherever_the_suffix_stands() -> None:
    junior, senior = person(last="Kowalczyk Jr.", **NO_IDS), person(suffix="Sr", **NO_IDS)

    assert sameness(junior, senior) is DIFFERENT


def test_junior_and_the_second_are_one() -> None:
    assert sameness(person(suffix="Jr"), person(suffix="II")) is SAME


def test_namesakes_born_the_same_day_are_told_apart_by_middle_name_and_number() -> None:
    namesake = person(middle="Otto", ssn_last4="9034", mrn=None, address="4 Bluff Street, Reno, NV 89501")

    assert sameness(WALTER, namesake) is DIFFERENT


def test_a_home_in_common_is_no_person_in_common() -> None:
    nobody = Patient(last="Kowalczyk", address=PATIENT.address, phone=PATIENT.phone)

    answer = judge_people(person_of(nobody), person(**NO_IDS), POLICY)

    assert answer.sameness is not SAME
    assert answer.bits <= POLICY.household_cap


def test_a_misread_date_that_is_no_day_is_not_held_against_a_patient() -> None:
    assert sameness(person(dob="08/14/7957"), person(address=None)) is SAME


@pytest.mark.parametrize("filler", ["N/A", "none", "unknown", "xxx", "-"])
def test_what_is_no_number_is_held_neither_for_nor_against_a_patient(filler: str) -> None:
    assert person(ssn_last4=filler, mrn=filler, phone=filler) == person(ssn_last4=None, mrn=None, phone=None)


def test_a_record_number_of_three_signs_is_shared_by_chance() -> None:
    assert person(mrn="12A") == person(mrn=None)


names = st.sampled_from(["Walter", "Walt", "Wanda", "W", "Wa1ter", "Marla", "Maria", "Kowalczyk", "", None])
days = st.sampled_from(["03/14/1957", "3/14/57", "1957-04-13", "03/14/1975", "99/99/9999", "soon", None])
numbers = st.sampled_from(["4821", "482l", "4812", "9930", "", None])
people = st.builds(
    Patient,
    first=names,
    middle=names,
    last=names,
    suffix=st.sampled_from(["Jr", "Sr", "III", None]),
    dob=days,
    ssn_last4=numbers,
    mrn=numbers,
    address=st.sampled_from([PATIENT.address, "218 Larkspur Rd Duluth MN 558l1", "9 Fox Lane, Reno", None]),
    phone=st.sampled_from([PATIENT.phone, "218 555 0167", "(775) 555-0199", None]),
)


@given(people, people)
def test_the_answer_about_two_patients_does_not_depend_on_their_order(one: Patient, other: Patient) -> None:
    forth = judge_people(person_of(one), person_of(other), POLICY)
    back = judge_people(person_of(other), person_of(one), POLICY)

    assert (forth.sameness, forth.objections) == (back.sameness, back.objections)
    assert forth.bits == pytest.approx(back.bits)


FIELDS = ("first", "middle", "last", "dob", "ssn_last4", "mrn", "address", "phone")


@pytest.mark.parametrize("field", FIELDS)
def test_one_more_agreeing_field_never_lowers_the_score(field: str) -> None:
    others = [name for name in FIELDS if name != field]
    for size in range(len(others) + 1):
        for kept in combinations(others, size):
            missing = dict.fromkeys(set(FIELDS) - set(kept))
            without = person(**missing)
            with_it = person(**{**missing, field: getattr(PATIENT, field)})
            before = judge_people(without, without, POLICY)
            after = judge_people(with_it, with_it, POLICY)

            assert after.bits >= before.bits
            assert after.sameness >= before.sameness


@given(people)
def test_a_patient_never_contradicts_itself(patient: Patient) -> None:
    one = person_of(patient)

    answer = judge_people(one, one, POLICY)

    assert [item for item in answer.evidence if item.bits < 0] == []
    assert [objection for objection in answer.objections if objection.limit is DIFFERENT] == []


TWINS = Patient(
    last="Ortega", dob="2015-03-04", address="12 Oak Street, Tulsa, OK 74101", phone="(918) 555-0101"
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"first": "Jose Luis"}, {"first": "Jose Manuel"}),
        ({"first": "Maria", "middle": "Guadalupe"}, {"first": "Maria Elena"}),
        ({"first": "Muhammad", "middle": "Ali"}, {"first": "Muhammad", "middle": "Ahmed"}),
        ({"first": "Baby Boy A"}, {"first": "Baby Boy B"}),
        ({"first": "Babygirl"}, {"first": "BB"}),
        ({"first": "Baby Boy"}, {"first": "Liam"}),
        ({"first": "J"}, {"first": "Jayden"}),
        ({"first": None}, {"first": "Jayden"}),
        ({"first": "Jayden", "mrn": "8834120"}, {"first": "Jaylen", "mrn": "8834121"}),
        ({"first": "Jayden", "ssn_last4": "4431"}, {"first": "Kayden", "ssn_last4": "4431"}),
    ],
    ids=str,
)
def test_children_of_one_birth_are_never_joined(
    one: dict[str, str | None], other: dict[str, str | None]
) -> None:
    assert sameness(person(TWINS, **one), person(TWINS, **other)) is not SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"first": "Maria Guadalupe"}, {"first": "Maria", "middle": "Guadalupe"}),
        ({"first": "Maria Guadalupe"}, {"first": "Maria", "middle": "G"}),
        ({"first": "Maria Guadalupe"}, {"first": "Maria"}),
        ({"first": "Muhammad"}, {"first": "Mohammed"}),
        ({"first": "Baby Boy A", "mrn": "00883412"}, {"first": "BB", "middle": "A", "mrn": "883412"}),
    ],
    ids=str,
)
def test_one_child_is_the_same_however_its_names_are_placed(
    one: dict[str, str | None], other: dict[str, str | None]
) -> None:
    assert sameness(person(TWINS, **one), person(TWINS, **other)) is SAME


@pytest.mark.parametrize(
    ("name", "filler"),
    [
        ("dob", "01/01/1900"),
        ("dob", "11/11/1111"),
        ("ssn_last4", "0000"),
        ("mrn", "0000000"),
        ("phone", "999-999-9999"),
    ],
)
def test_what_stands_for_not_known_counts_as_missing(name: str, filler: str) -> None:
    assert person(**{name: filler}) == person(**{name: None})


def test_objections_name_every_way_of_being_two_once() -> None:
    assert len({objection.__name__ for objection in OBJECTIONS}) == len(OBJECTIONS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"first": "Mark", "dob": "03/14/1944"}, {"first": "Marcus", "dob": "03/14/1994"}),
        ({"dob": "Sep 11, 1982"}, {"dob": "196-11-15"}),
        (
            {"middle": "C"},
            {"middle": "E", "address": "9 Fox Lane, Reno, NV 89501", "phone": "(775) 555-0140"},
        ),
        (
            {"middle": None},
            {"middle": None, "address": "9 Fox Lane, Reno, NV 89501", "phone": "(775) 555-0140"},
        ),
    ],
    ids=str,
)
def test_what_a_clerk_could_not_tell_apart_goes_to_a_person(
    one: dict[str, str | None], other: dict[str, str | None]
) -> None:
    assert sameness(person(**(NO_IDS | one)), person(**(NO_IDS | other))) is not SAME


@pytest.mark.parametrize(
    "changed",
    [
        {"first": "Wa1ter"},
        {"first": "Halter", "ssn_last4": "4821"},
        {"dob": "03/41/957"},
        {"ssn_last4": "482", "mrn": None},
        {"ssn_last4": None, "mrn": "007714402"},
    ],
    ids=str,
)
def test_lost_and_misread_signs_leave_a_patient_the_same(changed: dict[str, str | None]) -> None:
    assert sameness(WALTER, person(**changed)) is SAME


def test_pet_forms_outside_the_package_are_known() -> None:
    assert sameness(person(first="Katherine"), person(first="Katie")) is SAME
    assert sameness(person(first="Guillermo", **NO_IDS), person(first="Memo", **NO_IDS)) is SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"first": "Alan", "middle": "J"}, {"first": "Allen", "middle": "Jared"}),
        ({"first": "Barbara", "middle": "J"}, {"first": "Bobbie", "middle": "J"}),
        ({"dob": "1432-02-28"}, {"dob": "1962-02-28"}),
        ({"first": "James", "middle": "Robert"}, {"first": "Robert", "middle": None}),
    ],
    ids=str,
)
def test_a_patient_is_doubted_whose_names_or_year_may_be_another_s(
    one: dict[str, str | None], other: dict[str, str | None]
) -> None:
    assert sameness(person(**(NO_IDS | one)), person(**(NO_IDS | other))) is UNSURE


@pytest.mark.parametrize(("one", "other"), [("Youssef", "Yusuf"), ("Lakshmi", "Laxmi"), ("Ahmad", "Ahmed")])
def test_a_name_from_another_script_is_one_however_it_is_written(one: str, other: str) -> None:
    assert sameness(person(first=one, **NO_IDS), person(first=other, **NO_IDS)) is SAME


def test_a_surname_that_only_resembles_needs_an_identifier_or_the_same_home() -> None:
    hayes = Patient(first="Larry", last="Hayes", dob="1969-05-20", ssn_last4="4274", phone="(217) 555-0149")
    banks = Patient(
        first="Larry", last="Banks", dob="1969-05-20", ssn_last4="4264", address="8263 Oak St, Tulsa, OK"
    )

    assert sameness(person_of(hayes), person_of(banks)) is UNSURE
