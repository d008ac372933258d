"""Half an edit is not taken up: what changes must have come to rest."""

from hypothesis import given
from hypothesis import strategies as st

from intake_daemon.pipeline.rule_sets.following import Settling


def test_it_settles_when_nothing_changes_for_long_enough() -> None:
    settling = Settling(5)

    assert [settling.settled("a", now) for now in (0, 3, 5, 9)] == [False, False, True, True]


def test_a_change_begins_anew() -> None:
    settling = Settling(5)

    assert [settling.settled(what, now) for what, now in (("a", 0), ("b", 4), ("b", 8), ("b", 9))] == [
        False,
        False,
        False,
        True,
    ]


def test_without_a_time_to_settle_it_is_taken_up_at_once() -> None:
    assert Settling(0).settled("a", 0)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0.1, 10)), min_size=1))
def test_what_has_settled_was_seen_at_every_look_for_so_long(looks: list[tuple[str, float]]) -> None:
    settling, now, seen = Settling(5), 0.0, []
    for what, wait in looks:
        now += wait
        seen.append((what, now))
        if settling.settled(what, now):
            recent = [one for one, at in seen if at >= now - 5]
            before = [one for one, at in seen if at <= now - 5]

            assert set(recent) | {before[-1]} == {what}
