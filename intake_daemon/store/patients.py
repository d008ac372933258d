"""Tables of the clinic's own patients, if it keeps them here, and of which request is about which of them."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake_daemon.store.base import Base, JsonColumn, Moment


class ClinicPatientRow(Base):
    """A patient as the clinic's own system knows them; imported, never learned from paper."""

    __tablename__ = "clinic_patient"
    __table_args__ = (Index("ix_clinic_patient_last_first", "last", "first"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mrn: Mapped[str] = mapped_column(unique=True)
    first: Mapped[str]
    middle: Mapped[str] = mapped_column(default="")
    last: Mapped[str]
    suffix: Mapped[str] = mapped_column(default="")
    other_names: Mapped[list[str]] = mapped_column(JsonColumn, default=list)  #: maiden names, aliases
    dob: Mapped[date | None]
    ssn_last4: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    sex: Mapped[str] = mapped_column(default="")
    merged_into: Mapped[str] = mapped_column(default="", index=True)  #: the MRN of the chart that goes on
    deceased_on: Mapped[date | None]


class Tie(StrEnum):
    """Whether it is known which of the clinic's patients a request is about."""

    TIED = "tied"
    UNSURE = "unsure"
    NONE = "none"


class PatientTieRow(Base):
    """What was found out about one request's patient. A person's word stands until a person changes it."""

    __tablename__ = "patient_tie"

    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), primary_key=True)
    answer: Mapped[str]
    mrn: Mapped[str | None] = mapped_column(index=True)  #: of the patient it is tied to
    because: Mapped[list[str]] = mapped_column(JsonColumn)  #: in words, never a value
    candidates: Mapped[list[dict[str, Any]]] = mapped_column(
        JsonColumn
    )  #: who else, for a person: mrn, because
    person: Mapped[str | None]  #: who said so, when it was a person
    at: Mapped[datetime] = mapped_column(Moment)


def tie_of(session: Session, request_id: int) -> PatientTieRow | None:
    """Whose a request is; None when nothing was found out."""
    return session.get(PatientTieRow, request_id)


def charts_in(session: Session, tie: PatientTieRow | None) -> dict[str, ClinicPatientRow]:
    """The patients that a tie names, by record number; those who are no longer on the list are left out."""
    if tie is None:
        return {}
    numbers = {tie.mrn, *(str(candidate["mrn"]) for candidate in tie.candidates)} - {None}
    rows = session.scalars(select(ClinicPatientRow).where(ClinicPatientRow.mrn.in_(numbers)))
    return {row.mrn: row for row in rows}


def by_name(session: Session, *, limit: int) -> list[ClinicPatientRow]:
    """The first patients by last and first name."""
    query = select(ClinicPatientRow).order_by(
        ClinicPatientRow.last, ClinicPatientRow.first, ClinicPatientRow.id
    )
    return list(session.scalars(query.limit(limit)))


def all_patients(session: Session) -> Iterator[ClinicPatientRow]:
    """All patients in the order in which they came, a thousand in memory at a time."""
    query = select(ClinicPatientRow).order_by(ClinicPatientRow.id).execution_options(yield_per=1000)
    yield from session.scalars(query)
