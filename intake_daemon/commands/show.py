"""One request in full, for a person or a script. It prints what stands on the paper, as `rules explain` does."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session

from intake_daemon.commands.app import App
from intake_daemon.commands.beside import kinship, kinship_document, print_beside, say_kinship
from intake_daemon.commands.lookup import the_request
from intake_daemon.commands.output import heading, print_json, print_pairs, print_table, printable
from intake_daemon.commands.patient_find import print_tie, tie_document
from intake_daemon.commands.picture import say_written
from intake_daemon.commands.show_terms import print_terms, terms_document
from intake_daemon.commands.values import value_text
from intake_daemon.model import FieldValue
from intake_daemon.store.audit import AuditRow
from intake_daemon.store.database import reading
from intake_daemon.store.queries_requests import Whole, whole
from intake_daemon.store.requests import FieldRow

if TYPE_CHECKING:
    from intake_daemon.picture.subject import Subject

PLACE_NAMES = ("top", "middle", "foot")


def show_request(app: App, reference: str, *, as_json: bool, picture: Path | None = None) -> None:
    """Print everything about one request; draw it too when a picture is wanted."""
    with reading(app.store) as session:
        request = the_request(session, reference)
        found, kin = whole(session, request), kinship(session, request)
        subject = _subject(app, session, found) if picture else None
    if subject and picture:
        _draw(app, found, subject, picture)
    if as_json:
        print_json({**as_document(found), **kinship_document(found, kin)})
        return
    _standing(found)
    say_kinship(kin)
    if kin.other:
        print_beside(found, kin.other)
    _fields(found)
    print_tie(found.tie, found.charts)
    _decision(found)
    print_terms(found)
    _messages(found)
    _exceptions(found)
    _notes(found)
    _history(found)


def _subject(app: App, session: Session, found: Whole) -> "Subject":
    from intake_daemon.durable import BlobStore
    from intake_daemon.picture.stored import stored_subject
    from intake_daemon.pipeline.rule_sets.loading import rules_that_count

    needed = rules_that_count(session, app.config).policy.confidence.needed
    return stored_subject(session, found, BlobStore(app.config.state_dir / "documents"), needed)


def _draw(app: App, found: Whole, subject: "Subject", target: Path) -> None:
    """Draw a request over its pages, which takes seconds a page, and write down who took the picture."""
    from intake_daemon.picture.stored import record_picture
    from intake_daemon.picture.write import write_picture

    say_written(write_picture([subject], target, app.config.reading.options()))
    record_picture(app.store, found, actor=app.actor)


def _standing(found: Whole) -> None:
    request, arrival = found.request, found.arrival
    click.secho(f"{request.reference}  {request.kind}  {request.status}", bold=True)
    print_pairs(
        (
            ("queue", request.queue),
            ("owner", request.owner),
            ("priority", request.priority),
            ("due", request.due_on),
            ("next step", request.next_step),
            ("next date", request.next_at),
            ("received", request.received_at),
            (
                "document",
                f"{arrival.id} ({arrival.name}, {arrival.channel}), pages {_numbers(request.pages)}",
            ),
            ("legal basis", request.basis),
            ("attached here", [row.reference for row in found.attached]),
            ("closed", request.closed_at),
            ("closed because", request.closure_reason),
            ("proof", request.closure_proof),
        )
    )


def _numbers(pages: list[int]) -> str:
    return ", ".join(str(page) for page in pages) or "none"


def _fields(found: Whole) -> None:
    heading("Fields")
    rows = [_field(row) for row in found.fields if row.state != "absent" or row.person]
    print_table(("FIELD", "VALUE", "STATE", "SURE", "WHERE"), rows, empty="None were found.")
    absent = [row.name for row in found.fields if row.state == "absent" and not row.person]
    if absent:
        click.echo(f"Empty on the paper: {', '.join(absent)}")


def _field(row: FieldRow) -> tuple[object, ...]:
    field = FieldValue.model_validate(row.content)
    return row.name, value_text(field), row.state, f"{row.confidence:.2f}", _where(row, field)


def _where(row: FieldRow, field: FieldValue) -> str:
    if row.person:
        return f"set by {row.person}"
    return "; ".join(
        f"page {item.page}, {PLACE_NAMES[min(2, int(item.box[1] * 3))]}, {item.method}"
        for item in field.evidence
    )


def _decision(found: Whole) -> None:
    heading("Decision")
    standing = [decision for decision in found.decisions if decision.superseded_by is None]
    for decision in standing:
        by = f"by {decision.person}" if decision.person else f"by rules {decision.rule_set[:12]}"
        click.echo(f"{decision.decision}, {decision.decided_at.astimezone():%Y-%m-%d %H:%M} {by}")
        for reason in decision.reasons:
            click.echo(f"  because {printable(reason)}")
        if decision.match:
            match = decision.match
            click.echo(f"  match: {match['relation']} {match.get('of') or ''} ({match['score']:.1f} bits)")
            for reason in match.get("because", ()):
                click.echo(f"    {printable(reason)}")
    if len(found.decisions) > len(standing):
        click.echo(f"  {len(found.decisions) - len(standing)} earlier decision(s) superseded")
    rows = [(row.effect, row.field, row.state, row.why, row.cites) for row in found.findings]
    print_table(("DO", "FIELD", "STATE", "WHY", "SOURCE"), rows, empty="No findings.")


def _messages(found: Whole) -> None:
    heading("Messages")
    rows = [
        (
            row.id,
            row.situation,
            row.state,
            row.recipient or "nobody yet",
            row.sent_at or row.created_at,
            row.reason,
        )
        for row in found.messages
    ]
    print_table(("NO", "ABOUT", "STATE", "TO", "WHEN", "REASON"), rows, empty="None.")


def _exceptions(found: Whole) -> None:
    heading("Exceptions")
    rows = [
        (
            row.id,
            row.queue,
            row.since,
            row.resolved_at,
            "; ".join(row.reasons),
            row.resolution or row.next_step,
        )
        for row in found.exceptions
    ]
    columns = ("NO", "QUEUE", "SINCE", "RESOLVED", "REASON", "NEXT STEP OR RESOLUTION")
    print_table(columns, rows, empty="None.")


def _notes(found: Whole) -> None:
    if found.notes:
        heading("Notes")
        print_table(
            ("WHEN", "WHO", "NOTE"), [(row.at, row.author, row.text) for row in found.notes], empty=""
        )


def _history(found: Whole) -> None:
    heading("History")
    rows = [(row.seq, row.at, row.actor, row.action, detail_text(row)) for row in found.history]
    print_table(("ROW", "WHEN", "WHO", "WHAT", "DETAIL"), rows, empty="None.")


def detail_text(row: AuditRow) -> str:
    """The detail of an audit row in one line."""
    return ", ".join(
        f"{name} {_plain(value)}" for name, value in row.detail.items() if value not in (None, [], "")
    )


def _plain(value: object) -> str:
    """A hash in short: whole it is in `audit export`."""
    if isinstance(value, list):
        return " ".join(str(item) for item in value)
    text = str(value)
    return f"{text[:12]}…" if len(text) == 64 and set(text) <= set("0123456789abcdef") else text


def as_document(found: Whole) -> dict[str, object]:
    """Everything about a request, for scripts."""
    hidden = {"content"}
    return {
        "request": _columns(found.request),
        "document": {"id": found.arrival.id, "name": found.arrival.name, "channel": found.arrival.channel},
        "fields": {row.name: dict(_field_document(row)) for row in found.fields},
        "terms": terms_document(found),
        "clinic_patient": tie_document(found.tie, found.charts),
        "decisions": [_columns(row, {"judged_case"}) for row in found.decisions],
        "findings": [_columns(row) for row in found.findings],
        "messages": [_columns(row, hidden) for row in found.messages],
        "exceptions": [_columns(row) for row in found.exceptions],
        "notes": [_columns(row) for row in found.notes],
        "attached": [row.reference for row in found.attached],
        "history": [_columns(row) for row in found.history],
    }


def _field_document(row: FieldRow) -> Iterator[tuple[str, object]]:
    field = FieldValue.model_validate(row.content).model_dump(mode="json")
    yield from field.items()
    yield "set_by", row.person


def _columns(row: object, hidden: set[str] = frozenset()) -> dict[str, object]:  # type: ignore[assignment]
    names = row.__table__.columns.keys()  # type: ignore[attr-defined]
    return {name: getattr(row, name) for name in names if name not in hidden}
