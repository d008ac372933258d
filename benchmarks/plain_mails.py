"""Mails that say everything in their text, each about another invented person."""

import time
from email.message import EmailMessage
from pathlib import Path

FIRST = (
    "Ada",
    "Boris",
    "Carmen",
    "Dmitri",
    "Elena",
    "Farid",
    "Greta",
    "Hugo",
    "Ines",
    "Jonas",
    "Keiko",
    "Lars",
)
LAST = ("Abernathy", "Bellweather", "Castellan", "Drummond", "Eastgate", "Fairweather", "Goldacre", "Hollis")


def write_mails(maildir: Path, count: int, *, first: int = 0) -> None:
    """Put so many mails into a Maildir, each in one step; equal numbers give equal mails."""
    for number in range(first, first + count):
        name = f"{time.time_ns()}.{number}.bench"
        (maildir / "tmp" / name).write_bytes(_mail(number).as_bytes())
        (maildir / "tmp" / name).rename(maildir / "new" / name)


def _name(number: int) -> tuple[str, str]:
    """A first and a last name; no two of the first ten thousand numbers share both."""
    ending = ("", "son", "ton", "well", "by", "ley", "more", "field", "wick", "stead")[number // 96 % 10]
    middle = ("", "en", "ar", "il", "on", "us", "am", "et", "or", "ing")[number // 960 % 10]
    return FIRST[number % 12], f"{LAST[number // 12 % 8]}{middle}{ending}"


def _mail(number: int) -> EmailMessage:
    first, last = _name(number)
    mail = EmailMessage()
    mail["Received"] = "from a.example by mx.cedarhollow.example; Mon, 02 Nov 2026 09:00:00 -0500"
    mail["From"] = f"{first} {last} <{first.lower()}.{last.lower()}@post.example>"
    mail["To"] = "records@cedarhollow.example"
    mail["Subject"] = "Request for my medical records"
    mail["Message-ID"] = f"<bench-{number}@post.example>"
    mail.set_content(
        f"Hello,\n\nI would like a copy of my medical records from {1 + number % 12:02}/01/2021 to 12/31/2024.\n\n"
        f"Patient name: {first} {last}\n"
        f"Date of birth: {1 + number % 12:02}/{1 + number % 28:02}/{1940 + number % 60}\n"
        f"Please send them by e-mail to this address.\n\nThank you,\n{first} {last}\n"
    )
    return mail
