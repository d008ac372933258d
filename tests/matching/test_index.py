from support.match_records import NO_IDS, REQUEST, about, asked

from intake_daemon.matching.bounds import Limits
from intake_daemon.matching.filed import filed
from intake_daemon.matching.index import Index
from intake_daemon.matching.keys import MOST_KEYS, blocking_keys
from intake_daemon.matching.record import DateRange, Patient, Record


def many_of_one_firm(count: int) -> list[Record]:
    """Requests of one firm for one period, each about somebody else."""
    letters = "abcdefghijklmnopqrst"
    return [
        REQUEST.model_copy(
            update={
                "id": f"R{n}",
                "patient": Patient(
                    first=letters[n % 20] + "ona",
                    last=letters[n // 20 % 20] + "ek",
                    dob=f"19{n % 80 + 10}-05-0{n % 9 + 1}",
                ),
            }
        )
        for n in range(count)
    ]


def test_keys_are_bounded_distinct_and_the_most_selective_first() -> None:
    keys = blocking_keys(REQUEST)

    assert len(keys) == len(set(keys)) <= MOST_KEYS
    assert keys[0].startswith("mrn:")


def test_an_empty_record_has_no_key_and_no_candidate() -> None:
    empty = Record(id="empty")

    assert blocking_keys(empty) == ()
    assert Index([REQUEST, empty]).candidates(empty) == ()


def test_a_request_is_found_when_name_birth_date_and_numbers_were_misread() -> None:
    misread = about(
        asked(),
        first="WaIter",
        last="K0walczyk",
        dob="08/41/1957",
        ssn_last4="482l",
        mrn="77I44O2",
        address=None,
    )

    assert Index([REQUEST]).candidates(misread) == (filed(REQUEST),)


def test_the_same_request_is_found_whoever_the_patient_seems_to_be() -> None:
    unreadable = asked(patient=Patient(first="VV"))

    assert Index([REQUEST]).candidates(unreadable) == (filed(REQUEST),)


def test_a_patient_is_found_without_identifiers_home_or_the_same_request() -> None:
    other = about(
        asked(date_range=DateRange(start="2010-01-01")), address=None, phone=None, first="Walt", **NO_IDS
    )

    assert Index([REQUEST]).candidates(other) == (filed(REQUEST),)


def test_an_over_full_key_is_passed_over_and_the_others_still_find() -> None:
    crowd = many_of_one_firm(400)
    index = Index([*crowd, REQUEST], limits=Limits(full=20))

    found = index.candidates(asked())

    assert filed(REQUEST) in found
    assert len(found) < 40


def test_when_every_key_is_full_the_newest_of_each_still_count() -> None:
    alike = [REQUEST.model_copy(update={"id": f"R{n}", "patient": Patient(first="Mona")}) for n in range(50)]

    found = Index(alike, limits=Limits(full=20)).candidates(asked(patient=Patient(first="Mona")))

    assert {f"R{n}" for n in range(30, 50)} == {of.id for of in found}


def test_no_more_are_judged_than_the_limit_and_they_share_most_keys() -> None:
    crowd = many_of_one_firm(90)
    index = Index([REQUEST, *crowd], limits=Limits(full=100, judged=10))

    found = index.candidates(asked())

    assert len(found) == 10
    assert found[0] == filed(REQUEST)


def test_among_those_that_share_as_many_keys_the_newest_come_first() -> None:
    later = REQUEST.model_copy(update={"id": "A0"})
    index = Index([REQUEST])
    index.add(later)

    assert index.candidates(asked()) == (filed(later), filed(REQUEST))
    assert len(index) == 2
