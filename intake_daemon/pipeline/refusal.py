"""The error for what a person asked for and cannot have."""

from intake_daemon.errors import IntakeError


class RefusedError(IntakeError):
    """A person asked for something that cannot be done as things stand; the message says why and what to do."""
