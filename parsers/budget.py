"""What one arrival may still use while it is taken apart, counted down through everything nested in it."""

from dataclasses import dataclass

from intake_daemon.errors import Unreadable, UnreadableDocument
from parsers.limits import Limits

_MB = 1_000_000


@dataclass
class Budget:
    """What is left: parts, bytes after decoding, and levels of containers inside containers."""

    parts: int
    size: int
    depth: int

    @classmethod
    def of(cls, limits: Limits) -> "Budget":
        """The whole allowance of one arrival."""
        return cls(parts=limits.parts, size=limits.inflated_mb * _MB, depth=limits.depth)

    def take(self, size: int) -> None:
        """Count one part of that many bytes.

        Raises:
            UnreadableDocument: TOO_LARGE when the bytes are used up.
        """
        self.parts -= 1
        self.size -= size
        if self.size < 0:
            raise UnreadableDocument(
                Unreadable.TOO_LARGE,
                "The parts, decoded, are larger than the limit allows; open it by hand or ask for it in pieces.",
            )
