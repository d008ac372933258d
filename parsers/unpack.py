"""Takes an arrival apart into documents: a mail into bodies and attachments, anything else into itself."""

from intake_daemon.errors import Unreadable, UnreadableDocument
from parsers import kind
from parsers.limits import Limits
from parsers.mime import unpack_mail
from parsers.piece import Piece, Unpacked


def unpack(content: bytes, limits: Limits) -> Unpacked:
    """Take an arrival apart.

    Raises:
        UnreadableDocument: EMPTY, or what `unpack_mail` raises.
    """
    if not content.strip(b"\x00 \t\r\n"):
        raise UnreadableDocument(Unreadable.EMPTY, "The file is empty; ask for it again.")
    media_type = kind.media_type(content)
    if media_type == kind.MAIL:
        return unpack_mail(content, limits)
    return Unpacked(pieces=(Piece(id="0", media_type=media_type, content=content),))
