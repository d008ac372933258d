"""What came in and how: the channel, the envelope of a mail, the facts a fax vendor gives."""

from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime

from intake_daemon.model.base import Frozen


class Channel(StrEnum):
    """How something reached us."""

    EMAIL = "email"
    FAX = "fax"


class Address(Frozen):
    """One mail address with the display name that came with it (both as sent, proof of nothing)."""

    name: str = ""
    address: str


class Envelope(Frozen):
    """The headers of a mail that later stages use (RFC 5322, RFC 3834, RFC 8601).

    All of it is the sender's claim except `authentication_results`, and even there only the lines
    that carry a configured, trusted authserv-id count.
    """

    message_id: str | None = None
    sender: Address | None = None
    reply_to: tuple[Address, ...] = ()
    return_path: str | None = None  #: "" is the null return path (a bounce); None: no such header
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = ""
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    auto_submitted: str | None = None
    precedence: str | None = None
    list_headers: bool = False  #: any List-* header is there
    auto_response_suppress: str | None = None
    delivery_report: bool = False  #: multipart/report or a bounce by its content
    authentication_results: tuple[str, ...] = ()  #: header values, topmost first
    received: AwareDatetime | None = None  #: from the topmost Received header


class FaxFacts(Frozen):
    """What the fax vendor or server says of a fax; three claims about the sender, none of them proof."""

    caller: str | None = None
    station: str | None = None  #: CSID or TSI
    called: str | None = None
    pages_stated: int | None = None
    vendor_id: str | None = None


class Taken(Frozen):
    """One whole arrival as a source hands it over, before anything is stored.

    Args:
        source: name of the source in the configuration.
        channel: email or fax.
        key: what makes this arrival unique in its source (folder/uidvalidity/uid, file name + time).
        name: a short name for people (file name, or "mail 4711"); never a subject or a person.
        content: the bytes as they came.
        received_at: when it reached us: INTERNALDATE, vendor metadata or first sight; never a Date header.
        same_arrival_key: equal for two hand-overs of the same whole arrival (vendor id or file name for
            a fax, Message-ID and Received for a mail); the bytes are compared besides.
        fax: the vendor's facts, for a fax.
        checkpoint: for a mailbox: (folder, uidvalidity, uid) to remember in the same transaction.
        withheld: why `content` is not the whole arrival (over the size limit, or the server cannot deliver
            it) and has at most its headers; a person must look at the original. None: it is whole.
    """

    source: str
    channel: Channel
    key: str
    name: str
    content: bytes
    received_at: AwareDatetime
    same_arrival_key: str
    fax: FaxFacts | None = None
    checkpoint: tuple[str, int, int] | None = None
    withheld: str | None = None


def as_iso(moment: datetime) -> str:
    """Write a moment the way the JSON of this project does: ISO 8601, UTC, seconds, with Z."""
    from datetime import UTC

    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
