"""Requestors recognised among the verified ones: what is certain, and what only looks so."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_daemon.matching.directory import Answer, Asked, Known, recognise
from intake_daemon.matching.directory_keys import MOST_KEYS, keys_of_asked, keys_of_entry

HALE = Known(
    entry=1,
    names=("Hale & Brook LLP", "H&B Injury Law"),
    people=("Ines Calloway", "Marcus Hale"),
    numbers=("+15035550133", "+15035550134"),
    emails=("records@halebrook.example",),
    domains=("halebrook.example",),
)
COPIES = Known(
    entry=2, names=("Swift Copy Services",), numbers=("+15035550200",), emails=("in@swift.example",)
)
ASKED = Asked(organization="Hale and Brook, L.L.P.", fax="(503) 555-0134")


def answer(asked: Asked, *known: Known) -> tuple[Answer, int | None]:
    found = recognise(asked, known)
    return found.answer, found.entry


CERTAIN, UNSURE, NOBODY = (Answer.CERTAIN, 1), (Answer.UNSURE, None), (Answer.NONE, None)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (ASKED, CERTAIN),
        (replace(ASKED, organization="H & B Injury Law"), CERTAIN),
        (replace(ASKED, organization="", name="Marcus Hale, Esq."), CERTAIN),
        (Asked(organization="Hale & Brook", email="Records@HaleBrook.example"), CERTAIN),
        (Asked(sender="records@halebrook.example"), CERTAIN),
        (Asked(organization="Hale & Brook", sender="m.hale@halebrook.example"), CERTAIN),
    ],
)
def test_a_name_and_an_address_of_its_own_make_certain(asked: Asked, expected: object) -> None:
    assert answer(asked, HALE, COPIES) == expected


@pytest.mark.parametrize(
    "asked",
    [
        Asked(organization="Hale & Brook LLP"),
        Asked(fax="503-555-0134"),
        Asked(fax="503-555-0134", phone="503-555-0133"),
        Asked(organization="Hale & Brook", name="Ines Calloway"),
        Asked(sender="m.hale@halebrook.example"),
        Asked(organization="Hale & Brook", email="m.hale@halebrook.example"),
    ],
)
def test_a_name_alone_a_number_alone_a_domain_alone_are_not_enough(asked: Asked) -> None:
    assert answer(asked, HALE, COPIES) == UNSURE


def test_the_same_names_in_another_order_are_another_firm() -> None:
    assert answer(replace(ASKED, organization="Brook & Hale LLP"), HALE) == UNSURE


def test_a_number_bent_in_one_digit_is_near_and_never_enough() -> None:
    found = recognise(replace(ASKED, fax="(503) 555-0184"), [HALE])

    assert (found.answer, found.entry) == UNSURE
    assert "fax agrees but for a misread or mistyped sign (+4.0)" in found.candidates[0].because


def test_another_clinic_of_the_chain_is_not_verified_by_its_sister() -> None:
    dayton = Known(entry=1, names=("Mercy Clinic Dayton",), numbers=("+19375550100",))
    akron = Known(entry=2, names=("Mercy Clinic Akron",), numbers=("+13305550100",))

    assert answer(Asked(organization="Mercy Clinic Akron", fax="937-555-0100"), dayton, akron) == UNSURE
    assert answer(Asked(organization="Mercy Clinic", fax="937-555-0100"), dayton, akron) == UNSURE
    assert answer(Asked(organization="Mercy Clinic Akron", fax="330-555-0100"), dayton, akron) == (
        Answer.CERTAIN,
        2,
    )


def test_a_copy_service_that_sends_for_a_firm_is_neither() -> None:
    assert answer(Asked(organization="Hale & Brook LLP", fax="503-555-0200"), HALE, COPIES) == UNSURE


def test_a_shared_number_proves_nothing_alone_and_nothing_with_a_name() -> None:
    shared = replace(HALE, shared=frozenset({"+15035550134"}))

    assert answer(ASKED, shared) == UNSURE
    assert answer(replace(ASKED, phone="503-555-0133"), shared) == CERTAIN


def test_addresses_of_two_entries_on_one_paper_are_for_a_person() -> None:
    found = recognise(replace(ASKED, phone="503-555-0200"), [HALE, COPIES])

    assert (found.answer, found.because) == (Answer.UNSURE, ("an address of entry 2 stands there too",))


def test_an_authenticated_sender_who_writes_for_another_firm_is_for_a_person() -> None:
    asked = Asked(organization="Larkspur Mutual", sender="records@halebrook.example")

    assert answer(asked, HALE) == UNSURE


def test_a_private_person_is_not_another_of_the_same_number() -> None:
    person = Known(entry=1, people=("Alma Quist",), numbers=("+15035550101",))

    assert answer(Asked(name="Alma Quist", phone="503-555-0101"), person) == CERTAIN
    assert answer(Asked(name="Berta Quist", phone="503-555-0101"), person) == UNSURE


def test_whoever_resembles_nobody_is_nobody() -> None:
    assert answer(Asked(organization="Ostrich Mutual", fax="212-555-0101"), HALE, COPIES) == NOBODY
    assert answer(Asked(), HALE) == NOBODY


ENTRIES = st.builds(
    Known,
    entry=st.integers(1, 5),
    names=st.lists(
        st.sampled_from(["Hale LLP", "Hall LLP", "Mercy Clinic", "Mercy Clinic Dayton"]), max_size=2
    ).map(tuple),
    people=st.lists(st.sampled_from(["Ann Hale", "Anna Hale"]), max_size=1).map(tuple),
    numbers=st.lists(st.sampled_from(["+15035550101", "+15035550107", "+15035550102"]), max_size=2).map(
        tuple
    ),
)
ASKERS = st.builds(
    Asked,
    organization=st.sampled_from(["", "Hale LLP", "Hall", "Mercy Clinic Dayton"]),
    name=st.sampled_from(["", "Ann Hale", "Bob Cole"]),
    phone=st.sampled_from(["", "503 555 0101", "503 555 0107"]),
    fax=st.sampled_from(["", "503 555 0102"]),
)


@settings(deadline=None)
@given(ASKERS, st.lists(ENTRIES, max_size=4, unique_by=lambda known: known.entry), st.randoms())
def test_the_order_of_the_entries_changes_nothing(asked: Asked, known: list[Known], random: Random) -> None:
    shuffled = random.sample(known, len(known))

    assert recognise(asked, known) == recognise(asked, shuffled)


@settings(deadline=None)
@given(ASKERS, st.lists(ENTRIES, max_size=4, unique_by=lambda known: known.entry))
def test_nobody_is_certain_without_a_name_and_a_number_that_agree(asked: Asked, known: list[Known]) -> None:
    found = recognise(asked, known)
    best = [one for one in found.candidates if one.entry == found.entry]

    assert all(one.named and one.reached and not one.against for one in best)
    assert (found.entry is not None) == (found.answer is Answer.CERTAIN)


@settings(deadline=None)
@given(ASKERS, ENTRIES)
def test_an_entry_that_is_certain_shares_a_key_with_whoever_asks(asked: Asked, known: Known) -> None:
    shared = set(keys_of_asked(asked)) & set(keys_of_entry(known))

    assert shared or recognise(asked, [known]).answer is not Answer.CERTAIN
    assert len(keys_of_entry(known)) <= MOST_KEYS
