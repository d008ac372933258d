"""Takes an arrival apart into documents: mails into bodies and attachments, archives into files, and so on."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import Envelope, PartRole
from parsers import kind
from parsers.archive import open_archive
from parsers.budget import Budget
from parsers.limits import Limits
from parsers.mail.envelope import read_envelope
from parsers.mime import message_pieces, open_attached_mail, parse_mail
from parsers.outlook.as_mail import as_mail, open_outlook
from parsers.piece import Piece, Unpacked, problem_of, too_many_parts

Opener = Callable[[bytes, str, Budget], Iterator[Piece]]
_OPENERS: dict[str, Opener] = {
    kind.ZIP: open_archive,
    kind.MAIL: open_attached_mail,
    kind.OUTLOOK: open_outlook,
    kind.TNEF: open_outlook,
}
_REPEATED = 0.9  #: share of a bundle's words that the mail around it has said already


def unpack(content: bytes, limits: Limits) -> Unpacked:
    """Take an arrival apart.

    Raises:
        UnreadableDocument: EMPTY; TOO_LARGE when it holds more parts, or larger ones, than the limits allow;
            what ails an archive that is the whole arrival.
    """
    if not content.strip(b"\x00 \t\r\n"):
        raise UnreadableDocument(Unreadable.EMPTY, "The file is empty; ask for it again.")
    media_type = kind.media_type(content)
    whole = Piece(id="0", media_type=media_type, content=content, page_worthy=False)
    budget = Budget.of(limits)
    if media_type == kind.MAIL:
        return _unpacked_mail(whole, content, limits, budget)
    if media_type in (kind.OUTLOOK, kind.TNEF):
        return _unpacked_mail(whole, as_mail(content, media_type, limits.depth), limits, budget)
    if media_type in _OPENERS:
        inside = _OPENERS[media_type](content, "", budget)
        return Unpacked(pieces=(whole, *_bounded(inside, budget, limits)))
    return Unpacked(pieces=(replace(whole, page_worthy=True),))


def _unpacked_mail(whole: Piece, content: bytes, limits: Limits, budget: Budget) -> Unpacked:
    message = parse_mail(content, limits.parts)
    envelope: Envelope = read_envelope(message)
    inside = message_pieces(message, "", budget)
    return Unpacked(pieces=(whole, *_bounded(inside, budget, limits)), envelope=envelope)


def _bounded(pieces: Iterable[Piece], budget: Budget, limits: Limits) -> tuple[Piece, ...]:
    try:
        return tuple(_opened(pieces, budget))
    except RecursionError as error:
        raise too_many_parts(limits.parts) from error


def _opened(pieces: Iterable[Piece], budget: Budget) -> Iterator[Piece]:
    """Yield pieces, and after each container what it holds; one that cannot be opened says why."""
    said: set[str] = set()
    for piece in pieces:
        opener = _OPENERS.get(piece.media_type)
        if piece.role is PartRole.BODY:
            said |= set((piece.text or "").split())
        if opener is None or piece.text is not None or piece.problem or not piece.page_worthy:
            yield piece
        elif piece.media_type == kind.TNEF:
            yield from (inner for inner in _inside(piece, opener, budget) if not _repeats(inner, said))
        else:
            yield from _inside(piece, opener, budget)


def _repeats(piece: Piece, said: set[str]) -> bool:
    """Whether a text only says again what the mail says that carries it, as winmail.dat does."""
    if piece.role is not PartRole.BODY or not said:
        return False
    again = set((piece.text or "").split())
    return len(again & said) >= _REPEATED * len(again)


def _inside(piece: Piece, opener: Opener, budget: Budget) -> Iterator[Piece]:
    try:
        if budget.depth <= 0:
            raise UnreadableDocument(Unreadable.UNSUPPORTED, "It is nested too deeply; open it by hand.")
        inside = opener(piece.content, f"{piece.id}.", budget)
    except UnreadableDocument as error:
        yield replace(piece, problem=problem_of(error))
        return
    budget.depth -= 1
    yield replace(piece, page_worthy=False)
    yield from _opened(inside, budget)
    budget.depth += 1
