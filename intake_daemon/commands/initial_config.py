"""The first configuration file, made from the settings' own descriptions so that it is never out of step."""

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import PurePath

from intake_daemon.commands.settings_walk import Section, Setting, sections
from intake_daemon.config import PLACEHOLDER

WIDTH = 98

#: What stands for a key that has no default; shown as an example, never used by itself.
EXAMPLES: Mapping[str, object] = {
    "rules": "/etc/intake-daemon/rules",
    "templates": "/etc/intake-daemon/templates",
    "forms": "/etc/intake-daemon/forms",
    "facility.name": "Riverside Clinic",
    "facility.phone": "(555) 010-0199",
    "facility.email": "records@riverside.example",
    "mailbox.name": "records",
    "mailbox.host": "imap.riverside.example",
    "mailbox.port": 993,
    "mailbox.ca_file": "/etc/ssl/certs/riverside-ca.pem",
    "mailbox.username": "records@riverside.example",
    "mailbox.password_file": "$CREDENTIALS_DIRECTORY/mailbox-password",
    "mailbox.since": date(2026, 1, 1),
    "drop.name": "fax",
    "drop.folder": "/srv/fax/incoming",
    "maildir.name": "local",
    "maildir.folder": "/var/mail/records/Maildir",
    "smtp.host": "smtp.riverside.example",
    "smtp.user": "records@riverside.example",
    "smtp.password_file": "/etc/intake-daemon/smtp-password",
    "smtp.ca_file": "/etc/ssl/certs/riverside-ca.pem",
    "smtp.helo_name": "intake.riverside.example",
    "delivery.from_address": "records@riverside.example",
    "delivery.reply_to": "records@riverside.example",
    "delivery.envelope_from": "bounces@riverside.example",
    "delivery.message_id_domain": "riverside.example",
    "delivery.dry_run_folder": "/var/lib/intake-daemon/dry-run",
    "reading.tessdata": "/usr/share/tesseract-ocr/5/tessdata",
}

HEAD = f"""\
Configuration of the intake daemon.

Text after "# " explains. A line that begins with "#" and a key shows the value that is used without it: take the
"#" away to change it. What you must fill in stands as "{PLACEHOLDER}". `intake-daemon doctor` checks all of it.
Passwords are never written here: keys that end in _file name a file that only the daemon's user can read."""

#: More than a description can say, for the sections where a clinic goes wrong most easily.
ADVICE: Mapping[str, str] = {
    "mailbox": "One such table for every mailbox.",
    "drop": "One such table for every folder.",
    "maildir": "One such table for every Maildir.",
    "delivery": 'Leave mode = "hold" for the first week: every message is written and waits in `intake-daemon '
    "outbox list` until a person releases it, so that you see what the daemon would say before anybody else "
    "does. An address is written to only when it is proven: by the directory, or by DMARC as reported by a "
    "server named in trusted_authserv_ids.",
}


def initial_config(chosen: Mapping[str, object], *, filled: bool = False) -> str:
    """Write the file.

    Args:
        chosen: values that are already known, by key such as "state_dir" or "smtp.host".
        filled: put the examples where a person has to fill in; for trying out, not for use.
    """
    lines = [*_comment(HEAD, paragraphs=True), ""]
    for section in sections():
        lines += _section(section, chosen, filled)
    return "\n".join(lines).rstrip() + "\n"


def _section(section: Section, chosen: Mapping[str, object], filled: bool) -> Iterator[str]:
    mark = "" if section.required or not section.name else "#"
    if section.name:
        yield ""
        yield from _comment(f"{section.description} {ADVICE.get(section.name, '')}".strip())
        yield f"{mark}[[{section.name}]]" if section.repeated else f"{mark}[{section.name}]"
        yield ""
    for setting in section.settings:
        key = f"{section.name}.{setting.name}" if section.name else setting.name
        yield from _comment(setting.description)
        yield from _value(setting, key, chosen, filled, optional=bool(mark))
        yield ""


def _value(
    setting: Setting, key: str, chosen: Mapping[str, object], filled: bool, *, optional: bool
) -> Iterator[str]:
    if key in chosen:
        yield f"{setting.name} = {as_toml(chosen[key])}"
    elif setting.required and not optional:
        yield f"# For example: {as_toml(EXAMPLES[key])}"
        yield f"{setting.name} = {as_toml(EXAMPLES[key] if filled else PLACEHOLDER)}"
    else:
        value = EXAMPLES[key] if setting.default is None else setting.default
        yield from (f"#{line}" for line in f"{setting.name} = {as_toml(value)}".splitlines())


def as_toml(value: object) -> str:
    """A value as TOML; a long list goes over several lines."""
    if isinstance(value, tuple | list):
        items = [as_toml(item) for item in value]
        line = f"[{', '.join(items)}]"
        return line if len(line) < WIDTH - 20 else "[\n" + "\n".join(_in_rows(items)) + "\n]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(str(value) if isinstance(value, PurePath) else value, ensure_ascii=False)


def _in_rows(items: list[str]) -> list[str]:
    """A long list in rows; without indentation, so that a commented row cannot be taken for text."""
    return textwrap.wrap(", ".join(items) + ",", WIDTH, break_long_words=False, break_on_hyphens=False)


def _comment(text: str, *, paragraphs: bool = False) -> Iterable[str]:
    blocks = text.split("\n\n") if paragraphs else [text]
    lines: list[str] = []
    for block in blocks:
        lines += ["#"] if lines else []
        lines += [
            f"# {line}" for line in textwrap.wrap(" ".join(block.split()), WIDTH, break_on_hyphens=False)
        ]
    return lines
