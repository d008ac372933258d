"""Counting what a replay came to; its size does not grow with the number of requests."""

from collections import Counter
from dataclasses import dataclass, field

from intake_daemon.model import Decision, Verdict
from intake_daemon.pipeline.backtest.outcome import Change
from intake_daemon.pipeline.backtest.replay import Apart, Replay


@dataclass
class Work:
    """What a set of rules makes people and requestors do.

    Args:
        questions: messages that ask for something.
        items: things asked for, over all questions.
        reviews: requests that wait for a person's look.
    """

    questions: int = 0
    items: int = 0
    reviews: int = 0

    def add(self, verdict: Verdict) -> None:
        """Count one verdict."""
        self.questions += verdict.decision is Decision.CLARIFY
        self.items += len(verdict.asks) if verdict.decision is Decision.CLARIFY else 0
        self.reviews += verdict.decision is Decision.REVIEW


@dataclass
class Tally:
    """What was counted so far.

    Args:
        replayed: requests whose decision the rules made and that stand by themselves.
        rebuilt: of all, those whose case was not kept.
        lost: those that could not be replayed at all; they are counted nowhere else.
        otherwise: of all, those decided otherwise at the time, by the rules of that day.
        changed: of the replayed, those that would come out otherwise.
        apart: requests counted apart.
        apart_changed: of those, the ones that would come out otherwise.
        table: how many requests by what they come to before and after.
        changes: how many requests differ, by how.
        rules: how many requests differ, by what is responsible.
    """

    replayed: int = 0
    rebuilt: int = 0
    lost: int = 0
    otherwise: int = 0
    changed: int = 0
    apart: Counter[Apart] = field(default_factory=Counter)
    apart_changed: Counter[Apart] = field(default_factory=Counter)
    table: Counter[tuple[Decision, Decision]] = field(default_factory=Counter)
    changes: Counter[Change] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    before: Work = field(default_factory=Work)
    after: Work = field(default_factory=Work)

    @property
    def seen(self) -> int:
        """All requests replayed, those counted apart included."""
        return self.replayed + self.apart.total()

    def add(
        self,
        replay: Replay,
        was: Verdict,
        would: Verdict,
        changes: tuple[Change, ...],
        rules: tuple[str, ...],
    ) -> None:
        """Count one request."""
        self.rebuilt += replay.rebuilt
        self.otherwise += replay.recorded is not was.decision
        if replay.apart:
            self.apart[replay.apart] += 1
            self.apart_changed[replay.apart] += bool(changes)
            return
        self.replayed += 1
        self.changed += bool(changes)
        self.table[was.decision, would.decision] += 1
        self.changes.update(changes)
        self.rules.update(rules)
        self.before.add(was)
        self.after.add(would)
