"""Doubles in a clinic's own list: found however they were registered, and never a family taken for one."""

from intake_daemon.matching.bulk_patients import Double, doubles
from intake_daemon.matching.features import Person, person_of
from intake_daemon.matching.record import Patient

FIRSTS = ("Alma", "Bruno", "Celia", "Dario", "Edith", "Felix", "Greta", "Hugo", "Ilse", "Jonas")
LASTS = ("Adler", "Brandt", "Castro", "Dunlop", "Eriksen", "Fontana", "Gruber", "Hadley", "Ivers", "Jurado")
WALTER = Patient(
    first="Walter",
    middle="Emil",
    last="Kowalczyk",
    dob="1957-03-14",
    mrn="7714402",
    address="218 Larkspur Road, Duluth, MN 55811",
    phone="(218) 555-0176",
)


def crowd(count: int = 200) -> list[Patient]:
    """As many different patients."""
    return [
        Patient(
            first=FIRSTS[n % 10],
            last=LASTS[n // 10 % 10],
            dob=f"{1930 + n % 71}-{n % 12 + 1:02}-{n % 27 + 1:02}",
            mrn=str(500_000 + n),
            address=f"{n + 3} Quarry Lane, Duluth, MN {55800 + n % 17}",
            phone=f"21855501{n % 100:02}" if n < 100 else None,
        )
        for n in range(count)
    ]


def found(*patients: Patient) -> tuple[Double, ...]:
    """Which of these patients, numbered from 0, are doubles in a list that has others as well."""
    others = crowd()
    listed: list[Person] = [person_of(patient) for patient in (*others, *patients)]
    start = len(others)
    pairs = [double for double in doubles(listed) if double.other >= start]
    return tuple(Double(double.one - start, double.other - start, double.judgement) for double in pairs)


def changed(**lines: str | None) -> Patient:
    return WALTER.model_copy(update=lines)


def test_a_patient_registered_twice_under_two_numbers_is_found() -> None:
    (double,) = found(WALTER, changed(first="Walt", middle=None, mrn="8800123"))

    assert (double.one, double.other, double.certain) == (0, 1, True)


def test_a_mistyped_birth_date_and_nothing_else_to_go_by_is_shown_as_doubtful() -> None:
    (double,) = found(WALTER, changed(dob="1957-03-12", address=None, phone=None, mrn="8800123"))

    assert (double.one, double.other, double.certain) == (0, 1, False)


def test_twins_at_one_address_are_two() -> None:
    assert found(WALTER, changed(first="Stefan", middle="Josef", mrn="7714403")) == ()


def test_father_and_son_of_one_name_are_never_certain() -> None:
    pair = found(changed(suffix="Sr"), changed(suffix="Jr", dob="1985-03-14", mrn="7714403"))

    assert not any(double.certain for double in pair)


def test_the_surest_pair_comes_first() -> None:
    pairs = found(WALTER, changed(mrn="1"), changed(phone=None, address=None, middle=None, mrn="2"))

    assert [double.judgement.bits for double in pairs] == sorted(
        (double.judgement.bits for double in pairs), reverse=True
    )
    assert (pairs[0].one, pairs[0].other) == (0, 1)


def test_a_short_list_is_looked_through_as_well() -> None:
    listed = [person_of(patient) for patient in (WALTER, changed(mrn="8800123"))]

    assert [(double.one, double.other) for double in doubles(listed)] == [(0, 1)]


def test_in_a_long_list_namesakes_born_on_days_that_resemble_each_other_are_no_news() -> None:
    others = [person_of(patient) for patient in crowd(1500)]
    pair = [person_of(WALTER), person_of(changed(first="Walt", mrn="8800123"))]

    found = [(double.one, double.other) for double in doubles([*others, *pair]) if double.one >= 1500]

    assert found == [(1500, 1501)]


def test_an_empty_list_has_no_doubles() -> None:
    assert doubles([]) == ()
