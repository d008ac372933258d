"""Who counts as verified, and where we write, all the way through a decision."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from support.cases import absent, present
from support.clinic import Clinic, authorization, saying
from support.mails import mail

from intake_daemon.model import (
    Channel,
    Evidence,
    FieldValue,
    Intent,
    IntentGuess,
    Kind,
    Method,
    RequestDraft,
    State,
    Understanding,
)
from intake_daemon.pipeline.directory_index import rebuild_directory
from intake_daemon.pipeline.requestor_entry import Verification, entry_of
from intake_daemon.pipeline.verified import add, remove
from intake_daemon.store.match_index import MatchKeyRow, Subject

DESK = "desk@brennansinclair.example"


def know(clinic: Clinic, **values: object) -> int:
    """Put a requestor into the directory."""
    verified = Verification(by="maria", at=datetime(2026, 10, 1, tzinfo=UTC))
    with clinic.session() as session:
        return add(session, clinic.services.match_key, entry_of(values), verified, actor="maria").id


def know_the_clinic(clinic: Clinic) -> int:
    return know(
        clinic, kind="provider", organization="Brennan & Sinclair Family Clinic", other_names=("BSFC",),
        people=("Dr. Ines Calloway",), faxes=("+16145550150",), phones=("+16145550151",), emails=(DESK,),
    )  # fmt: skip


def treatment(**asker: FieldValue) -> Understanding:
    """A request for treatment by somebody."""
    fields = {
        "patient.name": present("Alma Quist"),
        "patient.dob": present("1971-04-09"),
        "scope.record_types": present(("labs",)),
        "scope.start": present("2025-01-01"),
        "scope.end": present("2025-06-30"),
        **{f"requestor.{name}": value for name, value in asker.items()},
    }
    return Understanding(
        intents=(IntentGuess(intent=Intent.RECORDS_REQUEST, confidence=0.99),),
        requests=(RequestDraft(kind=Kind.TREATMENT, pages=(1,), fields=fields),),
    )


def faxed(clinic: Clinic, **asker: FieldValue) -> str:
    return clinic.settle(b"a fax", treatment(**asker), channel=Channel.FAX).decision


def test_a_provider_of_the_directory_needs_no_authorization(either_clinic: Clinic) -> None:
    know_the_clinic(either_clinic)

    decision = faxed(
        either_clinic, organization=present("Brennan and Sinclair Family Clin."), fax=present("+16145550150")
    )

    assert decision == "enqueue"


@pytest.mark.parametrize(
    ("organization", "fax"),
    [
        ("Sinclair & Brennan Family Clinic", "+16145550150"),
        ("Brennan & Sinclair Family Clinic", "+16145550158"),
        ("Brennan & Sinclair Dental Clinic", "+16145550150"),
        ("", "+16145550150"),
    ],
)
def test_a_look_alike_is_not_verified(clinic: Clinic, organization: str, fax: str) -> None:
    know_the_clinic(clinic)

    decision = faxed(
        clinic, organization=present(organization) if organization else absent(), fax=present(fax)
    )

    assert decision == "review"


def test_one_who_was_taken_out_is_not_verified_any_more(clinic: Clinic) -> None:
    number = know_the_clinic(clinic)
    with clinic.session() as session:
        remove(session, clinic.services.match_key, number, actor="maria")

    decision = faxed(clinic, organization=present("BSFC"), fax=present("+16145550150"))

    assert decision == "review"
    with clinic.session() as session:
        keys = select(func.count()).select_from(MatchKeyRow).where(MatchKeyRow.subject == Subject.REQUESTOR)
        assert session.scalar(keys) == 0


def of_a_header(value: str) -> FieldValue:
    """What only the fax machine's top line, a caller ID or a From line says."""
    seen = Evidence(part="0", page=1, box=(0, 0, 1, 0.05), text=value, method=Method.HEADER)
    return FieldValue(value=value, state=State.PRESENT, confidence=0.99, evidence=(seen,))


def test_a_caller_id_is_no_evidence_of_who_asks(clinic: Clinic) -> None:
    know_the_clinic(clinic)

    decision = faxed(
        clinic,
        organization=present("Brennan & Sinclair Family Clinic"),
        fax=of_a_header("+16145550150"),
        email=of_a_header(DESK),
    )

    assert decision == "review"


def test_a_question_to_a_verified_firm_goes_to_the_address_of_the_directory(clinic: Clinic) -> None:
    know_the_clinic(clinic)
    asked = authorization(
        authorization__purpose=absent(),
        requestor__organization=present("BSFC"),
        requestor__fax=present("+16145550150"),
        requestor__email=present("elsewhere@freemail.example"),
    )

    clinic.settle(b"a fax", asked, channel=Channel.FAX)

    (message,) = clinic.messages()
    assert (message.recipient, message.proof) == (DESK, "directory")


def test_a_shared_mailbox_is_never_written_to(clinic: Clinic) -> None:
    know(
        clinic, kind="provider", organization="BSFC", faxes=("+16145550150",), emails=(DESK,), shared=(DESK,)
    )  # fmt: skip
    asked = authorization(
        authorization__purpose=absent(),
        requestor__organization=present("BSFC"),
        requestor__fax=present("+16145550150"),
    )

    clinic.settle(b"a fax", asked, channel=Channel.FAX)

    (message,) = clinic.messages()
    assert (message.recipient, message.state) == ("", "held")


@pytest.mark.parametrize(("proven", "decision"), [(True, "enqueue"), (False, "review")])
def test_only_an_authenticated_mail_from_the_entry_s_domain_verifies(
    clinic: Clinic, proven: bool, decision: str
) -> None:
    know(clinic, kind="provider", organization="BSFC", domains=("brennansinclair.example",))
    sent = mail("The signed form.", sender="nurse@brennansinclair.example", proven=proven)

    assert clinic.settle(sent, treatment(organization=present("BSFC"))).decision == decision


def test_a_question_about_a_request_is_known_by_the_own_numbers_of_the_sender_s_entry(
    clinic: Clinic,
) -> None:
    know_the_clinic(clinic)
    faxed(clinic, organization=present("BSFC"), fax=present("+16145550150"))
    first = clinic.requests()[0]

    clinic.settle(mail("How far is it?", sender=DESK), saying(Intent.STATUS_INQUIRY))

    decision = clinic.decisions(clinic.requests()[-1])[-1]
    assert decision.match is not None
    assert decision.match["of"] == first.reference


def test_the_index_of_the_directory_is_built_anew_when_it_is_not_there(either_clinic: Clinic) -> None:
    know_the_clinic(either_clinic)
    with either_clinic.session() as session:
        session.query(MatchKeyRow).filter_by(subject=Subject.REQUESTOR).delete()
    engine, secret = either_clinic.services.engine, either_clinic.services.match_key

    assert [rebuild_directory(engine, secret), rebuild_directory(engine, secret)] == [1, 0]

    assert faxed(either_clinic, organization=present("BSFC"), fax=present("+16145550150")) == "enqueue"
