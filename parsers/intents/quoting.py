"""The new part of a mail's text: what it quotes of earlier mails says nothing new."""

import re

_REPLY_HEAD = re.compile(
    r"^\s{0,4}(?:-{2,}\s?(?:original message|forwarded message|mensaje original|mensaje reenviado)\s?-{0,}"
    r"|_{20,}"
    r"|(?:on|el) [^\n]{6,160}(?:wrote|escribi[oó]):"
    r"|from: [^\n]{3,120}\n\s{0,4}(?:sent|date): "
    r"|de: [^\n]{3,120}\n\s{0,4}(?:enviado|fecha)(?: el)?: )",
    re.IGNORECASE | re.MULTILINE,
)
_FORWARDED = re.compile(r"forwarded message|mensaje reenviado|^\s{0,4}(?:fwd?|rv|reenv):", re.IGNORECASE)


def new_text(text: str, subject: str = "") -> str:
    """The text without quoted lines and without the mails it answers; a forwarded mail counts as new.

    Args:
        text: a body as text.
        subject: the mail's subject, which says whether it was forwarded.
    """
    head = _REPLY_HEAD.search(text)
    forwarded = bool(_FORWARDED.search(subject)) or (head is not None and bool(_FORWARDED.search(head[0])))
    if head is not None and not forwarded:
        text = text[: head.start()]
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))
