"""What cannot be read waits for a person, with the reason and the next step."""

import io
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from support.clinic import Clinic
from support.mails import mail

from intake_daemon.errors import Unreadable, UnreadableDocument
from intake_daemon.model import Channel
from intake_daemon.pipeline.park import NEXT_STEPS
from intake_daemon.pipeline.read import MAX_ATTEMPTS, read
from intake_daemon.store.arrivals import ArrivalRow, ArrivalState, DocumentRow
from intake_daemon.store.database import transaction

CORPUS = Path(__file__).parents[2] / "fixtures" / "corpus"


def encrypted() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(CORPUS / "digital-complete.pdf"))
    writer.encrypt("nobody knows", algorithm="AES-256")
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


UNREADABLE = {
    Unreadable.EMPTY: b"",
    Unreadable.CORRUPT: b"%PDF-1.7\nnothing of a PDF follows",
    Unreadable.UNSUPPORTED: b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 8,
}


@pytest.mark.parametrize("kind", [*UNREADABLE, Unreadable.ENCRYPTED])
def test_a_fax_that_cannot_be_read_is_parked_with_its_next_step(clinic: Clinic, kind: Unreadable) -> None:
    content = encrypted() if kind is Unreadable.ENCRYPTED else UNREADABLE[kind]
    arrival = clinic.receive(content, channel=Channel.FAX)
    (exception,) = clinic.exceptions()
    assert (arrival.state, arrival.problem_kind, arrival.attempts) == (ArrivalState.PARKED, kind, 1)
    assert exception.next_step == NEXT_STEPS[kind]
    assert exception.reasons == [f"the document could not be read: {arrival.problem}"]
    assert clinic.actions() == ["arrival.received", "arrival.parked"]


def test_a_mail_with_a_spoilt_attachment_is_decided_and_looked_at(clinic: Clinic) -> None:
    spoilt = ("form.pdf", UNREADABLE[Unreadable.CORRUPT])
    arrival = clinic.receive(mail("The form is attached.", attachments=[spoilt]))
    assert arrival.state == ArrivalState.DECIDED
    with clinic.session() as session:
        problems = [row.problem_kind for row in session.query(DocumentRow) if row.problem_kind]
    assert problems == ["corrupt"]
    assert [request.decision for request in clinic.requests()] == ["review"]
    assert any("could not be read" in reason for reason in clinic.exceptions()[0].reasons)


def test_an_archive_of_nothing_useful_ends_with_a_person(clinic: Clinic) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("notes.bin", bytes(range(256)) * 16)
    clinic.receive(content.getvalue(), channel=Channel.FAX)
    assert len(clinic.exceptions()) == 1


def test_a_document_that_is_never_finished_is_parked_after_the_third_try(clinic: Clinic) -> None:
    """What a killed daemon leaves: the try is counted before it is made."""
    clinic.take(mail("Please."))
    with transaction(clinic.services.engine) as session:
        session.get_one(ArrivalRow, 1).attempts = MAX_ATTEMPTS
    clinic.work()
    (arrival,) = clinic.arrivals()
    assert (arrival.state, arrival.problem_kind) == (ArrivalState.PARKED, "crashed")
    assert "careful" in clinic.exceptions()[0].next_step or "care" in clinic.exceptions()[0].next_step


def test_a_try_that_may_succeed_later_is_made_three_times(tmp_path: Path, readers) -> None:
    """A reader that has no time at all gives the same answer as one on a machine that is overloaded."""
    from parsers.readers import Readers

    clinic = Clinic(tmp_path, readers, reading={"seconds": 0.001})
    with Readers(clinic.config.reading.options(), workers=1) as hurried:
        clinic.services.readers = hurried
        clinic.take(mail("Please."))
        for attempt in (1, 2):
            with pytest.raises(UnreadableDocument):
                read(clinic.services, 1, 1)
            assert clinic.arrivals()[0].attempts == attempt
        assert read(clinic.services, 1, 1) is False
    (arrival,) = clinic.arrivals()
    assert (arrival.state, arrival.problem_kind, arrival.attempts) == ("parked", "too_slow", 3)
    clinic.check()
    clinic.close()


def test_work_on_an_earlier_run_of_a_document_does_nothing(clinic: Clinic) -> None:
    clinic.take(mail("Please."))
    with transaction(clinic.services.engine) as session:
        session.get_one(ArrivalRow, 1).run = 2
    assert read(clinic.services, 1, 1) is False
    assert clinic.arrivals()[0].attempts == 0
