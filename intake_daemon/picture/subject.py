"""What is drawn: one file, what was read of it, and what was made of that."""

from dataclasses import dataclass
from pathlib import Path

from intake_daemon.model import Page, Reading
from intake_daemon.picture.places import Needed
from intake_daemon.pipeline.report import Report


@dataclass(frozen=True)
class Subject:
    """One file.

    Args:
        name: what people call it.
        source: where its bytes are.
        report: what was made of it.
        reading: its pages; None when it could not be read.
        needed: the confidence from which a field counts as sure, by its name.
    """

    name: str
    source: Path
    report: Report
    reading: Reading | None
    needed: Needed

    @property
    def pages(self) -> tuple[Page, ...]:
        """Its pages; none when it could not be read."""
        return self.reading.pages if self.reading else ()
