"""One word on a page, in inches."""

from dataclasses import dataclass

from intake_daemon.model import Box, FormField


@dataclass(frozen=True)
class Token:
    """One word as the understanding sees it; `place` is (x0, y0, x1, y1) in inches from the top left."""

    text: str
    place: Box
    confidence: float
    key: str
    widget: FormField | None = None

    @property
    def middle(self) -> float:
        """Height of its middle, in inches."""
        return (self.place[1] + self.place[3]) / 2

    @property
    def height(self) -> float:
        """Its height in inches, never nothing."""
        return max(self.place[3] - self.place[1], 0.02)
