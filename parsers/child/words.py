"""What parent, zygote and children say to each other: small JSON messages, frozen types on both ends."""

from typing import Literal

from intake_daemon.errors import Unreadable
from intake_daemon.model import Frozen, Reading, Understanding
from parsers.known.learn import Learned
from parsers.options import Context


class Job(Frozen):
    """A document to read, a reading to understand or a blank to learn; with two descriptors: input and output."""

    id: int
    work: Literal["read", "understand", "learn"]
    context: Context


class Ready(Frozen):
    """The zygote has loaded everything; or it could not, for a reason the operator must mend."""

    config_error: str | None = None


class Ended(Frozen):
    """A child is gone.

    Args:
        id: of its job.
        status: exit status; minus the signal's number when a signal ended it.
        late: it was killed for using up its time.
        peak_mb: most memory it held.
    """

    id: int
    status: int
    late: bool
    peak_mb: int


class Failure(Frozen):
    """The document could not be read."""

    kind: Unreadable
    message: str


class Answer(Frozen):
    """What a child writes before it goes: a failure, or what it understood and, for a document, read; or learned."""

    reading: Reading | None = None
    understanding: Understanding | None = None
    learned: Learned | None = None
    failure: Failure | None = None
