"""What the benchmark of matching measured, as it is kept and printed."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake_daemon.model import Frozen


@dataclass(frozen=True)
class Clocked:
    """One arrival."""

    total_ms: float
    finding_ms: float  #: of it until the candidates are there
    cpu_ms: float  #: processor time of this process, the server's not counted
    candidates: int
    known: bool  #: there is a record that it should find
    among: bool  #: and that record was among the candidates
    joined: bool  #: a stranger was taken for somebody


class Result(Frozen):
    """All arrivals at one size; times in milliseconds."""

    database: str
    stored: int
    arrivals: int
    p50: float
    p99: float
    finding_p50: float
    cpu_p50: float
    cpu_p99: float
    candidates_p50: int
    candidates_p99: int
    candidates_most: int
    known: int
    found: int
    strangers_joined: int
    megabytes: float
    filling_seconds: float
    plain_ms: float | None
    memory_before_mb: float
    memory_after_mb: float
    load: float  #: of the machine in the last minute

    @classmethod
    def of(
        cls,
        clocked: Sequence[Clocked],
        *,
        memory_mb: tuple[float, float],
        **facts: str | float | None,
    ) -> "Result":
        """Sum up."""
        times = [arrival.total_ms for arrival in clocked]
        cpu = [arrival.cpu_ms for arrival in clocked]
        counts = [arrival.candidates for arrival in clocked]
        return cls.model_validate(
            {
                "arrivals": len(clocked),
                "p50": percentile(times, 0.5),
                "p99": percentile(times, 0.99),
                "finding_p50": percentile([arrival.finding_ms for arrival in clocked], 0.5),
                "cpu_p50": percentile(cpu, 0.5),
                "cpu_p99": percentile(cpu, 0.99),
                "candidates_p50": percentile(counts, 0.5),
                "candidates_p99": percentile(counts, 0.99),
                "candidates_most": max(counts),
                "known": sum(arrival.known for arrival in clocked),
                "found": sum(arrival.among for arrival in clocked),
                "strangers_joined": sum(arrival.joined for arrival in clocked),
                "memory_before_mb": memory_mb[0],
                "memory_after_mb": memory_mb[1],
                **facts,
            }
        )

    def line(self) -> str:
        """One row of the table in docs/benchmarks.md."""
        plain = f"{self.plain_ms / self.p50:.0f}" if self.plain_ms else "-"
        return (
            f"| {self.database} | {self.stored:,} | {self.p50:.2f} | {self.p99:.1f} "
            f"| {self.cpu_p50:.2f} / {self.cpu_p99:.1f} "
            f"| {self.candidates_p50} / {self.candidates_p99} / {self.candidates_most} "
            f"| {self.found}/{self.known} | {self.strangers_joined} | {self.megabytes:,.0f} "
            f"| {self.memory_before_mb:.0f} → {self.memory_after_mb:.0f} | {plain} | {self.load:.1f} |"
        )


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
