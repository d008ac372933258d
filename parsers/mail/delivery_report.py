"""Tells delivery reports (bounces) from other mail: they are never answered."""

import re
from email.message import EmailMessage

from parsers.mail import headers

_REPORT_TYPES = frozenset(
    {"message/delivery-status", "message/disposition-notification", "message/global-delivery-status"}
)
_POSTMASTERS = re.compile(
    r"\b(?:mailer[-_.]?daemon|postmaster|mail[-_.]?delivery[-_.]?(?:sub)?system)\b", re.I
)
_SUBJECTS = re.compile(
    r"undeliver(?:ed|able)|delivery (?:status notification|failure|has failed|incomplete)|"
    r"returned (?:mail|to sender)|failure notice|mail delivery (?:failed|subsystem)|could not be delivered|"
    r"no se (?:ha )?(?:puede|pudo|podido) entregar",
    re.I,
)


def is_delivery_report(message: EmailMessage, return_path: str | None) -> bool:
    """Whether a mail is a report on another mail's delivery (RFC 3464) or a bounce in free form."""
    if _is_report(message) or headers.first(message, "X-Failed-Recipients") is not None:
        return True
    from_server = bool(_POSTMASTERS.search(headers.first(message, "From") or "")) or return_path == ""
    return from_server and bool(_SUBJECTS.search(headers.first(message, "Subject") or ""))


def is_report_container(message: EmailMessage) -> bool:
    """Whether this part is a multipart/report, whose enclosed mail is one that we or others sent."""
    return message.get_content_type() == "multipart/report"


def _is_report(message: EmailMessage) -> bool:
    if message.get_content_type() == "multipart/report":
        return True
    return any(child.get_content_type() in _REPORT_TYPES for child in enclosed(message))


def enclosed(message: EmailMessage) -> list[EmailMessage]:
    """Return the parts directly inside a mail or part; none for one that holds content itself."""
    payload = message.get_payload() if message.is_multipart() else []
    return [child for child in payload if isinstance(child, EmailMessage)]
