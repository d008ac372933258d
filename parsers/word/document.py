"""Opens a Word document and yields its pages, and after them the scans that were pasted into it."""

import zipfile
from collections.abc import Iterator
from io import BytesIO

from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.package import Package
from lxml import etree  # type: ignore[import-untyped] # ships no types
from PIL import Image as Pictures

from intake_daemon.errors import Unreadable, UnreadableDocument
from parsers.images import read_image
from parsers.limits import Limits
from parsers.picture.ink import find_ink
from parsers.sheet import Gray, Sheet
from parsers.word.blocks import Block, Image, Paragraph, Table
from parsers.word.markup import UNREAD, blocks_of
from parsers.word.setting import set_blocks

_REFERENCES = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PAGE_SHOWN = (3.0, 1.8)  #: inches; a smaller picture is a logo, a signature or an ornament
_PAGE_DOTS = 500  #: on the short side; less is not legible
_SIGNATURE_INK = (0.004, 0.3)  #: share of a picture that pen strokes cover
_DENSEST = 400  #: times; markup shrinks 10 to 30 times
_SUSPECTED_FROM = 20_000_000  #: bytes


def read_docx(content: bytes, limits: Limits) -> Iterator[Sheet]:
    """Yield the pages of a Word document: header, body, footer; then its scans.

    Raises:
        UnreadableDocument: CORRUPT, TOO_LARGE; EMPTY when nothing is in it; UNSUPPORTED after the pages, when
            it holds what is not read.
    """
    _check_size(content, limits)
    part = _main_part(content)
    try:
        body, blocks = _blocks(part)
    except MemoryError:
        raise
    except Exception as error:  # broken markup breaks the walk through it wherever it happens to be broken
        raise _corrupt() from error
    images = {image.relation: image for block in blocks for image in _images(block)}
    signatures = frozenset(name for name in images if _is_written(part, name, limits))
    if not blocks and not images:
        raise UnreadableDocument(Unreadable.EMPTY, "The Word document is empty; ask for it again.")
    yield from set_blocks(blocks, signatures)
    lost = body.find(".//" + UNREAD[0]) is not None or body.find(".//" + UNREAD[1]) is not None
    for image in images.values():
        if _is_page(image, _picture(part, image.relation)):
            yield from read_image(_blob(part, image.relation), limits)
        else:
            lost |= _is_large(image) and image.relation not in signatures
    if lost:
        raise UnreadableDocument(
            Unreadable.UNSUPPORTED,
            "The Word document holds something that was not read (a picture or an embedded file); open it by hand.",
        )


def _check_size(content: bytes, limits: Limits) -> None:
    """Refuse what would fill the memory before the library inflates all of it."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            inflated = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _corrupt() from error
    dense = inflated > _SUSPECTED_FROM and inflated > _DENSEST * len(content)
    if inflated > limits.inflated_mb * 1_000_000 or dense:
        raise UnreadableDocument(
            Unreadable.TOO_LARGE,
            "The Word document unpacks to more than is read; open it by hand, with care.",
        )


def _main_part(content: bytes) -> Part:
    try:
        part: Part = Package.open(BytesIO(content)).main_document_part
    except MemoryError:
        raise
    except (
        Exception
    ) as error:  # the library meets damage with errors of a dozen kinds, its parsers' among them
        raise _corrupt() from error
    return part


def _corrupt() -> UnreadableDocument:
    return UnreadableDocument(
        Unreadable.CORRUPT, "The Word document is damaged or cut off; ask for it again, best as a PDF."
    )


def _blocks(part: Part) -> tuple[etree._Element, list[Block]]:
    document = parse_xml(part.blob)
    body = document.find(f"{_REFERENCES}body")
    if body is None:
        raise ValueError("no body")
    blocks: list[Block] = [*_around(part, body, "header"), *blocks_of(body), *_around(part, body, "footer")]
    return body, [block for block in blocks if _says_something(block)]


def _around(part: Part, body: etree._Element, kind: str) -> Iterator[Block]:
    """Yield what stands in the headers or footers, each of them once."""
    names = [each.get(_RELATION) for each in body.iter(f"{_REFERENCES}{kind}Reference")]
    for target in dict.fromkeys(part.related_parts[name] for name in names if name in part.related_parts):
        yield from blocks_of(parse_xml(target.blob))


def _says_something(block: Block) -> bool:
    return isinstance(block, Table) or bool(block.items) or block.starts_page


def _images(block: Block) -> Iterator[Image]:
    if isinstance(block, Paragraph):
        yield from (item for item in block.items if isinstance(item, Image))
    else:
        for row in block.rows:
            for cell in row:
                for inner in cell.blocks:
                    yield from _images(inner)


def _blob(part: Part, relation: str) -> bytes:
    """The bytes of a picture; empty for one that is only linked to, or missing."""
    target = part.related_parts.get(relation) if relation in part.related_parts else None
    return target.blob if target is not None else b""


def _picture(part: Part, relation: str) -> tuple[int, int]:
    """The size of a picture in dots; zero when it cannot be opened."""
    try:
        with Pictures.open(BytesIO(_blob(part, relation))) as picture:
            return picture.size
    except (OSError, ValueError, SyntaxError):
        return (0, 0)


def _is_large(image: Image) -> bool:
    return image.width >= _PAGE_SHOWN[0] and image.height >= _PAGE_SHOWN[1]


def _is_page(image: Image, size: tuple[int, int]) -> bool:
    """Whether a picture is large enough to be a page, or a card, that somebody scanned."""
    return _is_large(image) and min(size) >= _PAGE_DOTS


def _is_written(part: Part, relation: str, limits: Limits) -> bool:
    """Whether a picture looks like strokes of a pen: wider than high, and mostly paper."""
    wide, high = _picture(part, relation)
    if not 0 < high < wide or wide * high > 4_000_000:
        return False
    try:
        gray: Gray = next(iter(read_image(_blob(part, relation), limits))).gray
    except UnreadableDocument:
        return False
    ink = float(find_ink(gray).mean())
    return _SIGNATURE_INK[0] < ink < _SIGNATURE_INK[1]
