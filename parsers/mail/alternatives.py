"""Which of several versions of one text to read."""

from email.message import EmailMessage

from parsers.mail.html_text import CELL_GAP, html_to_text
from parsers.mail.payload import text_of

_FEW_WORDS = 30  #: a plain alternative shorter than this may be a stand-in for the HTML
_FULLER = 3  #: how many times longer the HTML must be for that
_TORN_ROWS = 2  #: rows of a table that the plain version must have torn apart for the HTML to be read


def best_alternative(children: list[EmailMessage]) -> list[EmailMessage]:
    """Choose plain text if it says what the others say, else the last alternative; keep what is no text at all.

    Some programs send a line like "this message needs HTML" as the plain text; others put the cells of a table
    each on a line of its own, where nobody can tell which value belongs to which label. A calendar entry or a
    PDF among the alternatives is no version of the text, so it is kept.
    """
    texts = [child for child in children if _is_texty(child)]
    others = [child for child in children if not _is_texty(child)]
    plain = [child for child in texts if child.get_content_type() == "text/plain"]
    rich = [child for child in texts if child.get_content_type() == "text/html"]
    if plain and _says_as_much(text_of(plain[0]), html_to_text(text_of(rich[-1])) if rich else ""):
        return [plain[0], *others]
    return texts[-1:] + others


def _says_as_much(plain: str, rich: str) -> bool:
    """Whether the plain version has the words of the rich one and keeps its tables together."""
    said = len(plain.split())
    if said == 0 or (said < _FEW_WORDS and _FULLER * said < len(rich.split())):
        return False
    lines = {_bare(line) for line in plain.split("\n")}
    rows = [_bare(line) for line in rich.split("\n") if CELL_GAP in line]
    return sum(row not in lines for row in rows) < _TORN_ROWS


def _bare(line: str) -> str:
    return "".join(sign for sign in line if sign.isalnum())


def _is_texty(part: EmailMessage) -> bool:
    return part.get_content_type() in (
        "text/plain",
        "text/html",
        "text/enriched",
        "multipart/related",
        "multipart/mixed",
    )
