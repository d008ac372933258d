"""What the directory has for a text or a stored request, with the reasons in words and bits."""

import re

import click

from intake_daemon.commands.app import App
from intake_daemon.commands.output import print_json
from intake_daemon.matching.directory import Answer, Asked, Recognised, recognise
from intake_daemon.pipeline.candidates import fields_of
from intake_daemon.pipeline.directory_index import find_entries
from intake_daemon.pipeline.standing import asked_in, proven_in
from intake_daemon.pipeline.typed import e164
from intake_daemon.store.database import reading
from intake_daemon.store.directory import DetailKind, DirectoryRow
from intake_daemon.store.queries_requests import by_reference

REFERENCE = re.compile(r"R-?[0-9A-Z]{4}-?[0-9A-Z]{4}", re.IGNORECASE)
SAID = {
    Answer.CERTAIN: "certain: entry {entry}",
    Answer.UNSURE: "unsure: nobody counts as verified",
    Answer.NONE: "nobody",
}


def find_and_print(app: App, secret: bytes, text: str, *, as_json: bool) -> None:
    """Look up and print; a mistake in the call when a reference is none of ours."""
    with reading(app.store) as session:
        if REFERENCE.fullmatch(text.strip()):
            request = by_reference(session, text.strip())
            if request is None:
                raise click.UsageError(f"there is no request {text}")
            sender = proven_in(session, app.config, request.arrival_id)
            asked = asked_in(fields_of(session, request.id), sender)
        else:
            asked = asked_for(text)
        found = recognise(asked, find_entries(session, secret, asked))
        names = {one.entry: _name(session.get_one(DirectoryRow, one.entry)) for one in found.candidates}
    if as_json:
        print_json(_document(found, names))
    else:
        _print(found, names)


def asked_for(text: str) -> Asked:
    """Take a text for a mail address, a number, or a name of an organization or a person."""
    plain = text.strip()
    if "@" in plain:
        return Asked(email=plain)
    number = e164(plain) if sum(sign.isdigit() for sign in plain) >= 7 else None
    if number:
        return Asked(phone=number, fax=number)
    return Asked(organization=plain, name=plain)


def _name(row: DirectoryRow) -> str:
    return row.organization or next(iter(row.values(DetailKind.PERSON)), "")


def _document(found: Recognised, names: dict[int, str]) -> dict[str, object]:
    return {
        "answer": str(found.answer),
        "entry": found.entry,
        "because": found.because,
        "candidates": [
            {
                "entry": one.entry,
                "name": names[one.entry],
                "bits": round(one.bits, 1),
                "because": one.because,
            }
            for one in found.candidates
        ],
    }


def _print(found: Recognised, names: dict[int, str]) -> None:
    click.echo(SAID[found.answer].format(entry=found.entry))
    if found.answer is not Answer.CERTAIN:
        for words in found.because:
            click.echo(f"  {words}")
    for one in found.candidates:
        click.echo(f"entry {one.entry}  {names[one.entry]}  ({one.bits:+.1f} bits)")
        for words in one.because:
            click.echo(f"    {words}")
