"""Whose a text or a stored request is among the clinic's own patients, with the reasons in words and bits."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click
from nameparser import HumanName
from sqlalchemy.orm import Session

from intake_daemon.commands.app import App
from intake_daemon.commands.output import heading, print_json, printable
from intake_daemon.matching.patients import Found
from intake_daemon.matching.record import Patient
from intake_daemon.pipeline.candidates import fields_of
from intake_daemon.pipeline.patient_index import by_mrn, look_up
from intake_daemon.pipeline.patient_tie import whose
from intake_daemon.store.database import reading
from intake_daemon.store.patients import ClinicPatientRow, PatientTieRow, Tie
from intake_daemon.store.queries_requests import by_reference

if TYPE_CHECKING:
    from intake_daemon.pipeline.services import Services

REFERENCE = re.compile(r"R-?[0-9A-Z]{4}-?[0-9A-Z]{4}", re.IGNORECASE)
DATE = re.compile(r"\b(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/-]\d{1,2}[/-]\d{4})\b")


def find_and_print(app: App, text: str, *, as_json: bool) -> None:
    """Look up and print."""
    services = app.services
    with reading(services.engine) as session:
        found = _find(session, services, text.strip())
        names = {fit.patient: _name(by_mrn(session, fit.patient)) for fit in found.candidates}
    if as_json:
        print_json(_document(found, names))
        return
    click.echo(_answer(found))
    for fit in found.candidates:
        click.echo(f"patient {fit.patient}  {printable(names[fit.patient])}  ({fit.bits:+.1f} bits)")
        for words in fit.because:
            click.echo(f"    {words}")


def _find(session: Session, services: "Services", text: str) -> Found:
    if REFERENCE.fullmatch(text):
        request = by_reference(session, text)
        if request is None:
            raise click.UsageError(f"there is no request {text}")
        return whose(session, services, request, fields_of(session, request.id))
    patient = patient_in(text, known=by_mrn(session, text))
    return look_up(session, services.match_key, patient, (), services.policy.rules.matching)


def patient_in(text: str, *, known: ClinicPatientRow | None) -> Patient:
    """Take a text for a record number, or a name with or without a birth date.

    Args:
        known: the patient whose record number the text is, if there is one.
    """
    if known is not None:
        dob = known.dob.isoformat() if known.dob else None
        return Patient(mrn=known.mrn, first=known.first, last=known.last, middle=known.middle, dob=dob)
    born = DATE.search(text)
    name = HumanName(DATE.sub(" ", text).strip())
    return Patient(
        first=name.first,
        middle=name.middle,
        last=name.last,
        suffix=name.suffix,
        dob=born[0] if born else None,
    )


def _name(row: ClinicPatientRow | None) -> str:
    return " ".join(filter(None, (row.first, row.middle, row.last, row.suffix))) if row else ""


def _answer(found: Found) -> str:
    if found.patient is not None:
        return f"certain: patient {found.patient}"
    return f"{found.answer}: {'; '.join(found.because)}"


def _document(found: Found, names: dict[str, str]) -> dict[str, object]:
    return {
        "answer": str(found.answer),
        "mrn": found.patient,
        "because": found.because,
        "candidates": [
            {"mrn": fit.patient, "name": names[fit.patient], "bits": fit.bits, "because": fit.because}
            for fit in found.candidates
        ],
    }


def tie_in_words(tie: PatientTieRow | None) -> str:
    """Whose a request is, in a few words."""
    if tie is None or tie.answer == Tie.NONE:
        return (
            f"no patient of ours ({tie.person} said so)"
            if tie and tie.person
            else "no patient of ours was found"
        )
    if tie.answer == Tie.UNSURE:
        return f"unsure: {'; '.join(tie.because)}"
    return f"patient {tie.mrn}{f' ({tie.person} said so)' if tie.person else ''}"


def print_tie(tie: PatientTieRow | None, charts: Mapping[str, ClinicPatientRow]) -> None:
    """The part on the clinic's own patient of all about a request; nothing when no patients are kept here."""
    if tie is None:
        return
    heading("Patient of ours")
    click.echo(tie_in_words(tie))
    if tie.answer == Tie.TIED:
        click.echo(f"    {printable(chart_in_words(charts.get(tie.mrn or '')))}")
        for words in tie.because if not tie.person else ():
            click.echo(f"    {words}")
    for candidate in tie.candidates if tie.answer == Tie.UNSURE else ():
        chart = chart_in_words(charts.get(candidate["mrn"]))
        click.echo(f"patient {candidate['mrn']}  {printable(chart)}")
        for words in candidate["because"]:
            click.echo(f"    {words}")


def chart_in_words(row: ClinicPatientRow | None) -> str:
    """Name, birth date and day of death of one of the clinic's patients."""
    if row is None:
        return "no longer on the list"
    born = f"born {row.dob}" if row.dob else ""
    died = f"died {row.deceased_on}" if row.deceased_on else ""
    return ", ".join(filter(None, (_name(row), born, died)))


def tie_document(
    tie: PatientTieRow | None, charts: Mapping[str, ClinicPatientRow]
) -> dict[str, object] | None:
    """The same for scripts; None when nothing was found out."""
    if tie is None:
        return None
    names = ("answer", "mrn", "because", "person", "at")
    return {
        **{name: getattr(tie, name) for name in names},
        "candidates": [
            {**candidate, "chart": chart_in_words(charts.get(candidate["mrn"]))}
            for candidate in tie.candidates
        ],
    }
