"""Tells logos and signature pictures in a mail from pages that someone photographed or scanned."""

from email.message import EmailMessage
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from parsers.mail import headers

_SMALLEST_PAGE = 700  # pixels on the short side; a legible page has at least 80 dots an inch


def is_ornament(part: EmailMessage, content: bytes, media_type: str, related: bool) -> bool:
    """Whether an image shown inside the text is too small to be a page.

    Args:
        part: the mail part, for its Content-ID and disposition.
        content: its bytes.
        media_type: as told from the bytes.
        related: it stands in a multipart/related, together with the HTML that shows it.
    """
    if not media_type.startswith("image/") or not _is_inline(part, related):
        return False
    size = _size(content)
    return size is None or min(size) < _SMALLEST_PAGE


def _is_inline(part: EmailMessage, related: bool) -> bool:
    disposition = (headers.first(part, "Content-Disposition") or "").lower()
    if disposition.startswith("attachment"):
        return False
    return related or disposition.startswith("inline") or headers.first(part, "Content-ID") is not None


def _size(content: bytes) -> tuple[int, int] | None:
    try:
        with Image.open(BytesIO(content)) as image:
            return image.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None
