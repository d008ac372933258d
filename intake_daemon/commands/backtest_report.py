"""What a backtest came to, in the form that the text, the page, the table and the JSON of it share."""

from collections.abc import Iterator
from dataclasses import dataclass

from intake_daemon.model import Decision
from intake_daemon.pipeline.backtest.outcome import Change
from intake_daemon.pipeline.backtest.replay import Apart, Span
from intake_daemon.pipeline.backtest.run import Backtest, Changed
from intake_daemon.pipeline.backtest.tally import Tally
from rules import MATCHING
from rules.difference import Difference

#: Told even when there is none: these are what one looks for.
ALWAYS = (
    Change.CLARIFIED,
    Change.ENQUEUED,
    Change.TO_A_PERSON,
    Change.QUEUE,
    Change.DUE,
    Change.PRIORITY,
    Change.FINDINGS,
)
WORDS = {
    Apart.PERSON: "a person decided later",
    Apart.ATTACHED: "papers attached to another request",
}
NOT_REPLAYED = (
    "matching.yaml differs ({keys}): matching is not replayed, each request is taken as resembling what it was "
    "found to resemble then. The command intake-daemon match tries matching on files."
)


@dataclass(frozen=True)
class Reported:
    """One backtest, done or left off.

    Args:
        complete: False when it was interrupted.
        expected: how many requests there are in the span.
    """

    span: Span
    test: Backtest
    complete: bool
    expected: int

    @property
    def tally(self) -> Tally:
        """What was counted."""
        return self.test.tally

    @property
    def difference(self) -> Difference:
        """What differs between the two sets of rules."""
        return self.test.sides.difference

    @property
    def matching_note(self) -> str:
        """What to know when the figures of matching differ; "" when they do not."""
        keys = [one.key for one in self.difference.figures if one.file == MATCHING]
        return NOT_REPLAYED.format(keys=", ".join(keys)) if keys else ""

    @property
    def reviews_a_week(self) -> tuple[float, float] | None:
        """Requests a week that wait for a person's look, before and after; None when not all were replayed."""
        weeks = self.span.weeks
        return (
            (self.tally.before.reviews / weeks, self.tally.after.reviews / weeks) if self.complete else None
        )

    def shares(self) -> Iterator[tuple[Change, int]]:
        """How many requests differ, by how; what there is none of is left out unless one looks for it."""
        for change in Change:
            count = self.tally.changes[change]
            if count or change in ALWAYS:
                yield change, count

    def decisions(self) -> tuple[list[Decision], list[Decision]]:
        """The decisions there are before and after, in their usual order."""
        before = {was for was, _ in self.tally.table}
        after = {would for _, would in self.tally.table}
        return [one for one in Decision if one in before], [one for one in Decision if one in after]

    def apart(self) -> Iterator[str]:
        """Sentences on the requests counted apart."""
        for kind, count in sorted(self.tally.apart.items()):
            changed = self.tally.apart_changed[kind]
            yield f"{count:,} more: {WORDS[kind]}; {changed:,} of them would come out otherwise."


def notes(reported: Reported) -> Iterator[str]:
    """What to know of the figures: what was put together anew, what could not be, what was decided otherwise."""
    tally = reported.tally
    if tally.rebuilt:
        yield (
            f"{tally.rebuilt:,} were decided before the facts were kept with each decision: their facts are those "
            "of the request as it stands now."
        )
    if tally.lost:
        yield f"{tally.lost:,} could not be replayed: what was read of them is no longer there."
    if tally.otherwise:
        yield (
            f"{tally.otherwise:,} were decided otherwise at the time, under the rules of that day: before means "
            "what the rules in force say of them."
        )


def work_in_words(reported: Reported) -> Iterator[str]:
    """Sentences on questions that would be sent and on work for people."""
    before, after = reported.tally.before, reported.tally.after
    yield f"Questions to requestors: {_from_to(before.questions, after.questions)}."
    yield f"Things asked for in them: {_from_to(before.items, after.items)}."
    yield f"Looks by a person: {_from_to(before.reviews, after.reviews)}."
    if reported.reviews_a_week:
        old, new = reported.reviews_a_week
        yield f"Looks by a person, a week: {old:,.1f} → {new:,.1f} ({new - old:+,.1f})."


def _from_to(before: int, after: int) -> str:
    return f"{before:,} → {after:,} ({after - before:+,})"


def step_of(one: Changed) -> str:
    """What changes for one request, in a few words."""
    before, after = one.before, one.after
    if before.decision is not after.decision:
        return f"{before.decision} → {after.decision}"
    said = []
    if Change.QUEUE in one.changes:
        said.append(f"queue {before.queue} → {after.queue}")
    if Change.DUE in one.changes:
        said.append(f"due {before.due_on} → {after.due_on}")
    if Change.PRIORITY in one.changes:
        said.append(f"priority {before.priority} → {after.priority}")
    if Change.ASKS in one.changes:
        said.append(_asks(before.asks, after.asks))
    if Change.TERMS in one.changes:
        said.append("other terms")
    return "; ".join(said) or _findings(one)


def _asks(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    more = [f"+{name}" for name in after if name not in before]
    fewer = [f"−{name}" for name in before if name not in after]
    return f"asks {' '.join((*more, *fewer))}" if more or fewer else "other message"


def _findings(one: Changed) -> str:
    before = {(found.rule, found.effect) for found in one.before.findings}
    after = {(found.rule, found.effect) for found in one.after.findings}
    more = [f"+{rule} ({effect})" for rule, effect in sorted(after - before)]
    fewer = [f"−{rule} ({effect})" for rule, effect in sorted(before - after)]
    return f"findings {' '.join((*more, *fewer))}"
