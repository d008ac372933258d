"""The three families of error; everything else is a bug.

Messages are for the operator: what, where, what to do. They never carry patient data, only ids, file
names we chose ourselves, hosts and settings.
"""

from enum import StrEnum


class IntakeError(Exception):
    """Base of the errors that the daemon expects and knows how to treat."""


class ConfigError(IntakeError):
    """The daemon must not start: the configuration, rules or templates are wrong. Exit status 78."""

    exit_code = 78


class TransientError(IntakeError):
    """Something outside is not available now; trying again later may work.

    Args:
        message: what failed, where, and what to do if it goes on.
        retry_after: seconds the other side asked us to wait; None when it did not say.
    """

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unreadable(StrEnum):
    """Why a document could not be read."""

    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_SLOW = "too_slow"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"


class UnreadableDocument(IntakeError):  # noqa: N818 - named for what it is; the contract's own word
    """A person must look: no retry will help.

    Args:
        kind: the reason, one of a fixed vocabulary.
        message: what was found and what a person can do.
    """

    def __init__(self, kind: Unreadable, message: str) -> None:
        super().__init__(message)
        self.kind = kind
