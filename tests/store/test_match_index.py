import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from intake_daemon.store.database import transaction
from intake_daemon.store.match_index import (
    MatchKeyRow,
    MatchRecordRow,
    Subject,
    content_of,
    contents,
    put,
    remove,
    sharing,
)

LOWEST, HIGHEST = -(2**63), 2**63 - 1


def fill(engine: Engine, count: int, *, hash: int = 7, subject: Subject = Subject.REQUEST) -> None:
    with transaction(engine) as session:
        for id in range(1, count + 1):
            put(session, subject, id, [hash], b"record %d" % id)


def test_those_that_share_a_key_come_newest_first_in_the_order_of_the_keys(engine: Engine) -> None:
    with transaction(engine) as session:
        put(session, Subject.REQUEST, 1, [LOWEST, 5], b"one")
        put(session, Subject.REQUEST, 2, [5, HIGHEST], b"two")

        found = sharing(session, Subject.REQUEST, [HIGHEST, 6, 5, LOWEST], limit=10)

    assert found == [[2], [], [2, 1], [1]]


def test_no_more_are_read_of_a_key_than_was_asked_for(engine: Engine) -> None:
    fill(engine, 30)
    with transaction(engine) as session:
        assert sharing(session, Subject.REQUEST, [7], limit=4) == [[30, 29, 28, 27]]


def test_only_earlier_ones_are_found_when_one_is_decided_again(engine: Engine) -> None:
    fill(engine, 30)
    with transaction(engine) as session:
        assert sharing(session, Subject.REQUEST, [7], limit=3, before=10) == [[9, 8, 7]]


def test_subjects_of_different_kinds_do_not_meet(engine: Engine) -> None:
    fill(engine, 2, subject=Subject.PATIENT)
    with transaction(engine) as session:
        assert sharing(session, Subject.REQUEST, [7], limit=3) == [[]]
        assert contents(session, Subject.REQUEST, [1, 2]) == {}
        assert contents(session, Subject.PATIENT, [1, 2]) == {1: b"record 1", 2: b"record 2"}


def test_what_is_taken_out_leaves_nothing_behind(engine: Engine) -> None:
    with transaction(engine) as session:
        put(session, Subject.REQUEST, 1, [3, 3, 4], b"one")
        remove(session, Subject.REQUEST, 1, [3, 4])

        assert content_of(session, Subject.REQUEST, 1) is None
        assert session.scalar(select(func.count()).select_from(MatchKeyRow)) == 0
        assert session.scalar(select(func.count()).select_from(MatchRecordRow)) == 0


def test_a_subject_without_keys_is_kept_and_found_by_none(engine: Engine) -> None:
    with transaction(engine) as session:
        put(session, Subject.REQUEST, 1, [], b"one")

        assert sharing(session, Subject.REQUEST, [], limit=3) == []
        assert content_of(session, Subject.REQUEST, 1) == b"one"


def put_and_fail(engine: Engine) -> None:
    with transaction(engine) as session:
        put(session, Subject.REQUEST, 1, [7], b"one")
        raise RuntimeError


def test_an_entry_goes_with_the_transaction_it_was_made_in(engine: Engine) -> None:
    with pytest.raises(RuntimeError):
        put_and_fail(engine)
    with transaction(engine) as session:
        assert sharing(session, Subject.REQUEST, [7], limit=3) == [[]]
        assert content_of(session, Subject.REQUEST, 1) is None


entries = st.lists(st.lists(st.integers(0, 5), max_size=4), max_size=25)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stored=entries, limit=st.integers(1, 6), before=st.none() | st.integers(1, 30))
def test_the_table_gives_what_a_plain_search_gives(
    engine: Engine, stored: list[list[int]], limit: int, before: int | None
) -> None:
    with transaction(engine) as session:
        for id, hashes in enumerate(stored, 1):
            put(session, Subject.REQUEST, id, hashes, b"")
        found = sharing(session, Subject.REQUEST, list(range(6)), limit=limit, before=before)
        for id, hashes in enumerate(stored, 1):
            remove(session, Subject.REQUEST, id, hashes)

    bound = len(stored) + 1 if before is None else before
    ids = range(len(stored), 0, -1)
    expected = [[id for id in ids if id < bound and key in stored[id - 1]][:limit] for key in range(6)]
    assert expected == found
