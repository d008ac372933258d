"""What YAML's reader complains of, in words for people who do not know YAML."""

import re
from collections.abc import Sequence

from ruamel.yaml.composer import MaxDepthExceededError
from ruamel.yaml.error import MarkedYAMLError

#: what the reader says → what people are told; the first that fits counts.
WORDS = (
    (
        r"mapping values are not allowed",
        "here a ': ' stands inside a text, or the line is indented otherwise than the one above; "
        "put the text in quotes, or line it up",
    ),
    (r"expected <block end>, but found '<scalar>'", "the text goes on after its closing quote; put the whole "
     "value in the other kind of quotes"),
    (r"expected <block end>", "this line is indented otherwise than the lines it belongs to"),
    (r"could not find expected ':'", "this line is no 'key: value': the colon, the blank after it, or the "
     "indentation is missing"),
    (r"found character '(\\t)'", "a tab stands here; use spaces"),
    (r"found character '(.)' that cannot start", r"a value cannot begin with \1; put it in quotes"),
    (r"found unexpected end of stream", "the quote that opens here is never closed"),
    (r"expected ',' or '([}\]])', but got", r"a comma or the closing \1 is missing"),
    (r"unknown escape character", "in double quotes a backslash begins a special character; use single quotes"),
    (r"sequence entries are not allowed", "a list that is written with '- ' begins on a line of its own"),
    (r"another document", "'---' stands a second time; one file is one list"),
    (r"expected the node content", "a value is missing here"),
    (r"expected alphabetic or numeric", "a value that begins with & or * means something else to YAML; "
     "put it in quotes"),
)  # fmt: skip


def in_plain_words(error: MarkedYAMLError, lines: Sequence[str]) -> str:
    """One sentence about what stops the file from being read."""
    if isinstance(error, MaxDepthExceededError):
        return "this is not YAML for us: brackets or indentation go too deep."
    said = str(error.problem).split("\n")[0].strip()
    for pattern, words in WORDS:
        found = re.search(pattern, said)
        if found:
            return f"this is not YAML: {_filled(words, found)}{_opened(error, lines)}."
    return f"this is not YAML: {said}."


def _filled(words: str, found: re.Match[str]) -> str:
    return words.replace(r"\1", found.group(1)) if found.groups() else words


def _opened(error: MarkedYAMLError, lines: Sequence[str]) -> str:
    """Where the bracket or quote was opened, when that is another line."""
    begun, met = error.context_mark, error.problem_mark
    opens = (
        begun is not None and begun.line < len(lines) and lines[begun.line][begun.column : begun.column + 1]
    )
    if begun is None or met is None or begun.line == met.line or opens not in ("{", "["):
        return ""
    return f"; {opens} was opened in line {begun.line + 1}"
