"""Sets the older mails quoted in a reply apart from what the sender wrote now."""

import re

_REPLY_HEAD = re.compile(
    r"^[>\s]{0,4}(?:On\b.{5,300}\bwrote:|El\b.{5,300}\bescribi[oó]:|Le\b.{5,300}\ba écrit\s?:|"
    r"Am\b.{5,300}\bschrieb.{0,80}:)\s*$",
    re.S,
)
_ORIGINAL = re.compile(
    r"^\s*(?:-{2,}|_{2,})\s*(?:Original (?:Message|Appointment)|Mensaje original)[\s_-]*$", re.I
)
_OUTLOOK_RULE = re.compile(r"^\s*_{20,}\s*$")
_FROM_LINE = re.compile(r"^\s*\**(?:From|De|Von):\**\s+\S")
_SENT_LINE = re.compile(r"^\s*\**(?:Sent|Date|Enviado(?: el)?|Fecha|Gesendet):\**\s+\S")
_FORWARDED = re.compile(
    r"^[>\s]*(?:-{2,}\s*(?:Forwarded|Mensaje reenviado)\b.*|Begin forwarded message:|"
    r"Inicio del mensaje reenviado:)\s*$",
    re.I,
)
_FORWARD_SUBJECT = re.compile(r"^\s*(?:fwd?|rv|wg|tr|enc)\s*:", re.I)
_QUOTE_MARK = re.compile(r"^\s{0,3}>(?:\s?>)*\s?")


def split_quoted(text: str, subject: str) -> tuple[str, str]:
    """Split a body into (new text, quoted text).

    What a *forwarded* mail carries is the message itself, not history, so it stays with the new text.

    Args:
        text: the whole body.
        subject: of the mail; "Fwd:" and its like mark a forward.
    """
    lines = text.splitlines()
    if _FORWARD_SUBJECT.match(subject) or _is_forward(lines):
        return "\n".join(_QUOTE_MARK.sub("", line) for line in lines).strip("\n"), ""
    cut = _history_starts(lines)
    fresh: list[str] = []
    quoted: list[str] = []
    for line in lines[:cut]:
        (quoted if _QUOTE_MARK.match(line) else fresh).append(line)
    return "\n".join(fresh).strip("\n"), "\n".join(quoted + lines[cut:]).strip("\n")


def _is_forward(lines: list[str]) -> bool:
    """Whether a forwarding mark stands above any history."""
    forwarded = next((index for index, line in enumerate(lines) if _FORWARDED.match(line)), None)
    return forwarded is not None and forwarded <= _history_starts(lines)


def _history_starts(lines: list[str]) -> int:
    """Return the index of the first line of the quoted history; the number of lines when there is none."""
    return next((index for index in range(len(lines)) if _is_reply_head(lines, index)), len(lines))


def _is_reply_head(lines: list[str], index: int) -> bool:
    line = lines[index]
    if _ORIGINAL.match(line):
        return True
    if _OUTLOOK_RULE.match(line) and _is_header_block(lines, index + 1):
        return True
    return _is_wrote_line(lines, index) or (index > 0 and _is_header_block(lines, index))


def _is_wrote_line(lines: list[str], index: int) -> bool:
    """Whether "On ... wrote:" starts here; mail programs wrap it over up to three lines."""
    return any(_REPLY_HEAD.match("\n".join(lines[index : index + span])) for span in (1, 2, 3))


def _is_header_block(lines: list[str], index: int) -> bool:
    """Whether a "From: / Sent:" block, as Outlook quotes, starts here."""
    following = lines[index : index + 4]
    return (
        bool(following)
        and bool(_FROM_LINE.match(following[0]))
        and any(_SENT_LINE.match(line) for line in following[1:])
    )
