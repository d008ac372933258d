"""Linking whole lists: what is found, and what no order of records and no missing value may change."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_daemon.matching.bulk import People, Trait, link, same_people, scored
from intake_daemon.matching.bulk_columns import Column
from intake_daemon.matching.bulk_groups import Pairs, grouped, one_to_one
from intake_daemon.matching.bulk_keys import candidate_pairs

FIRSTS = ("alma", "bruno", "celia", "dario", "edith", "felix", "greta", "hugo", "ilse", "jonas")
LASTS = ("adler", "brandt", "castro", "dunlop", "eriksen", "fontana", "gruber", "hadley", "ivers", "jurado")

Row = tuple[str, str, str]


def people(count: int) -> list[Row]:
    """Rows of first name, last name and birth date, all different people, many of them namesakes."""
    return [
        (FIRSTS[n % 10], LASTS[n // 10 % 10], f"{1930 + n % 71}-{n % 12 + 1:02}-{n % 27 + 1:02}")
        for n in range(count)
    ]


def columns(rows: list[Row]) -> dict[Trait, list[str]]:
    firsts, lasts, births = zip(*rows, strict=True)
    return {Trait.FIRST: list(firsts), Trait.LAST: list(lasts), Trait.BIRTH: list(births)}


def misspelt(row: Row) -> Row:
    """The same person with a letter of the surname lost, and day and month in each other's place."""
    first, last, birth = row
    year, month, day = birth.split("-")
    return first, last[:2] + last[3:], f"{year}-{day}-{month}" if int(day) < 13 else birth


def partition(rows: list[Row]) -> set[frozenset[Row]]:
    groups = same_people(People.listed(columns(rows)))
    return {frozenset(rows[place] for place in np.flatnonzero(groups == first)) for first in set(groups)}


def test_two_lists_are_linked_one_to_one_through_misspellings() -> None:
    rows = people(300)

    found = link(People.beside(columns(rows), columns([misspelt(row) for row in rows])))

    linked = dict(zip(found.one.tolist(), (found.other - 300).tolist(), strict=True))
    assert all(one == other for one, other in linked.items())
    assert len(linked) >= 295


def test_a_name_of_which_the_list_is_full_tells_less_than_a_rare_one() -> None:
    rows = people(300)
    common, rare = ("alma", "adler", ""), ("zbigniew", "wojcik", "")
    crowd = [("alma", "adler", f"{year}-01-01") for year in range(1900, 1940)]

    pairs, _ = scored(People.listed(columns([*rows, *crowd, common, common, rare, rare])))

    assert bits_between(pairs, 342, 343) > bits_between(pairs, 340, 341) + 5


def with_homes(rows: list[Row], homes: list[int]) -> dict[Trait, list[str]]:
    """Those rows with the streets and telephones of homes."""
    streets = [f"{FIRSTS[home % 10]} {LASTS[home % 7]} road" for home in homes]
    phones = [f"21855{home:05}" for home in homes]
    houses = [str(home) for home in homes]
    return columns(rows) | {Trait.STREET: streets, Trait.PHONE: phones, Trait.HOUSE: houses}


def families(count: int) -> tuple[list[Row], list[int]]:
    """So many homes of three: two parents and a child, who share a surname, an address and a telephone."""
    rows = [
        (
            FIRSTS[(home + 3 * member) % 10],
            LASTS[home % 10],
            f"{1935 + home % 29 + 27 * member}-{month:02}-{day:02}",
        )
        for home in range(count)
        for member, month, day in zip(
            range(3), (2, 11, 6), (home % 9 + 1, home % 8 + 20, home % 5 + 11), strict=True
        )
    ]
    return rows, [home for home in range(count) for _ in range(3)]


def test_a_family_at_one_address_stays_as_many_people_as_it_is() -> None:
    rows, homes = families(200)

    groups = same_people(People.listed(with_homes(rows, homes)))

    assert all(len({*groups[start : start + 3]}) == 3 for start in range(0, 600, 3))


def test_how_many_live_together_is_learned_from_the_list() -> None:
    rows, homes = families(200)
    _, of_families = scored(People.listed(with_homes(rows, homes)))
    _, of_singles = scored(People.listed(with_homes(people(600), list(range(600)))))

    assert of_families.mates > 1.0
    assert of_singles.mates < 0.1


def test_strangers_who_share_an_address_are_not_taken_for_doubles_where_there_are_none() -> None:
    rows = people(600)
    homes = [home % 397 for home in range(600)]

    groups = same_people(People.listed(with_homes(rows, homes)))

    assert all(groups[place] != groups[place + 397] for place in range(203))


def test_an_address_tells_who_it_is_where_nobody_lives_together_and_only_the_family_where_they_do() -> None:
    namesake = ("hugo", "adler", "")
    singles = with_homes([*people(600), namesake, namesake], [*range(600), 777, 777])
    rows, homes = families(200)
    related = with_homes([*rows, namesake, namesake], [*homes, 777, 777])

    alone, in_families = (scored(People.listed(listed))[0] for listed in (singles, related))

    assert bits_between(alone, 600, 601) > bits_between(in_families, 600, 601) + 1


def bits_between(pairs: Pairs, one: int, other: int) -> float:
    (bits,) = pairs.bits[(pairs.one == one) & (pairs.other == other)]
    return float(bits)


def test_names_in_each_others_place_are_recognised() -> None:
    rows = people(300)
    first, last, birth = rows[7]

    groups = same_people(People.listed(columns([*rows, (last, first, birth)])))

    assert groups[300] == 7


def test_namesakes_born_on_other_days_are_not_grouped() -> None:
    rows = people(300)

    assert len(partition(rows)) == 300


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(60)))
def test_the_order_of_a_list_does_not_change_who_is_one(order: list[int]) -> None:
    rows = people(40)
    rows += [misspelt(row) for row in rows[:20]]

    assert partition([rows[place] for place in order]) == partition(rows)


def test_a_missing_value_is_evidence_neither_way() -> None:
    pairs, scale = scored(People.listed(columns([*people(200), ("", "adler", ""), ("alma", "adler", "")])))

    levels_bits = [scale.by_level[trait][0] for trait in scale.by_level]
    assert levels_bits == [0.0, 0.0, 0.0]
    assert np.isfinite(pairs.bits).all()


@pytest.mark.parametrize("rows", [[], people(1), [("", "", ""), ("", "", "")]])
def test_a_list_with_nothing_to_compare_has_nobody_twice(rows: list[Row]) -> None:
    listed = People.listed(columns(rows) if rows else {Trait.LAST: []})

    assert same_people(listed).tolist() == list(range(len(rows)))


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="different lengths"):
        People.listed({Trait.FIRST: ["alma"], Trait.LAST: ["adler", "brandt"]})


def test_a_key_that_too_many_share_is_passed_over() -> None:
    listed = People.listed({Trait.PHONE: ["5035550100"] * 12 + ["5035550111"] * 2})

    assert [places.tolist() for places in candidate_pairs(listed, full=10)] == [[12], [13]]


def test_every_value_of_a_column_can_be_read_back() -> None:
    values = ["b", "", "a", "b"]

    column = Column.of(values)

    assert [column.values[code] for code in column.codes] == values
    assert column.derived(str.upper).values == ("", "B", "A")
    assert column.shares().round(3).tolist() == [0.0, 0.667, 0.333]


def pairs_of(bits: dict[tuple[int, int], float]) -> Pairs:
    one, other = (np.array(side, np.int64) for side in zip(*bits, strict=True))
    return Pairs(one, other, np.array(list(bits.values())))


def test_one_to_one_gives_a_record_to_its_best_and_nobody_twice() -> None:
    bits = {(0, 3): 20.0, (0, 4): 30.0, (1, 4): 25.0, (1, 3): 9.0, (2, 5): 5.0}

    found = one_to_one(pairs_of(bits), needed=8.0)

    assert list(zip(found.one.tolist(), found.other.tolist(), strict=True)) == [(0, 4), (1, 3)]


def groups_by(table: dict[tuple[int, int], float], size: int, needed: float = 10.0) -> list[int]:
    def score(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        keys = zip(np.minimum(one, other).tolist(), np.maximum(one, other).tolist(), strict=True)
        return np.array([table.get(key, 0.0) for key in keys])

    return grouped(size, pairs_of(table), needed, score).tolist()


def test_one_link_does_not_weld_two_groups_that_do_not_fit() -> None:
    within = {(0, 1): 20.0, (0, 2): 20.0, (1, 2): 20.0, (3, 4): 20.0, (3, 5): 20.0, (4, 5): 20.0}

    assert groups_by({**within, (2, 3): 15.0}, 6) == [0, 0, 0, 3, 3, 3]


def test_groups_that_fit_as_wholes_are_joined_though_some_of_their_pairs_are_weak() -> None:
    chain = {(0, 1): 20.0, (2, 3): 20.0, (1, 2): 15.0, (0, 2): 8.0, (1, 3): 8.0, (0, 3): 4.0}

    assert groups_by(chain, 4) == [0, 0, 0, 0]


def test_one_pair_that_speaks_strongly_against_keeps_groups_apart() -> None:
    chain = {(0, 1): 40.0, (2, 3): 40.0, (1, 2): 30.0, (0, 2): 30.0, (1, 3): 30.0, (0, 3): -11.0}

    assert groups_by(chain, 4) == [0, 0, 2, 2]
