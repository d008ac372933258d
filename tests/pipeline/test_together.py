"""What several papers of one request say together."""

from hypothesis import given
from hypothesis import strategies as st
from support.cases import absent, present, unreadable

from intake_daemon.model import Fields, FieldValue, State
from intake_daemon.pipeline.together import Held, Paper, Together, together

NAMES = (
    "patient.dob", "patient.phone", "scope.end", "authorization.purpose", "authorization.signed",
    "authorization.signed_on", "authorization.expires_on", "delivery.method",
)  # fmt: skip
SURE = 0.9

values = st.one_of(
    st.builds(present, st.sampled_from(("2026-01-01", "2026-02-02")), st.sampled_from((0.95, 0.5))),
    st.just(absent()),
    st.just(unreadable()),
)
papers = st.dictionaries(st.sampled_from(NAMES), values)


def needed(_name: str) -> float:
    return SURE


def said(first: Fields, *later: Fields, complete: bool = False) -> Together:
    """Papers 2, 3 and so on come after the first."""
    others = [
        Paper(f"R-{number}", number, fields, lambda: complete) for number, fields in enumerate(later, start=2)
    ]
    return together(Paper("R-1", 1, first), others, needed)


def is_sure(field: FieldValue | None) -> bool:
    return field is not None and field.state is State.PRESENT and field.confidence >= SURE


def test_a_later_paper_fills_what_is_missing_unreadable_or_in_doubt() -> None:
    first = {
        "patient.dob": unreadable(),
        "patient.phone": present("1", 0.5),
        "authorization.signed": absent(),
    }
    later = {
        "patient.dob": present("1971-04-09"),
        "patient.phone": present("2"),
        "authorization.signed": present(True),
        "delivery.method": present("fax"),
    }
    assert said(first, later).held == {name: Held(field, 2) for name, field in later.items()}


def test_what_differs_and_releases_nothing_stays_as_it_was() -> None:
    found = said({"patient.phone": present("1")}, {"patient.phone": present("2")})
    assert (found.held["patient.phone"].field.value, found.disputes) == ("1", ())


def test_a_third_paper_does_not_settle_what_two_dispute() -> None:
    one, other = {"authorization.purpose": present("a")}, {"authorization.purpose": present("b")}
    found = said(one, other, other)
    assert found.held["authorization.purpose"].field.state is State.CONFLICTING
    assert [(dispute.name, dispute.reference) for dispute in found.disputes] == [
        ("authorization.purpose", "R-2")
    ]


def test_the_same_words_written_otherwise_are_no_dispute() -> None:
    found = said(
        {"authorization.purpose": present("A  claim")}, {"authorization.purpose": present("a claim")}
    )
    assert found.disputes == ()


def test_only_a_complete_authorization_signed_later_renews_an_old_one() -> None:
    old = {"authorization.signed_on": present("2026-01-01"), "authorization.purpose": present("a")}
    new = {"authorization.signed_on": present("2026-02-02"), "authorization.purpose": present("b")}
    assert said(old, new, complete=True).held == {name: Held(field, 2) for name, field in new.items()}
    assert {dispute.name for dispute in said(old, new).disputes} == set(new)
    assert {dispute.name for dispute in said(new, old, complete=True).disputes} == set(new)


@given(papers, st.lists(papers, max_size=3))
def test_no_paper_takes_a_sure_value_away_unless_it_is_disputed(first: Fields, later: list[Fields]) -> None:
    found = said(first, *later)
    disputed = {dispute.name for dispute in found.disputes}
    kept = {name for name, field in first.items() if is_sure(field)}
    assert all(found.held[name].field == first[name] for name in kept - disputed)


@given(papers, st.lists(papers, max_size=3))
def test_the_same_papers_once_more_change_nothing(first: Fields, later: list[Fields]) -> None:
    once, twice = said(first, *later), said(first, *later, *later)
    assert {name: held.field for name, held in once.held.items()} == {
        name: held.field for name, held in twice.held.items()
    }


@given(papers, st.lists(papers, max_size=2), papers)
def test_a_paper_on_which_nothing_was_read_changes_nothing(
    first: Fields, later: list[Fields], worse: Fields
) -> None:
    blank = {name: unreadable() for name in worse}
    assert said(first, *later, blank) == said(first, *later)
