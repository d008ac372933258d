"""Two requests side by side, and which others belong to one: what a person needs to say whether they are the same."""

from collections.abc import Sequence
from typing import NamedTuple

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake_daemon.commands.output import heading, print_table
from intake_daemon.commands.values import value_text
from intake_daemon.model import CATALOGUE, FieldValue, State
from intake_daemon.store.queries_requests import Whole, whole
from intake_daemon.store.requests import FieldRow, RequestRow

SAME, DIFFERS, ONE_ONLY = "=", "differs", ""
SURE = 0.9  #: confidence from which none is shown


class Kinship(NamedTuple):
    """What a request is to others.

    Args:
        other: what it is attached to, may be the same as, or asks again for.
        perhaps: the request of somebody who may be its patient; not sure, so that nothing is linked.
        patients: other requests for its patient, oldest first.
        apart: references that a person has said it is not the same as.
    """

    other: Whole | None
    perhaps: RequestRow | None
    patients: Sequence[RequestRow]
    apart: Sequence[str]


def kinship(session: Session, request: RequestRow) -> Kinship:
    """Look up what a request is to others."""
    from intake_daemon.pipeline.family import match_of, of_one_patient
    from intake_daemon.pipeline.relate import other_of

    other, match = other_of(session, request), match_of(session, request)
    patients = of_one_patient(session, request)
    named = match.patient_of if match and request.patient_of is None else None
    perhaps = session.scalars(select(RequestRow).where(RequestRow.reference == named)).one_or_none()
    apart = select(RequestRow.reference).where(RequestRow.id.in_(request.apart_from)).order_by(RequestRow.id)
    return Kinship(
        whole(session, other) if other else None,
        perhaps if perhaps and (other is None or perhaps.id != other.id) else None,
        patients,
        session.scalars(apart).all(),
    )


def say_kinship(kin: Kinship) -> None:
    """One line for each thing that is to be known of other requests."""
    if kin.patients:
        number = len(kin.patients)
        words = "other request" if number == 1 else "other requests"
        click.echo(f"{number} {words} for this patient: {', '.join(row.reference for row in kin.patients)}")
    if kin.perhaps:
        click.echo(f"Perhaps for the patient of {kin.perhaps.reference}; not sure, so nothing is linked.")
    if kin.apart:
        click.echo(f"Kept apart by a person from: {', '.join(kin.apart)}")


def print_beside(found: Whole, other: Whole) -> None:
    """Both requests in two columns, with a mark where they differ."""
    heading(f"{found.request.reference} beside {other.request.reference}")
    columns = ("FIELD", found.request.reference, other.request.reference, "")
    rows = [*_circumstances(found, other), *pairs_of(found.fields, other.fields)]
    print_table(columns, rows, empty="", wide=columns[1:3])


def _circumstances(found: Whole, other: Whole) -> list[tuple[str, ...]]:
    both = ((one.request, one.arrival) for one in (found, other))
    received, standing, came = zip(
        *(
            (
                f"{request.received_at.astimezone():%Y-%m-%d %H:%M}",
                f"{request.status}, {request.closure_reason or request.decision}",
                f"{arrival.channel}, document {arrival.id}",
            )
            for request, arrival in both
        ),
        strict=True,
    )
    return [("received", *received, ""), ("came by", *came, ""), ("stands", *standing, "")]


def pairs_of(one: Sequence[FieldRow], other: Sequence[FieldRow]) -> list[tuple[str, ...]]:
    """Name, what each paper says, and the mark, for every field that one of them gives."""
    left, right = ({row.name: row for row in rows} for rows in (one, other))
    names = [spec.name for spec in CATALOGUE if spec.name in left or spec.name in right]
    pairs = [(name, left.get(name), right.get(name)) for name in names]
    return [
        (name, _with_doubt(a), _with_doubt(b), mark(_said(a), _said(b)))
        for name, a, b in pairs
        if _said(a) or _said(b)
    ]


def _said(row: FieldRow | None) -> str:
    """What a paper says; empty when it says nothing."""
    if row is None or row.state == State.ABSENT:
        return ""
    text = value_text(FieldValue.model_validate(row.content))
    return text if row.state == State.PRESENT else f"({row.state}) {text}".strip()


def _with_doubt(row: FieldRow | None) -> str:
    """The same; in doubt with its confidence, so that nobody takes a guess for a difference."""
    text = _said(row)
    if row is None or not text or row.state != State.PRESENT or row.person or row.confidence >= SURE:
        return text
    return f"{text} ({row.confidence:.2f})"


def mark(one: str, other: str) -> str:
    """Whether two papers say the same, something else, or one of them nothing."""
    if not one or not other:
        return ONE_ONLY
    return SAME if one.casefold() == other.casefold() else DIFFERS


def kinship_document(found: Whole, kin: Kinship) -> dict[str, object]:
    """The same for scripts."""
    beside = None
    if kin.other:
        beside = {
            "reference": kin.other.request.reference,
            "fields": [
                {"field": name, "this": this or None, "other": that or None, "mark": how or None}
                for name, this, that, how in pairs_of(found.fields, kin.other.fields)
            ],
        }
    return {
        "beside": beside,
        "same_patient": [row.reference for row in kin.patients],
        "perhaps_patient_of": kin.perhaps.reference if kin.perhaps else None,
        "kept_apart_from": list(kin.apart),
    }
