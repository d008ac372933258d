"""Drawn papers, really read: re-sent, carried another way, completed; and look-alikes on the same form."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from support.clinic import Clinic
from support.mails import mail

from fixtures.draw.case import BornDigital, Document, Faxed, Look, Scanned
from fixtures.draw.corpus.papers import FIRST
from fixtures.draw.facts import Facts
from fixtures.draw.fax import FaxLine
from fixtures.draw.layouts import LAYOUTS
from fixtures.draw.paper import Filled
from fixtures.draw.scan import Glass
from intake_daemon.model import Channel
from intake_daemon.store.requests import FieldRow, RequestRow
from parsers.readers import Readers

ANN = replace(
    FIRST.patient, first="Adelaide", middle="", suffix="", mrn="", ssn_last4="", dob=date(1971, 4, 9)
)
ASKED = replace(FIRST, patient=ANN, language="en")
PERIOD = (date(2023, 1, 4), date(2023, 12, 20))


def drawn(said: Facts, look: Look | None = None, layout: str = "ruled") -> bytes:
    return Document((Filled(LAYOUTS[layout], said),), look or BornDigital()).content()


@pytest.fixture
def clinic(tmp_path: Path, readers: Readers) -> Iterator[Clinic]:
    clinic = Clinic(tmp_path, readers)
    yield clinic
    clinic.check()
    clinic.close()


def faxed(clinic: Clinic, content: bytes) -> RequestRow:
    clinic.receive(content, channel=Channel.FAX)
    return clinic.requests()[-1]


def mailed(clinic: Clinic, content: bytes) -> RequestRow:
    clinic.receive(
        mail(
            "A request for medical records is attached.",
            subject="Medical records request",
            attachments=[("form.pdf", content)],
        )
    )
    return clinic.requests()[-1]


def test_a_paper_comes_by_mail_and_by_fax_and_from_another_scanner(clinic: Clinic) -> None:
    first = mailed(clinic, drawn(ASKED))
    by_fax = faxed(clinic, drawn(ASKED, Faxed(FaxLine(skew=0.5, specks=60, seed=3))))
    scanned = faxed(clinic, drawn(ASKED, Scanned(Glass())))
    assert first.attached_to is None
    assert [by_fax.attached_to, scanned.attached_to] == [first.id, first.id]


def test_a_form_that_comes_again_signed_completes_the_unsigned_one(clinic: Clinic) -> None:
    unsigned = replace(ASKED, left_blank=frozenset({"authorization.signed", "authorization.signed_on"}))
    first = mailed(clinic, drawn(unsigned))
    again = mailed(clinic, drawn(ASKED))
    with clinic.session() as session:
        signed = session.get_one(FieldRow, (first.id, "authorization.signed"))
    assert (again.attached_to, signed.arrival_id, signed.state) == (first.id, again.arrival_id, "present")
    assert "authorization.signed" not in str(clinic.decisions(clinic.request(first.reference))[-1].reasons)


def test_a_birth_date_with_day_and_month_exchanged_is_never_another_patient_s_request(clinic: Clinic) -> None:
    first = mailed(clinic, drawn(ASKED))
    swapped = mailed(clinic, drawn(replace(ASKED, patient=replace(ANN, dob=date(1971, 9, 4)))))
    match = clinic.decisions(swapped)[-1].match or {}
    assert (match["of"], match["outcome"]) == (
        first.reference,
        "duplicate" if swapped.attached_to else "review",
    )


TWIN = replace(ANN, first="Beatrice")
SENIOR = replace(ANN, dob=date(1939, 4, 9), suffix="Sr.")


@pytest.mark.parametrize(
    "other",
    [
        replace(ASKED, patient=TWIN),
        replace(ASKED, patient=SENIOR),
        replace(ASKED, start=PERIOD[0], end=PERIOD[1]),
    ],
    ids=["the twin", "the parent", "another period"],
)
def test_a_look_alike_on_the_same_form_is_a_request_of_its_own(clinic: Clinic, other: Facts) -> None:
    first = mailed(clinic, drawn(ASKED))
    again = mailed(clinic, drawn(other))
    assert again.attached_to is None
    assert "may be a request we already have" not in clinic.decisions(again)[-1].reasons
    assert again.patient_of == (first.id if other.patient == ANN else None)
