"""In whatever order papers come in, the same ones are put together, and two people never are."""

from collections.abc import Iterable, Sequence
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st
from support.match_records import about, asked

from intake_daemon.matching.index import Index
from intake_daemon.matching.judge import match
from intake_daemon.matching.record import DateRange, Record
from intake_daemon.model import Outcome

Writing = dict[str, str | None]
Person = dict[str, str | None]

WALTER: Person = {"first": "Walter", "middle": "Emil"}
TWIN: Person = {"first": "Werner", "middle": "Hans", "ssn_last4": "1190", "mrn": "5530981"}
SON: Person = {"middle": "Emil", "suffix": "Jr", "dob": "07/02/1985", "ssn_last4": "6632", "mrn": "9120334"}
WIFE: Person = {
    "first": "Irene",
    "middle": "Marie",
    "dob": "11/30/1959",
    "ssn_last4": "2077",
    "mrn": "3345120",
}
FAMILY = {"walter": WALTER, "twin": TWIN, "son": SON, "wife": WIFE}

WRITINGS: tuple[Writing, ...] = (
    {},
    {"last": "KOWALCZYK"},
    {"last": "Kowalcyzk"},
    {"middle": None},
    {"address": None},
    {"phone": None},
    {"mrn": None},
    {"ssn_last4": None},
    {"address": "2I8 Larkspur Rd, Duluth, MN 55811"},
    {"phone": "218.555.0176"},
    {"middle": None, "address": None},
    {"address": "77 Elm Court, Apt 4, Tampa, FL 33601", "phone": None},
)


def blocks(arriving: Sequence[Record]) -> frozenset[frozenset[str]]:
    """Let the papers come in one after another; who was answered "duplicate" stands with the one named."""
    index, together = Index(), {record.id: {record.id} for record in arriving}
    for record in arriving:
        answer = match(record, index.candidates(record))
        if answer.outcome is Outcome.DUPLICATE and answer.of is not None:
            joined = together[record.id] | together[answer.of]
            together.update(dict.fromkeys(joined, joined))
        index.add(record)
    return frozenset(map(frozenset, together.values()))


def _papers(written: Iterable[tuple[str, Writing]]) -> list[Record]:
    return [
        about(asked(f"{name} {number}"), **{**FAMILY[name], **writing})
        for number, (name, writing) in enumerate(written)
    ]


PAPERS = st.lists(
    st.tuples(st.sampled_from(sorted(FAMILY)), st.sampled_from(WRITINGS)), min_size=2, max_size=4
)


@settings(max_examples=40, deadline=None)
@given(PAPERS)
def test_papers_of_one_family_are_put_together_by_patient_in_any_order(
    written: list[tuple[str, Writing]],
) -> None:
    papers = _papers(written)
    people = {name: frozenset(paper.id for paper in papers if paper.id.startswith(name)) for name in FAMILY}
    expected = frozenset(block for block in people.values() if block)

    assert {blocks(order) for order in permutations(papers)} == {expected}


POOR = tuple(
    {**one, **other} for one in WRITINGS for other in ({"ssn_last4": None, "mrn": None}, {"dob": None})
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(FAMILY)), st.sampled_from(POOR + WRITINGS)), min_size=3, max_size=4
    )
)
def test_however_poor_the_papers_no_order_puts_two_people_together(
    written: list[tuple[str, Writing]],
) -> None:
    papers = _papers(written)

    for order in permutations(papers):
        for block in blocks(order):
            assert len({name.split()[0] for name in block}) == 1, [paper.id for paper in order]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["2021", "2022", "2023"]), min_size=2, max_size=4))
def test_requests_for_other_days_stand_apart_in_any_order(years: list[str]) -> None:
    papers = [
        asked(f"{year} {number}", date_range=DateRange(start=f"{year}-01-01", end=f"{year}-12-31"))
        for number, year in enumerate(years)
    ]
    expected = frozenset(
        frozenset(paper.id for paper in papers if paper.id.startswith(year)) for year in set(years)
    )

    assert {blocks(order) for order in permutations(papers)} == {expected}
