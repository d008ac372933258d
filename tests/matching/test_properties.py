"""What holds of every answer, whatever the papers say."""

import contextlib
import json
from collections.abc import Callable

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from support.match_records import REQUEST, about, asked
from support.papers import POOLS, full_papers, papers, two_papers

from intake_daemon.errors import UnreadableDocument
from intake_daemon.matching.filed import filed
from intake_daemon.matching.index import Index
from intake_daemon.matching.judge import match, pair
from intake_daemon.matching.person import PersonJudgement
from intake_daemon.matching.policy import MatchPolicy
from intake_daemon.matching.record import DateRange, Patient, Record, Requestor
from intake_daemon.matching.request import RequestJudgement
from intake_daemon.model import Match, Outcome

POLICY = MatchPolicy()
OFTEN = settings(max_examples=60, deadline=None)


def people(one: Record, other: Record) -> PersonJudgement:
    return pair(filed(one).normal, other, POLICY).person


def requests(one: Record, other: Record) -> RequestJudgement:
    return pair(filed(one).normal, other, POLICY).request


def joined(answer: Match) -> bool:
    return answer.outcome is Outcome.DUPLICATE


@OFTEN
@given(two_papers())
def test_two_patients_are_judged_alike_whichever_paper_came_first(both: tuple[Record, Record]) -> None:
    one, other = both

    here, there = people(one, other), people(other, one)

    assert here.sameness == there.sameness
    assert here.bits == pytest.approx(there.bits)
    assert {found.words for found in here.objections} == {found.words for found in there.objections}


@OFTEN
@given(two_papers())
def test_two_requests_are_compared_alike_whichever_came_first(both: tuple[Record, Record]) -> None:
    one, other = both

    here, there = requests(one, other), requests(other, one)

    assert (here.asking, here.dates, here.other_purpose) == (there.asking, there.dates, there.other_purpose)
    assert (here.identical, here.identical_undated) == (there.identical, there.identical_undated)


@OFTEN
@given(two_papers())
def test_the_same_question_has_the_same_answer(both: tuple[Record, Record]) -> None:
    stored, incoming = both
    index = Index([stored])

    assert match(incoming, index.candidates(incoming)) == match(incoming, index.candidates(incoming))
    assert match(incoming, [stored]) == match(filed(incoming), [filed(stored)])


@OFTEN
@given(full_papers())
def test_the_very_same_paper_again_is_a_duplicate_of_the_first(stored: Record) -> None:
    again = stored.model_copy(update={"id": "again"})

    answer = match(again, Index([stored]).candidates(again))

    assert (answer.outcome, answer.of, answer.patient_of) == (Outcome.DUPLICATE, "stored", "stored")


@OFTEN
@given(two_papers(), st.sampled_from(["middle", "dob", "ssn_last4", "mrn", "address", "phone"]))
def test_one_more_thing_that_agrees_never_makes_two_patients_less_the_same(
    both: tuple[Record, Record], field: str
) -> None:
    stored, incoming = both
    value = getattr(stored.patient, field)
    assume(value is not None)
    without, agreeing = about(incoming, **{field: None}), about(incoming, **{field: value})

    before, after = people(without, stored), people(agreeing, stored)

    assert after.sameness >= before.sameness
    assert joined(match(agreeing, [stored])) >= joined(match(without, [stored]))


@OFTEN
@given(two_papers(), st.sampled_from([("ssn_last4", "4821", "9306"), ("mrn", "7714402", "5530981")]))
def test_another_number_never_makes_two_patients_more_the_same(
    both: tuple[Record, Record], conflict: tuple[str, str, str]
) -> None:
    stored, incoming = both
    field, one, other = conflict
    stored = about(stored, **{field: one})
    without, conflicting = about(incoming, **{field: None}), about(incoming, **{field: other})

    before, after = people(without, stored), people(conflicting, stored)

    assert after.sameness <= before.sameness
    assert after.bits < before.bits
    assert joined(match(conflicting, [stored])) <= joined(match(without, [stored]))


@OFTEN
@given(two_papers(), st.permutations(["Jr", "Sr"]))
def test_another_suffix_never_makes_two_patients_more_the_same(
    both: tuple[Record, Record], suffixes: list[str]
) -> None:
    stored, incoming = both
    stored = about(stored, suffix=suffixes[0])
    without, conflicting = about(incoming, suffix=None), about(incoming, suffix=suffixes[1])

    assert people(conflicting, stored).sameness <= people(without, stored).sameness


def _bare(**given: object) -> Record:
    return Record.model_validate({"id": "bare", "source": "fax", **given})


@OFTEN
@given(
    papers(),
    st.sampled_from(["phone", "address", "asker phone", "fax", "email", "pages"]),
    st.sampled_from([*POOLS["last"], None]),
    st.booleans(),
)
def test_one_shared_thing_and_a_surname_never_pick_a_patient(
    stored: Record, shared: str, last: str | None, same_request: bool
) -> None:
    asker = stored.requestor
    alone = {
        "phone": _bare(patient={"last": last, "phone": stored.patient.phone}),
        "address": _bare(patient={"last": last, "address": stored.patient.address}),
        "asker phone": _bare(patient={"last": last}, requestor={"phone": asker.phone}),
        "fax": _bare(patient={"last": last}, requestor={"fax": asker.fax}),
        "email": _bare(patient={"last": last}, requestor={"email": asker.email}),
        "pages": _bare(patient={"last": last}, page_hashes=stored.page_hashes),
    }[shared]
    if same_request:
        alone = alone.model_copy(
            update={"date_range": stored.date_range, "record_types": stored.record_types}
        )

    answer = match(alone, [stored])

    assert answer.patient_of is None or answer.outcome is Outcome.REVIEW
    assert answer.outcome is not Outcome.DUPLICATE


@OFTEN
@given(two_papers(), st.booleans())
def test_page_hashes_never_change_an_answer(both: tuple[Record, Record], alike: bool) -> None:
    stored, incoming = (record.model_copy(update={"page_hashes": ()}) for record in both)
    hashes = ("699c858dc5e6f62f",)
    hashed = stored.model_copy(update={"page_hashes": hashes})
    shown = incoming.model_copy(update={"page_hashes": hashes if alike else ("0000000000000000",)})

    assert match(incoming, [stored]) == match(shown, [hashed])
    assert bool(Index([stored]).candidates(incoming)) == bool(Index([hashed]).candidates(shown))


@OFTEN
@given(papers(), st.sampled_from(["Smith", "Kowalczyk", "O'Brien"]))
def test_the_source_and_the_moment_never_say_who_the_patient_is(stored: Record, last: str) -> None:
    incoming = about(stored.model_copy(update={"id": "incoming"}), last=last)
    elsewhere = incoming.model_copy(update={"source": "portal", "received_at": None})

    assert people(incoming, stored) == people(elsewhere, stored)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
GARBAGE = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
FIELDS = [
    *(("patient", name) for name in Patient.model_fields),
    *(("requestor", name) for name in Requestor.model_fields),
    *(("date_range", name) for name in DateRange.model_fields),
    *((name, None) for name in Record.model_fields if name != "id"),
]


@OFTEN
@given(papers(), st.dictionaries(st.sampled_from(FIELDS), GARBAGE, max_size=6))
@example(REQUEST, {("patient", "dob"): "9" * 4000})
@example(REQUEST, {("patient", "address"): "\u0000\ud800"})
def test_garbage_in_any_field_never_raises(
    stored: Record, garbage: dict[tuple[str, str | None], object]
) -> None:
    row = json.loads(stored.model_dump_json()) | {"id": "garbage"}
    for (group, name), value in garbage.items():
        if name is None:
            row[group] = value
        elif isinstance(row[group], dict):
            row[group][name] = value
    read = Record.from_line(json.dumps(row), file="garbage.jsonl", number=1)

    for incoming, on_file in (
        (read, stored),
        (stored, read),
        (read.model_copy(update={"id": "twice"}), read),
    ):
        assert match(incoming, Index([on_file]).candidates(incoming)).because
        assert match(incoming, [on_file]).because


@OFTEN
@given(st.text(max_size=40) | GARBAGE.map(json.dumps))
def test_a_line_is_a_record_or_refused_as_unreadable(line: str) -> None:
    with contextlib.suppress(UnreadableDocument):
        assert Record.from_line(line, file="in.jsonl", number=7).id


@pytest.mark.parametrize("change", [lambda record: record, lambda record: about(record, middle=None)])
def test_no_record_is_its_own_duplicate(change: Callable[[Record], Record]) -> None:
    assert match(change(asked("stored")), [REQUEST]).outcome is Outcome.NEW
