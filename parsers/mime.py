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

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import PartRole, Problem
from parsers import kind
from parsers.limits import Limits
from parsers.mail import headers
from parsers.mail.charset import decode_text
from parsers.mail.delivery_report import enclosed, is_report_container
from parsers.mail.envelope import read_envelope
from parsers.mail.html_text import html_to_text
from parsers.mail.quoting import split_quoted
from parsers.ornament import is_ornament
from parsers.piece import QUOTED, Piece, Unpacked, too_many_parts

_BOUNDARY = re.compile(rb"boundary\s*=", re.I)
_DELIMITER = re.compile(rb"^--[^\r\n]{1,200}\r?$", re.M)
_LONGEST_BODY = 400_000  # characters; some 150 pages of typing


_FEW_WORDS = 30  #: a plain alternative shorter than this may be a stand-in for the HTML
_FULLER = 3  #: how many times longer the HTML must be for that


@dataclass
class _Budget:
    """What the mail may still use; counted down through all its nested mails."""

    parts: int
    size: int
    depth: int

    def take(self, size: int) -> None:
        self.parts -= 1
        self.size -= size
        if self.size < 0:
            raise UnreadableDocument(
                Unreadable.TOO_LARGE, "The mail's decoded parts are larger than the limit allows."
            )


def unpack_mail(content: bytes, limits: Limits) -> Unpacked:
    """Take a mail apart: its envelope and its pieces in order.

    Raises:
        UnreadableDocument: TOO_LARGE when it has more parts, or larger ones, than the limits allow.
    """
    message = _parse(content, limits)
    budget = _Budget(parts=limits.parts, size=limits.inflated_mb * 1_000_000, depth=limits.depth)
    whole = Piece(id="0", media_type=kind.MAIL, content=content, page_worthy=False)
    try:
        pieces = tuple(_pieces(message, "", budget))
    except RecursionError as error:
        raise too_many_parts(limits.parts) from error
    return Unpacked(pieces=(whole, *pieces), envelope=read_envelope(message))


def _parse(content: bytes, limits: Limits) -> EmailMessage:
    """Parse a mail whose number of parts is bearable: the library's time grows with parts times depth."""
    if len(_BOUNDARY.findall(content)) > limits.parts or _delimiters(content, 20 * limits.parts):
        raise too_many_parts(limits.parts)
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


def _pieces(message: EmailMessage, prefix: str, budget: _Budget) -> Iterator[Piece]:
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
        children = _best_alternative(children)
    inside_related = related or part.get_content_type() == "multipart/related"
    inside_report = returned or is_report_container(part)
    for child in children:
        yield from _leaves(child, inside_related, inside_report)


def _best_alternative(children: list[EmailMessage]) -> list[EmailMessage]:
    """Choose plain text if it says what the others say, else the last alternative; keep what is no text at all.

    Some programs send a line like "this message needs HTML" as the plain text. A calendar entry or a PDF
    among the alternatives is no version of the text, so it is kept.
    """
    texts = [child for child in children if _is_texty(child)]
    others = [child for child in children if not _is_texty(child)]
    plain = [child for child in texts if child.get_content_type() == "text/plain"]
    rich = [child for child in texts if child.get_content_type() == "text/html"]
    said = len(_text_of(plain[0]).split()) if plain else 0
    if plain and said and not (said < _FEW_WORDS and rich and _FULLER * said < _words_of_html(rich[-1])):
        return [plain[0], *others]
    return texts[-1:] + others


def _words_of_html(part: EmailMessage) -> int:
    return len(html_to_text(_text_of(part)).split())


def _is_texty(part: EmailMessage) -> bool:
    return part.get_content_type() in (
        "text/plain",
        "text/html",
        "text/enriched",
        "multipart/related",
        "multipart/mixed",
    )


def _leaf_pieces(leaf: _Leaf, id_: str, subject: str, budget: _Budget) -> Iterator[Piece]:
    if leaf.part.get_content_type() in ("message/rfc822", "message/global"):
        yield from _enclosed_mail(leaf, id_, budget)
        return
    content = _bytes_of(leaf.part)
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


def _enclosed_mail(leaf: _Leaf, id_: str, budget: _Budget) -> Iterator[Piece]:
    inner = next(iter(enclosed(leaf.part)), None)
    if inner is None:
        content = _bytes_of(leaf.part)
        budget.take(len(content))
        yield Piece(id=id_, media_type=kind.MAIL, content=content, problem=_not_opened("is malformed"))
        return
    if not inner.keys() and (decoded := _decoded_base64(inner)):
        inner = message_from_bytes(decoded, policy=default)
    assert isinstance(inner, EmailMessage)  # noqa: S101 - as in _parse
    yield from _inner_mail(inner, _flat(inner), id_, budget, leaf.returned)


def _attached_mail_file(content: bytes, id_: str, budget: _Budget) -> Iterator[Piece]:
    inner = message_from_bytes(content, policy=default)
    assert isinstance(inner, EmailMessage)  # noqa: S101 - as in _parse
    yield from _inner_mail(inner, content, id_, budget, returned=False)


def _inner_mail(
    inner: EmailMessage, content: bytes, id_: str, budget: _Budget, returned: bool
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
    yield from _pieces(inner, f"{id_}.", budget)
    budget.depth += 1


def _not_opened(why: str) -> Problem:
    return Problem(kind=Unreadable.UNSUPPORTED, message=f"The enclosed mail {why}; open it by hand.")


def _headlines(message: EmailMessage) -> str:
    shown = ((name, headers.first(message, name)) for name in ("From", "To", "Date", "Subject"))
    return "\n".join(f"{name}: {value}" for name, value in shown if value)


def _readable(part: EmailMessage, content: bytes) -> str:
    text = decode_text(content, _claimed_charset(part))
    return html_to_text(text) if part.get_content_subtype() == "html" else text


def _text_of(part: EmailMessage) -> str:
    return decode_text(_bytes_of(part), _claimed_charset(part))


def _claimed_charset(part: EmailMessage) -> str | None:
    try:
        return part.get_content_charset()
    except Exception:  # noqa: BLE001 - the library raises many unrelated types for malformed parameters
        return None


def _bytes_of(part: EmailMessage) -> bytes:
    """Decode the transfer encoding; a part that cannot be decoded gives its raw text."""
    try:
        payload = part.get_payload(decode=True)
    except Exception:  # noqa: BLE001 - the library raises many unrelated types for malformed encodings
        payload = None
    if isinstance(payload, bytes):
        return payload
    return _raw_text(part).encode("utf-8", "surrogateescape")


def _raw_text(part: EmailMessage) -> str:
    """Return a part's text before its transfer encoding is taken off; empty when even that fails."""
    try:
        raw = part.get_payload()
    except Exception:  # noqa: BLE001 - the library decodes by charsets that are none, with any error
        return ""
    return raw if isinstance(raw, str) else ""


def _decoded_base64(inner: EmailMessage) -> bytes | None:
    """Decode an enclosed mail that was sent in base64, which RFC 2046 forbids and programs do anyway."""
    try:
        decoded = b64decode(_raw_text(inner), validate=False)
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
