from support.match_records import NO_IDS, REQUEST, about, asked

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

    assert Index([REQUEST]).candidates(misread) == (REQUEST,)


def test_the_same_request_is_found_whoever_the_patient_seems_to_be() -> None:
    unreadable = asked(patient=Patient(first="VV"))

    assert Index([REQUEST]).candidates(unreadable) == (REQUEST,)


def test_a_patient_is_found_without_identifiers_home_or_the_same_request() -> None:
    other = about(
        asked(date_range=DateRange(start="2010-01-01")), address=None, phone=None, first="Walt", **NO_IDS
    )

    assert Index([REQUEST]).candidates(other) == (REQUEST,)


def test_an_over_full_key_is_split_and_still_finds_its_own() -> None:
    crowd = many_of_one_firm(400)
    index = Index([*crowd, REQUEST], full=20)

    found = index.candidates(asked())

    assert REQUEST in found
    assert len(found) < 40


def test_a_key_that_cannot_be_split_is_passed_over() -> None:
    alike = [REQUEST.model_copy(update={"id": f"R{n}", "patient": Patient(first="Mona")}) for n in range(50)]

    assert Index(alike, full=20).candidates(asked(patient=Patient(first="Mona"))) == ()


def test_candidates_come_in_the_order_they_were_added() -> None:
    later = REQUEST.model_copy(update={"id": "A0"})
    index = Index([REQUEST])
    index.add(later)

    assert index.candidates(asked()) == (REQUEST, later)
    assert len(index) == 2
