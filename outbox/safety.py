"""Whether a message may leave without a person: what is never answered, and what must wait.

A wrong answer here sends patient business to a stranger or starts a mail loop, so every doubt holds.
"""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from intake_daemon.model import Address, Envelope
from outbox.addresses import domain_of, is_plain, same, within

_NO_REPLY = re.compile(
    r"(?:^|[-_.+])(?:no|do[-_.]?not|don[-_.]?t|never)[-_.]?(?:reply|respond|responder|contestar|answer)"
    r"(?:$|[^a-z])"
)
_MACHINES = re.compile(
    r"^(?:mailer[-_.]?daemon|postmaster|(?:double[-_.]?)?bounces?|listserv|majordomo|sympa|abuse|auto[-_.]?reply"
    r"|mail[-_.]?delivery(?:[-_.]?(?:system|subsystem))?|microsoftexchange[0-9a-f]+)(?:$|[-_.+])"
    r"|^owner-"
)
_QUIET = {"all", "autoreply", "oof"}
_BULK = {"bulk", "junk", "list"}


def never_answer(envelope: Envelope, own_addresses: Collection[str], gateways: Collection[str]) -> str | None:
    """Why nothing may ever be answered to this mail by itself, or None when it may (RFC 3834 section 2).

    Args:
        envelope: headers of the mail.
        own_addresses: every address we send from or read, so that we never talk to ourselves.
        gateways: addresses and domains of e-fax services; a domain stands for all below it too.
    """
    return _is_automatic(envelope) or _is_from_no_person(envelope, own_addresses, gateways)


def _is_automatic(envelope: Envelope) -> str | None:
    if envelope.return_path is not None and envelope.return_path.strip(" <>") == "":
        return "the mail has a null return path, like a bounce"
    if envelope.delivery_report:
        return "the mail is a delivery report"
    if _first_word(envelope.auto_submitted) not in ("", "no"):
        return "the mail says it was sent automatically (Auto-Submitted)"
    if envelope.list_headers:
        return "the mail came through a mailing list"
    if _first_word(envelope.precedence) in _BULK:
        return "the mail says it is bulk mail (Precedence)"
    if _QUIET & set(re.split(r"[\s,;]+", (envelope.auto_response_suppress or "").lower())):
        return "the mail asks for no automatic answer (X-Auto-Response-Suppress)"
    return None


def _first_word(value: str | None) -> str:
    """The keyword of a header such as `auto-replied; owner=x (comment)`, in lower case."""
    without_comments = re.sub(r"\([^()]*\)", " ", value or "")
    words = re.split(r"[\s;]+", without_comments.strip().lower())
    return words[0]


def _is_from_no_person(
    envelope: Envelope, own_addresses: Collection[str], gateways: Collection[str]
) -> str | None:
    if envelope.sender is None:
        return "the mail does not name one sender"
    claimed = _addresses(envelope)
    if any(same(address, own) for address in claimed for own in own_addresses):
        return "the mail comes from one of our own addresses"
    if any(_is_gateway(address, gateways) for address in claimed):
        return "the mail comes from an e-fax service"
    local = envelope.sender.address.rpartition("@")[0].lower()
    if _NO_REPLY.search(local):
        return "the sender's address takes no replies"
    if _MACHINES.search(local):
        return "the sender's address belongs to a mail system, not to a person"
    return None


def _addresses(envelope: Envelope) -> tuple[str, ...]:
    """Every address an answer or a bounce could end up at."""
    senders: tuple[Address, ...] = (envelope.sender,) if envelope.sender else ()
    written = tuple(item.address for item in senders + envelope.reply_to)
    return (*written, envelope.return_path.strip(" <>")) if envelope.return_path else written


def _is_gateway(address: str, gateways: Collection[str]) -> bool:
    """`gateways` holds addresses and domains; "@example.org" is read as the domain."""
    return any(
        same(address, known) if "@" in known.lstrip("@") else within(domain_of(address), known.lstrip("@"))
        for known in gateways
    )


def ask_digest(situation: str, asks: Collection[str], reminder: int = 0) -> str:
    """One value for "the same ask again": equal for the same situation and items in any order.

    Args:
        situation: which text is sent.
        asks: field names asked for.
        reminder: how many reminders went before, so that the second reminder is not the first again.
    """
    words = "\n".join((situation, str(reminder), *sorted(set(asks))))
    return hashlib.sha256(words.encode()).hexdigest()


@dataclass(frozen=True)
class OutgoingFacts:
    """All that decides whether one outgoing message may leave by itself.

    Args:
        mode: `delivery.mode`.
        recipient: the address it would go to.
        proof: how we know that address: DMARC passed on the mail we answer, or it stands in the directory
            of verified requestors; None when neither.
        never_answer: the reason `never_answer` gave for the mail we answer; None when there is no such
            mail or nothing against it.
        digest: this message's `ask_digest`; None for a message that asks for nothing.
        digests_sent: those of the messages already written for the same request, sent or waiting.
        sent_to_address_today: messages to this address since midnight in the facility's time zone.
        sent_today: the same, to all addresses.
        cap_per_address_day: `delivery.cap_per_address_day`.
        cap_per_day: `delivery.cap_per_day`.
        channels: the only ways a message on this request may go; None: any.
    """

    mode: Literal["send", "hold", "dry_run"]
    recipient: str
    proof: Literal["dmarc", "directory"] | None
    never_answer: str | None
    digest: str | None
    digests_sent: frozenset[str]
    sent_to_address_today: int
    sent_today: int
    cap_per_address_day: int
    cap_per_day: int
    channels: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Clear:
    """The message may leave by itself."""


@dataclass(frozen=True)
class Hold:
    """The message waits for a person; the reason is one sentence for that person, without addresses."""

    reason: str


def clear_to_send(facts: OutgoingFacts) -> Clear | Hold:
    """Decide whether a message may leave by itself. The gravest reason to hold it comes first."""
    reason = not_by_mail(facts.channels) or _held_for_its_recipient(facts) or _held_for_its_number(facts)
    if reason is None and facts.mode == "hold":
        reason = "every message waits for a person (delivery.mode = hold)"
    return Clear() if reason is None else Hold(reason)


def not_by_mail(channels: tuple[str, ...] | None) -> str | None:
    """Why a message must not go by e-mail, or None when the rules let it.

    Args:
        channels: the only ways the rules allow; None: any. None of them left: two rules exclude each other.
    """
    if channels is None or "email" in channels:
        return None
    if not channels:
        return "the rules leave no way at all for a message on this request; a person decides"
    return f"the rules allow messages on this request by {' or '.join(channels)} only"


def _held_for_its_recipient(facts: OutgoingFacts) -> str | None:
    if not facts.recipient:
        return "no address of the requestor is proven; a person finds one, or writes a letter"
    if not is_plain(facts.recipient):
        return "the recipient is not a plain mail address"
    if facts.never_answer is not None:
        return facts.never_answer
    if facts.proof is None:
        return "nothing proves that the address is the requestor's (no DMARC pass, not in the directory)"
    return None


def _held_for_its_number(facts: OutgoingFacts) -> str | None:
    if facts.digest is not None and facts.digest in facts.digests_sent:
        return "the same was already asked for this request"
    if facts.sent_to_address_today >= facts.cap_per_address_day:
        return f"this address already got its {facts.cap_per_address_day} messages today"
    if facts.sent_today >= facts.cap_per_day:
        return f"today's {facts.cap_per_day} messages have all been sent"
    return None
