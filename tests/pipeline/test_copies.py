"""Searchable copies for the people who work on a request, and the record of who took one."""

from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from support.clinic import Clinic
from support.mails import OWN_RECORDS, mail

from intake_daemon.model import Channel
from intake_daemon.pipeline.copies import copy_request
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.store.audit import AuditRow
from intake_daemon.store.database import reading
from intake_daemon.store.requests import RequestRow

CORPUS = Path(__file__).parents[2] / "fixtures" / "corpus"


def copy(clinic: Clinic, reference: str, target: Path) -> int:
    services = clinic.services
    options = services.config.reading.options()
    return copy_request(services.engine, services.blobs, options, reference, target, actor="clerk")


def only_reference(clinic: Clinic) -> str:
    with reading(clinic.services.engine) as session:
        return session.scalars(select(RequestRow.reference)).one()


def test_a_person_gets_a_searchable_copy_and_the_audit_says_who(clinic: Clinic, tmp_path: Path) -> None:
    clinic.receive((CORPUS / "fax-unsigned.tif").read_bytes(), channel=Channel.FAX)

    pages = copy(clinic, only_reference(clinic), tmp_path / "copy.pdf")
    with reading(clinic.services.engine) as session:
        actors = session.scalars(select(AuditRow.actor).where(AuditRow.action == "request.copied")).all()

    assert pages == len(PdfReader(tmp_path / "copy.pdf").pages) == 1
    assert "records" in PdfReader(tmp_path / "copy.pdf").pages[0].extract_text().lower()
    assert actors == ["clerk"]


def test_a_mail_is_not_copied_as_if_it_were_a_fax(clinic: Clinic, tmp_path: Path) -> None:
    clinic.receive(mail(OWN_RECORDS), channel=Channel.EMAIL)

    with pytest.raises(RefusedError, match="came by mail"):
        copy(clinic, only_reference(clinic), tmp_path / "copy.pdf")


def test_a_request_that_is_not_there_cannot_be_copied(clinic: Clinic, tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="there is no request"):
        copy(clinic, "R-0000-0000", tmp_path / "copy.pdf")
