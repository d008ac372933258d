"""Counts how a set was answered: who was joined wrongly, what was found, what a person must look at."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.requests.scene import DIFFERENT, DUPLICATE
from intake_daemon.matching.lines import MatchedLine
from intake_daemon.model import Outcome

Row = Mapping[str, Any]

FALSE_MERGE, WRONG_PATIENT, MISSED, REVIEWED, NOT_LINKED = (
    "false merge",
    "wrong patient",
    "missed",
    "reviewed",
    "not linked",
)


@dataclass(frozen=True)
class Miss:
    """One incoming row that was answered otherwise than it should be."""

    kind: str
    incoming: Row
    stored: Row | None
    answer: MatchedLine


@dataclass
class Tally:
    """Counts over one or more sets. `cases` counts answers by case, label and column."""

    figures: Counter[str] = field(default_factory=Counter)
    cases: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Take in the counts of another set."""
        self.figures.update(other.figures)
        self.cases.update(other.cases)
        self.misses.extend(other.misses)


def score(rows: Sequence[Row], answers: Iterable[MatchedLine]) -> Tally:
    """Compare the answers with what is true.

    Raises:
        KeyError: an incoming row was not answered.
    """
    by_id = {answer.id: answer for answer in answers}
    stored = {row["id"]: row for row in rows if row["role"] == "stored"}
    tally = Tally()
    for row in rows:
        if row["role"] == "incoming":
            _count(tally, row, by_id[row["id"]], stored)
    return tally


def _count(tally: Tally, row: Row, answer: MatchedLine, stored: Mapping[str, Row]) -> None:
    verdict = _Verdict(row, answer, stored)
    tally.figures["incoming"] += 1
    tally.figures[row["label"]] += 1
    tally.figures.update(verdict.figures())
    tally.cases[row["case"], row["label"], verdict.column] += 1
    kind = verdict.kind
    if kind:
        tally.misses.append(Miss(kind, row, stored.get(answer.of or answer.patient_of or row["of"]), answer))


@dataclass(frozen=True)
class _Verdict:
    """One answer beside the truth."""

    row: Row
    answer: MatchedLine
    stored: Mapping[str, Row]

    @property
    def column(self) -> str:
        """How the row was answered: the relation, or that a person is asked."""
        if self.kind == FALSE_MERGE:
            return FALSE_MERGE
        if self.kind == WRONG_PATIENT:
            return WRONG_PATIENT
        return "review" if self.reviewed else self.answer.relation.value

    @property
    def reviewed(self) -> bool:
        return self.answer.outcome is Outcome.REVIEW

    @property
    def right(self) -> bool:
        """Whether a duplicate was tied to the very request it repeats."""
        return self.row["label"] == DUPLICATE and self.answer.of == self.row["of"]

    @property
    def of_this_patient(self) -> bool:
        linked = self.stored.get(self.answer.patient_of or "")
        return linked is not None and linked["person"] == self.row["person"]

    @property
    def linked_wrongly(self) -> bool:
        return self.answer.patient_of is not None and not self.reviewed and not self.of_this_patient

    @property
    def kind(self) -> str | None:
        """What is wrong with the answer, the worst first; None where nothing is."""
        joined = self.answer.outcome is Outcome.DUPLICATE
        if joined and not self.right:
            return FALSE_MERGE
        if self.linked_wrongly:
            return WRONG_PATIENT
        if self.row["label"] == DUPLICATE:
            if joined or self.row["hard"]:
                return None
            return REVIEWED if self.reviewed and self.right else MISSED
        if self.row["label"] != DIFFERENT and not self.of_this_patient:
            return NOT_LINKED
        return None

    def figures(self) -> Counter[str]:
        """The counts of this one row, each 0 or 1."""
        joined = self.answer.outcome is Outcome.DUPLICATE
        counted: Counter[str] = Counter()
        counted["false merges"] = joined and not self.right
        counted["review"] = self.reviewed
        counted["review decidable"] = self.reviewed and not self.row["hard"]
        if self.row["label"] == DIFFERENT:
            counted["false patients"] = self.linked_wrongly
        else:
            counted["wrong patients"] = self.linked_wrongly
        if self.row["label"] == DUPLICATE and not self.row["hard"]:
            counted["decidable"] = 1
            counted["auto"] = joined and self.right
            counted["found"] = (joined or self.reviewed) and self.right
        elif self.row["label"] not in (DUPLICATE, DIFFERENT):
            counted["new"] = 1
            counted["right patient"] = self.of_this_patient
        return counted


def upper_bound(seen: int, of: int) -> float:
    """The share that could be behind so few seen, 95 % sure, one-sided (Clopper-Pearson; 3/n where none was seen)."""
    if seen >= of:
        return 1.0
    low, high = seen / of, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(seen, of, middle) > 0.05 else (low, middle)
    return high


def _at_most(seen: int, of: int, share: float) -> float:
    """How likely so few or fewer are, where each of `of` comes with this share."""
    if not 0 < share < 1:
        return float(share <= 0)
    return sum(
        math.exp(
            math.lgamma(of + 1)
            - math.lgamma(k + 1)
            - math.lgamma(of - k + 1)
            + k * math.log(share)
            + (of - k) * math.log1p(-share)
        )
        for k in range(seen + 1)
    )
