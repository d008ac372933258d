"""Takes a mail apart into its bodies and attachments, whatever state it is in.

Every text body gives a piece of its own with the new text only; older mails quoted in it become a second
piece whose id ends in `.quoted`, so that nobody takes an old request for a new one. Attachments are typed
from their bytes. Mails inside mails are opened down to `Limits.depth`.
"""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import chain

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import PartRole, Problem
from parsers import kind
from parsers.budget import Budget
from parsers.mail import headers
from parsers.mail.alternatives import best_alternative
from parsers.mail.charset import decode_text
from parsers.mail.delivery_report import enclosed, is_report_container
from parsers.mail.html_text import html_to_text
from parsers.mail.payload import bytes_of, claimed_charset, raw_text
from parsers.mail.quoting import split_quoted
from parsers.ornament import is_ornament
from parsers.piece import QUOTED, Piece, too_many_parts

_BOUNDARY = re.compile(rb"boundary\s*=", re.I)
_DELIMITER = re.compile(rb"^--[^\r\n]{1,200}\r?$", re.M)
_LONGEST_BODY = 400_000  # characters; some 150 pages of typing


def parse_mail(content: bytes, most_parts: int) -> EmailMessage:
    """Parse a mail whose number of parts is bearable: the library's time grows with parts times depth.

    Raises:
        UnreadableDocument: TOO_LARGE, or CORRUPT when no structure can be made out.
    """
    if len(_BOUNDARY.findall(content)) > most_parts or _delimiters(content, 20 * most_parts):
        raise too_many_parts(most_parts)
    if content.startswith(b">From "):
        content = content[1:]
    try:
        message = message_from_bytes(content.lstrip(b"\r\n"), policy=default)
    except Exception as error:  # the library raises many unrelated types for malformed mails
        raise UnreadableDocument(
            Unreadable.CORRUPT,
            f"The mail's structure cannot be parsed ({type(error).__name__}); open it by hand.",
        ) from error
    assert isinstance(message, EmailMessage)  # noqa: S101 - tells the type checker what policy.default makes
    return message


def _delimiters(content: bytes, most: int) -> bool:
    """Whether more than `most` lines begin with two hyphens, as only part delimiters do in such numbers."""
    return sum(1 for _, _ in zip(_DELIMITER.finditer(content), range(most + 1), strict=False)) > most


def message_pieces(message: EmailMessage, prefix: str, budget: Budget) -> Iterator[Piece]:
    """Yield the pieces of one mail; ids count from 1 under the prefix."""
    subject = headers.first(message, "Subject") or ""
    for number, leaf in enumerate(_leaves(message), start=1):
        if budget.parts <= 0:
            raise too_many_parts(number - 1)
        yield from _leaf_pieces(leaf, f"{prefix}{number}", subject, budget)


@dataclass(frozen=True)
class _Leaf:
    """A part that holds content. `returned` marks the mail that a delivery report encloses."""

    part: EmailMessage
    related: bool = False
    returned: bool = False


def _leaves(part: EmailMessage, related: bool = False, returned: bool = False) -> Iterator[_Leaf]:
    """Yield the content parts in order: of alternatives only the best, of containers what they hold."""
    if part.get_content_maintype() != "multipart" or not part.is_multipart():
        yield _Leaf(part, related, returned)
        return
    children = enclosed(part)
    if part.get_content_type() == "multipart/alternative":
        children = best_alternative(children)
    inside_related = related or part.get_content_type() == "multipart/related"
    inside_report = returned or is_report_container(part)
    for child in children:
        yield from _leaves(child, inside_related, inside_report)


def _leaf_pieces(leaf: _Leaf, id_: str, subject: str, budget: Budget) -> Iterator[Piece]:
    if leaf.part.get_content_type() in ("message/rfc822", "message/global"):
        yield from _enclosed_mail(leaf, id_, budget)
        return
    content = bytes_of(leaf.part)
    budget.take(len(content))
    if _is_body(leaf.part, content):
        yield from _body_pieces(leaf.part, content, id_, subject)
        return
    media_type = kind.media_type(content)
    if media_type == kind.MAIL and budget.depth > 0 and not leaf.returned:
        yield from _attached_mail_file(content, id_, budget)
        return
    ornament = is_ornament(leaf.part, content, media_type, leaf.related)
    yield Piece(id=id_, media_type=media_type, content=content, page_worthy=bool(content) and not ornament)


def _is_body(part: EmailMessage, content: bytes) -> bool:
    """Whether a part is text meant to be read in the mail, not a file sent along with it."""
    if part.get_content_maintype() != "text" or part.get_content_subtype() not in (
        "plain",
        "html",
        "enriched",
    ):
        return False
    if _is_attached(part):
        return False
    return kind.media_type(content) in (kind.PLAIN, kind.HTML, kind.MAIL, kind.UNKNOWN)


def _is_attached(part: EmailMessage) -> bool:
    disposition = (headers.first(part, "Content-Disposition") or "").lower()
    return disposition.startswith("attachment") or "filename" in disposition


def _body_pieces(part: EmailMessage, content: bytes, id_: str, subject: str) -> Iterator[Piece]:
    media_type = kind.HTML if part.get_content_subtype() == "html" else kind.PLAIN
    whole = _readable(part, content)
    fresh, quoted = split_quoted(whole[:_LONGEST_BODY], subject)
    yield Piece(
        id=id_,
        media_type=media_type,
        content=content,
        role=PartRole.BODY,
        text=fresh,
        problem=_cut_short(whole),
    )
    if quoted.strip():
        yield Piece(
            id=id_ + QUOTED,
            media_type=media_type,
            content=quoted.encode("utf-8", "replace"),
            role=PartRole.BODY,
            text=quoted,
        )


def _cut_short(text: str) -> Problem | None:
    if len(text) <= _LONGEST_BODY:
        return None
    return Problem(
        kind=Unreadable.TOO_LARGE, message=f"Only the first {_LONGEST_BODY} characters of the text were read."
    )


def _enclosed_mail(leaf: _Leaf, id_: str, budget: Budget) -> Iterator[Piece]:
    inner = next(iter(enclosed(leaf.part)), None)
    if inner is None:
        content = bytes_of(leaf.part)
        budget.take(len(content))
        yield Piece(id=id_, media_type=kind.MAIL, content=content, problem=_not_opened("is malformed"))
        return
    if not inner.keys() and (decoded := _decoded_base64(inner)):
        inner = message_from_bytes(decoded, policy=default)
    assert isinstance(inner, EmailMessage)  # noqa: S101 - as in parse_mail
    yield from _inner_mail(inner, _flat(inner), id_, budget, leaf.returned)


def _attached_mail_file(content: bytes, id_: str, budget: Budget) -> Iterator[Piece]:
    inner = message_from_bytes(content, policy=default)
    assert isinstance(inner, EmailMessage)  # noqa: S101 - as in parse_mail
    yield from _inner_mail(inner, content, id_, budget, returned=False)


def open_attached_mail(content: bytes, prefix: str, budget: Budget) -> Iterator[Piece]:
    """Take a mail apart that lay in another container; its headlines are its first piece.

    Raises:
        UnreadableDocument: as `parse_mail` does.
    """
    message = parse_mail(content, max(budget.parts, 1))
    headlines = Piece(id=f"{prefix}0", media_type=kind.PLAIN, content=b"", text=_headlines(message))
    return chain((headlines,), message_pieces(message, prefix, budget))


def _inner_mail(
    inner: EmailMessage, content: bytes, id_: str, budget: Budget, returned: bool
) -> Iterator[Piece]:
    """Yield a mail inside a mail and what it holds; its main headers become the first lines of its text."""
    budget.take(len(content))
    if returned:
        yield Piece(id=id_, media_type=kind.MAIL, content=content, page_worthy=False)
        return
    if budget.depth <= 0:
        yield Piece(
            id=id_, media_type=kind.MAIL, content=content, problem=_not_opened("is nested too deeply")
        )
        return
    yield Piece(id=id_, media_type=kind.MAIL, content=content, text=_headlines(inner))
    budget.depth -= 1
    yield from message_pieces(inner, f"{id_}.", budget)
    budget.depth += 1


def _not_opened(why: str) -> Problem:
    return Problem(kind=Unreadable.UNSUPPORTED, message=f"The enclosed mail {why}; open it by hand.")


def _headlines(message: EmailMessage) -> str:
    shown = ((name, headers.first(message, name)) for name in ("From", "To", "Date", "Subject"))
    return "\n".join(f"{name}: {value}" for name, value in shown if value)


def _readable(part: EmailMessage, content: bytes) -> str:
    text = decode_text(content, claimed_charset(part))
    return html_to_text(text) if part.get_content_subtype() == "html" else text


def _decoded_base64(inner: EmailMessage) -> bytes | None:
    """Decode an enclosed mail that was sent in base64, which RFC 2046 forbids and programs do anyway."""
    try:
        decoded = b64decode(raw_text(inner), validate=False)
    except ValueError:
        return None
    return decoded if kind.is_mail(decoded) else None


def _flat(message: EmailMessage) -> bytes:
    """Write an enclosed mail out again, for its size and hash."""
    try:
        return message.as_bytes(policy=default.clone(max_line_length=None, refold_source="none"))
    except Exception:  # noqa: BLE001 - the library cannot write every mail that it could read
        return b"".join(
            f"{name}: {value}\n".encode("utf-8", "replace") for name, value in message.raw_items()
        )
