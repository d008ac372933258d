"""Running a backtest: replay, judge by both sets, count, and keep what differs."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from types import TracebackType
from typing import Self

from intake_daemon.model import Frozen, Kind
from intake_daemon.pipeline.backtest.outcome import Change, Outcome, differences, outcome
from intake_daemon.pipeline.backtest.replay import Apart, Lost, Replay
from intake_daemon.pipeline.backtest.tally import Tally
from rules import Sides

IN_MEMORY = 4_000_000  #: bytes of differing requests before they go to a file without a name


class Changed(Frozen):
    """One request that would come out otherwise: names, days and codes, no value from the paper.

    Args:
        received_on: as the facility counts days.
        decided_on: the day as which it was judged, then and now.
        apart: why it is counted apart; None: it is not.
        rules: what is responsible: ids of rules, keys of `policy.yaml`.
    """

    reference: str
    kind: Kind
    received_on: date
    decided_on: date
    apart: Apart | None
    rebuilt: bool
    changes: tuple[Change, ...]
    rules: tuple[str, ...]
    before: Outcome
    after: Outcome


class Backtest:
    """What came of a replay so far. Close it, or use it in `with`.

    What differs is kept on disk when it is much: memory does not grow with the number of requests.
    """

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.tally = Tally()
        self._kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, mode="w+", encoding="utf-8")  # noqa: SIM115 - closed by `close`

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._kept.close()

    def run(
        self, stored: Iterable[Replay | Lost], tick: Callable[[], None], stopped: Callable[[], bool]
    ) -> bool:
        """Replay one after the other; say whether all were.

        Args:
            tick: called after each.
            stopped: asked before each whether to leave off.
        """
        for replay in stored:
            if stopped():
                return False
            if isinstance(replay, Lost):
                self.tally.lost += 1
            else:
                self._weigh(replay)
            tick()
        return True

    def _weigh(self, replay: Replay) -> None:
        was, would = self.sides.judge(replay.case)
        changes = differences(was, would)
        rules = self.sides.responsible(replay.case, was, would) if changes else ()
        if changes:
            changed = _changed(replay, changes, rules, outcome(was), outcome(would))
            self._kept.write(changed.model_dump_json() + "\n")
        self.tally.add(replay, was, would, changes, rules)

    def changed(self, change: Change | None = None, *, apart: bool = False) -> Iterator[Changed]:
        """The requests that would come out otherwise, in the order they came.

        Args:
            change: only those that differ so; None: all.
            apart: those counted apart instead of the others.
        """
        self._kept.seek(0)
        for line in self._kept:
            one = Changed.model_validate_json(line)
            if (one.apart is not None) == apart and (change is None or change in one.changes):
                yield one


def _changed(
    replay: Replay, changes: tuple[Change, ...], rules: tuple[str, ...], before: Outcome, after: Outcome
) -> Changed:
    return Changed(
        reference=replay.reference,
        kind=replay.case.kind,
        received_on=replay.case.clock_from or replay.case.received_on,
        decided_on=replay.case.today,
        apart=replay.apart,
        rebuilt=replay.rebuilt,
        changes=changes,
        rules=rules,
        before=before,
        after=after,
    )
