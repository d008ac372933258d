"""Write one message as the bytes that go over the wire (RFC 5322, MIME, RFC 3834).

The same outbox row always gives the same bytes with the same Message-ID, so that a copy sent twice is
recognised as one. Nothing that came from outside reaches a header unchecked.
"""

import hashlib
import re
from email import message_from_bytes, policy
from email.headerregistry import Address as HeaderAddress
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.utils import format_datetime

from pydantic import AwareDatetime, Field

from intake_daemon.model import Frozen
from outbox.addresses import ENCODED_WORD, HostName, PlainAddress
from outbox.facts import Rendered
from outbox.settings import OneLine

_IDENTIFIER = re.compile(r"<[!-;=?-~]+>")  # printable ASCII between angle brackets
_LONGEST_IDENTIFIER = 250  # with its header's name well below a line's 998 octets, RFC 5322 section 2.1.1
_MOST_REFERENCES = 20
_SUPPRESS = "DR, RN, NRN, OOF, AutoReply"
"""X-Auto-Response-Suppress ([MS-OXCMAIL] 2.1.3.2.20): all but NDR, for a failed delivery must reach us."""


class _IdentifierHeader(UnstructuredHeader, BaseHeader):
    """In-Reply-To and References: folded between identifiers only, never encoded.

    The library's own folding turns an identifier longer than a line into an encoded word, which no mail
    program recognises as the identifier it was.
    """

    def fold(self, *, policy: policy.Policy) -> str:
        return f"{self.name}: " + f"{policy.linesep} ".join(str(self).split()) + policy.linesep


def _policy() -> "policy.EmailPolicy[EmailMessage]":
    registry = HeaderRegistry()
    for name in ("in-reply-to", "references", "message-id"):
        registry.map_to_type(name, _IdentifierHeader)
    return policy.SMTP.clone(header_factory=registry, cte_type="7bit", raise_on_defect=True)


_POLICY = _policy()


class Outgoing(Frozen):
    """All that one message is made of.

    Args:
        in_reply_to: Message-ID of the mail we answer, as it came; dropped when it is not well formed.
        references: identifiers of the thread before it, oldest first, as they came; bad ones are dropped.
        sent_at: the Date; taken from the outbox row, so that a second try has the same.
    """

    key: str = Field(min_length=1)  #: the outbox row's key; decides the Message-ID
    rendered: Rendered
    recipient: PlainAddress
    from_address: PlainAddress
    from_name: OneLine = ""
    reply_to: PlainAddress | None = None
    message_id_domain: HostName
    sent_at: AwareDatetime
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()


def new_message_id(key: str, domain: str) -> str:
    """The Message-ID of an outbox row, with its angle brackets: the same key gives the same identifier."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:40]
    return f"<intake.{digest}@{domain}>"


def build(outgoing: Outgoing) -> bytes:
    """The message as 7-bit text with CRLF line ends: plain text first, then the same as HTML."""
    message = EmailMessage(policy=_POLICY)
    _address(message, outgoing)
    message["Subject"] = outgoing.rendered.subject
    message["Date"] = format_datetime(outgoing.sent_at)
    message["Message-ID"] = new_message_id(outgoing.key, outgoing.message_id_domain)
    _thread(message, outgoing)
    _mark_as_automatic(message)
    _fill(message, outgoing)
    message["Content-Language"] = outgoing.rendered.language  # filling clears every Content- header
    return _checked(message.as_bytes(), message)


def _checked(content: bytes, message: EmailMessage) -> bytes:
    """The same bytes, read back: exactly the headers that were set, or an error and no message.

    The library once decoded a harmless-looking text into a line break; what it writes is not taken on trust.
    """
    read = message_from_bytes(content, policy=policy.SMTP)
    if sorted(read.keys()) != sorted(message.keys()):
        raise ValueError("a header's text would have become a header of its own; nothing was built")
    return content


def _address(message: EmailMessage, outgoing: Outgoing) -> None:
    message["From"] = HeaderAddress(display_name=outgoing.from_name, addr_spec=outgoing.from_address)
    message["To"] = HeaderAddress(addr_spec=outgoing.recipient)
    if outgoing.reply_to is not None and outgoing.reply_to != outgoing.from_address:
        message["Reply-To"] = HeaderAddress(addr_spec=outgoing.reply_to)


def _thread(message: EmailMessage, outgoing: Outgoing) -> None:
    """Hang the message below the one it answers (RFC 5322 section 3.6.4)."""
    parents = identifiers(outgoing.in_reply_to or "")[:1]
    before = [found for text in outgoing.references for found in identifiers(text)]
    thread = list(dict.fromkeys([*(item for item in before if item not in parents), *parents]))
    if len(thread) > _MOST_REFERENCES:  # the first names the thread, the last ones the place in it
        thread = [thread[0], *thread[1 - _MOST_REFERENCES :]]
    if parents:
        message["In-Reply-To"] = parents[0]
    if thread:
        message["References"] = " ".join(thread)


def identifiers(text: str) -> list[str]:
    """The well-formed message identifiers in a header's text; anything else in it is dropped."""
    return [
        found
        for found in _IDENTIFIER.findall(text)
        if len(found) <= _LONGEST_IDENTIFIER and ENCODED_WORD not in found
    ]


def _mark_as_automatic(message: EmailMessage) -> None:
    """Tell other machines not to answer.

    RFC 3834 section 5: auto-replied is for what answers a message, auto-generated for the rest, such as a
    reminder. No Precedence: section 3.1.8 recommends no value, and "bulk" would send us to junk folders.
    """
    answers = message["In-Reply-To"] is not None
    message["Auto-Submitted"] = "auto-replied" if answers else "auto-generated"
    message["X-Auto-Response-Suppress"] = _SUPPRESS


def _fill(message: EmailMessage, outgoing: Outgoing) -> None:
    message.set_content(outgoing.rendered.text, cte="quoted-printable")
    message.add_alternative(outgoing.rendered.html, subtype="html", cte="quoted-printable")
    message.set_boundary("=_" + hashlib.sha256(f"boundary {outgoing.key}".encode()).hexdigest()[:40])
