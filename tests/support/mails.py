"""Mails as a clinic's mail server hands them over, plainly worded, from invented people."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from itertools import count

OURS = "records@cedarhollow.example"
OUR_SERVER = "mx.cedarhollow.example"
SENDER = "brook.avery@postbox.example"

#: Understood the same way by everybody: a patient who asks for own records, without dates.
OWN_RECORDS = """Hello,

I request a copy of my own medical records. I am the patient.

Patient name: {name}
Date of birth: {dob}
Records requested: laboratory results

Thank you
{name}
"""

_numbers = count(1)


def mail(
    text: str,
    *,
    sender: str = SENDER,
    display: str = "",
    proven: bool = True,
    subject: str = "Copy of my records",
    message_id: str | None = None,
    in_reply_to: str | None = None,
    headers: Iterable[tuple[str, str]] = (),
    return_path: str | None = None,
    attachments: Iterable[tuple[str, bytes]] = (),
) -> bytes:
    """One mail as it lies in the mailbox, with what our own server wrote on top of it.

    Args:
        display: the sender's name beside the address.
        proven: our server found that the sender's domain vouches for it (DMARC).
        return_path: the envelope sender; the From address when None, "" for a bounce.
        attachments: file name and content.
    """
    domain = sender.partition("@")[2]
    number = next(_numbers)
    moment = datetime(2026, 11, 5, 9, 0, tzinfo=UTC) + timedelta(minutes=number)
    message = EmailMessage(policy=SMTP.clone(max_line_length=998))
    message["Return-Path"] = f"<{sender if return_path is None else return_path}>"
    message["Received"] = (
        f"from mail.{domain} (mail.{domain} [198.51.100.7]) by {OUR_SERVER} with ESMTPS id a{number:06d}"
        f" for <{OURS}>; {format_datetime(moment)}"
    )
    result = f"dmarc=pass header.from={domain}" if proven else f"dmarc=fail header.from={domain}"
    message["Authentication-Results"] = f"{OUR_SERVER}; {result}"
    message["From"] = f"{display} <{sender}>" if display else sender
    message["To"] = OURS
    message["Subject"] = subject
    message["Date"] = format_datetime(moment)
    message["Message-ID"] = message_id or f"<m{number}@{domain}>"
    if in_reply_to:
        message["In-Reply-To"] = in_reply_to
        message["References"] = in_reply_to
    for header, value in headers:
        message[header] = value
    message.set_content(text)
    for filename, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=filename)
    return message.as_bytes()


def own_records(name: str = "Brook Avery", dob: str = "04/09/1971", **given: object) -> bytes:
    """A mail in which a patient asks for own records."""
    return mail(OWN_RECORDS.format(name=name, dob=dob), **given)  # type: ignore[arg-type]


def answer_to(question: EmailMessage, text: str, **given: object) -> bytes:
    """A mail in which the recipient of one of our mails answers it, as mail programs do."""
    facts: dict[str, object] = {
        "sender": str(question["To"]),
        "subject": f"Re: {question['Subject']}",
        "in_reply_to": str(question["Message-ID"]),
    }
    return mail(text, **{**facts, **given})  # type: ignore[arg-type]
