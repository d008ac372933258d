"""Two people who share all but one thing, on papers that show more or less: no paper may join them.

Every way of leaving out what else is known is gone through, on one paper, the other or both; the two papers
ask the very same, which is when a matcher is most tempted.
"""

from collections.abc import Iterator
from itertools import product

import pytest
from support.match_records import about, asked

from intake_daemon.matching.filed import Filed, filed
from intake_daemon.matching.judge import match
from intake_daemon.matching.record import Record
from intake_daemon.model import Match, Outcome

OTHER_IDS = {"ssn_last4": "1190", "mrn": "5530981"}
TWIN_NAMES = [
    ("Walter", "Werner"), ("Maria", "Marla"), ("Erin", "Aaron"), ("Carla", "Carly"), ("Jayden", "Jaden"),
    ("Anna", "Hannah"), ("Michael", "Michelle"), ("Daniel", "Danielle"), ("Madison", "Mason"), ("Jacob", "Joshua"),
    ("Christina", "Christine"), ("Emma", "Ella"), ("Paul", "Paula"), ("Julia", "Julie"), ("Eric", "Erica"),
    ("Brandon", "Brendan"), ("Joseph", "Josephine"), ("Baby Boy A", "Baby Boy B"), ("Baby Girl", "Baby Boy"),
]  # fmt: skip
BIRTHS = [("03/14/1957", "07/02/1985"), ("03/14/1956", "03/14/1986"), ("03/14/1959", "03/14/1995")]
BIRTHS += [("06/24/1992", "06/24/1962"), ("03/14/1957", "3/14/87")]
LEFT_OUT = ("middle", "ssn_last4", "mrn", "address", "phone")


def shown(one: Record, other: Record, *, but: tuple[str, ...] = ()) -> Iterator[tuple[Filed, Filed]]:
    """The two papers with every part that may be left out on the first, the second, both or neither."""
    fields = [field for field in LEFT_OUT if field not in but]
    thinner = {
        kept: tuple(
            filed(
                about(paper, **{field: None for field, there in zip(fields, kept, strict=True) if not there})
            )
            for paper in (one, other)
        )
        for kept in product((True, False), repeat=len(fields))
    }
    for here, there in product(thinner, repeat=2):
        yield thinner[here][0], thinner[there][1]


def joined(answer: Match) -> bool:
    linked = answer.patient_of is not None and answer.outcome is not Outcome.REVIEW
    return linked or answer.outcome is Outcome.DUPLICATE


def wrongly_joined(one: Record, other: Record, *, but: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The reasons given where the second was joined to the first."""
    answers = (match(second, [first]) for first, second in shown(one, other, but=but))
    return [answer.because for answer in answers if joined(answer)]


@pytest.mark.parametrize(("one", "other"), TWIN_NAMES)
def test_twins_are_never_joined_however_little_else_is_shown(one: str, other: str) -> None:
    first = about(asked("first"), first=one, middle=None)
    second = about(asked("second"), first=other, middle=None, **OTHER_IDS)

    assert wrongly_joined(first, second, but=("middle",)) == []


@pytest.mark.parametrize(("one", "other"), TWIN_NAMES)
def test_twins_with_a_middle_name_each_are_never_joined(one: str, other: str) -> None:
    first = about(asked("first"), first=one, middle="Rose")
    second = about(asked("second"), first=other, middle="T", **OTHER_IDS)

    assert wrongly_joined(first, second, but=("address", "phone")) == []


@pytest.mark.parametrize(("one", "other"), BIRTHS)
def test_father_and_son_of_one_name_are_never_joined(one: str, other: str) -> None:
    first = about(asked("first"), dob=one)
    second = about(asked("second"), dob=other, **OTHER_IDS)

    assert wrongly_joined(first, second) == []


@pytest.mark.parametrize("births", [("03/14/1957", None), (None, None), ("03/14/1957", "07/02/1985")])
def test_junior_and_senior_are_never_joined(births: tuple[str | None, str | None]) -> None:
    first = about(asked("first"), suffix="Sr", dob=births[0])
    second = about(asked("second"), suffix="Jr.", dob=births[1], **OTHER_IDS)

    assert wrongly_joined(first, second) == []


@pytest.mark.parametrize(("one", "other"), [("Rose", "Ann"), ("C", "E"), ("C", "Ethan"), ("Christy", "E")])
def test_namesakes_of_one_birthday_with_other_middle_names_are_never_joined(one: str, other: str) -> None:
    first = about(asked("first"), middle=one)
    second = about(
        asked("second"),
        middle=other,
        address="77 Elm Court, Tampa, FL 33601",
        phone="(404) 555-0100",
        **OTHER_IDS,
    )

    assert wrongly_joined(first, second, but=("middle",)) == []


@pytest.mark.parametrize("number", ["ssn_last4", "mrn"])
def test_namesakes_of_one_birthday_with_other_numbers_are_never_joined(number: str) -> None:
    elsewhere = {"address": "77 Elm Court, Tampa, FL 33601", "phone": "(404) 555-0100"}
    first, second = asked("first"), about(asked("second"), **OTHER_IDS, **elsewhere)

    assert wrongly_joined(first, second, but=(number,)) == []


def test_a_child_with_a_parent_s_name_as_middle_name_is_never_joined_with_the_twin() -> None:
    first = about(asked("first"), first="Michael", middle="Walter")
    second = about(asked("second"), first="Walter", middle="C", **OTHER_IDS)

    assert wrongly_joined(first, second, but=("middle",)) == []


@pytest.mark.parametrize(("one", "other"), [("Eric", "Erico"), ("Kristen", "Kirsten"), ("Carla", "CarIa")])
def test_a_slip_in_the_first_name_and_another_initial_are_twins_until_a_number_says_otherwise(
    one: str, other: str
) -> None:
    first = about(asked("first"), first=one, middle="C")
    second = about(asked("second"), first=other, middle="L", **OTHER_IDS)

    assert wrongly_joined(first, second, but=("middle",)) == []


def test_two_who_live_together_are_not_joined_by_a_first_name_and_nearly_one_birthday() -> None:
    first = about(asked("first"), first="Maia", middle="Rosa", last="Stephens", dob="2/7/2014")
    second = about(asked("second"), first="MAIA", middle="E", last="Jensen", dob="01/07/2014", **OTHER_IDS)

    assert wrongly_joined(first, second, but=("middle",)) == []
