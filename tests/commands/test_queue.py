"""Working the queue, on requests that the real stages decided."""

import json
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session
from support.office import Office, proven_mail, truth

from intake_daemon.pipeline.relate import split
from intake_daemon.store.audit import AuditRow
from intake_daemon.store.messages import MessageRow
from intake_daemon.store.requests import ExceptionRow, FieldRow, RequestRow, Status


@pytest.fixture
def filled(office: Office) -> Office:
    """Two requests: one complete, one that was not signed."""
    office.receive(truth("fax-complete.pdf"), name="complete")
    office.receive(truth("fax-unsigned.tif"), name="unsigned")
    return office


def test_open_requests_are_listed_with_patient_due_day_and_next_step(filled: Office) -> None:
    listed = filled.json("queue", "list")
    shown = filled.said("queue", "list")

    assert [one["decision"] for one in listed] == ["enqueue", "clarify"]
    assert "Jasper S." in shown
    assert str(listed[0]["due_on"]) in shown
    assert listed[0]["reference"] in shown


def test_the_list_is_narrowed_by_status_queue_owner_and_due_day(filled: Office) -> None:
    reference = filled.reference(1)
    filled.said("queue", "assign", reference, "maria")

    def found(*options: str) -> list[str]:
        return [one["reference"] for one in filled.json("queue", "list", *options)]

    assert [reference] == found("--status", "in_progress")
    assert [reference] == found("--owner", "maria")
    assert found("--queue", "clinical") == []
    assert len(found("--overdue")) == 2
    assert found("--status", "closed") == []


def test_a_request_is_drawn_over_its_pages_and_the_audit_says_for_whom(
    office: Office, tmp_path: Path
) -> None:
    office.take_in("digital-complete.pdf")
    target = tmp_path / "request.pdf"

    office.said("queue", "show", office.reference(1), "--picture", str(target))
    with Session(office.services.engine) as session:
        copied = session.scalars(select(AuditRow).where(AuditRow.action == "request.copied")).one()
    text = PdfReader(target).pages[0].extract_text()

    assert office.reference(1) in text
    assert "Decision: enqueue" in text
    assert "patient.dob" in text
    assert copied.detail == {"as": "picture"}


def test_everything_about_a_request_is_shown(filled: Office) -> None:
    shown = filled.said("queue", "show", filled.reference(2))
    document = filled.json("queue", "show", filled.reference(2))

    for word in (
        "authorization.signed",
        "45 CFR 164.508",
        "request.decided",
        "clarification",
        "Next",
        "patient.dob",
    ):
        assert word.lower() in shown.lower()
    assert document["fields"]["authorization.signed"]["state"] == "absent"
    assert document["messages"][0]["id"] != "1"
    assert [row["action"] for row in document["history"]][:2] == ["arrival.received", "arrival.read"]


@pytest.mark.parametrize("spelled", ["{}", "r{}", "{} "])
def test_a_reference_may_be_typed_as_it_comes(filled: Office, spelled: str) -> None:
    reference = filled.reference(1)
    typed = spelled.format(reference.removeprefix("R-") if spelled.startswith("r") else reference.lower())

    document = filled.json("queue", "show", typed.strip())

    assert reference == document["request"]["reference"]


def test_an_unknown_reference_is_a_mistake_in_the_call(filled: Office) -> None:
    result = filled.call("queue", "show", "R-0000-0000")

    assert result.exit_code == 2
    assert "R-0000-0000" in result.stderr


def test_claiming_makes_a_request_mine_and_takes_it_from_nobody_unasked(
    filled: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = filled.reference(1)
    monkeypatch.setenv("SUDO_USER", "maria")
    filled.said("queue", "claim", reference)
    monkeypatch.setenv("SUDO_USER", "jo")

    refused = filled.call("queue", "claim", reference)
    taken = filled.call("queue", "claim", reference, "--take-over")

    assert (refused.exit_code, taken.exit_code) == (1, 0)
    assert "maria" in refused.stderr
    with filled.session() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.action == "request.assigned")).all()
        assert [(row.actor, row.detail["from"]) for row in rows] == [("maria", None), ("jo", "maria")]
        assert session.scalars(select(RequestRow.status)).first() == Status.IN_PROGRESS


def test_closing_needs_a_reason_and_a_proof(filled: Office) -> None:
    reference = filled.reference(1)

    assert filled.call("queue", "close", reference, "--reason", "fulfilled").exit_code == 2
    assert filled.call("queue", "close", reference, "--proof", "x").exit_code == 2
    assert filled.call("queue", "close", reference, "--reason", "ignored", "--proof", "x").exit_code == 2
    assert filled.call("queue", "close", reference, "--reason", "fulfilled", "--proof", "  ").exit_code == 1


def test_closing_keeps_the_proof_and_cancels_what_was_still_to_be_sent(filled: Office) -> None:
    reference = filled.reference(2)

    filled.said(
        "queue", "close", reference, "--reason", "withdrawn", "--proof", "letter of Ann Private, filed"
    )

    with filled.session() as session:
        request = session.scalars(select(RequestRow).where(RequestRow.reference == reference)).one()
        message = session.scalars(select(MessageRow).where(MessageRow.request_id == request.id)).one()
        audit = session.scalars(select(AuditRow).where(AuditRow.action == "request.closed")).one()
        left = session.scalars(select(ExceptionRow).where(ExceptionRow.resolved_at.is_(None))).all()
        assert (
            request.status,
            request.closure_reason,
            request.closure_proof,
        ) == ("closed", "withdrawn", "letter of Ann Private, filed")
        assert message.state == "cancelled"
        assert [row for row in left if row.request_id == request.id] == []
        assert "Private" not in json.dumps(audit.detail)
    assert [one for one in filled.json("queue", "list") if one["reference"] == reference] == []
    assert filled.call("queue", "close", reference, "--reason", "other", "--proof", "again").exit_code == 1
    filled.said("audit", "verify")


def test_splitting_undoes_an_attach_for_good(office: Office) -> None:
    office.receive(truth("fax-complete.pdf"), name="first")
    office.receive(truth("fax-complete.pdf"), name="again")
    first, again = office.reference(1), office.reference(2)
    assert office.json("queue", "show", again)["request"]["closure_reason"] == "attached"

    office.said("queue", "split", again)

    request = office.json("queue", "show", again)["request"]
    assert (request["decision"], request["attached_to"]) == ("enqueue", None)
    office.said("reprocess", "2", "--from", "decide")
    office.work()
    assert None is office.json("queue", "show", again)["request"]["attached_to"]
    assert office.call("queue", "split", first).exit_code == 1
    office.said("audit", "verify")


def test_splitting_takes_back_what_the_wrong_paper_had_filled_in(office: Office) -> None:
    mail = proven_mail("clerk@lockhart.example")
    office.receive(truth("fax-no-dates.pdf"), name="question", envelope=mail)
    reference = office.reference(1)
    with office.session() as session:
        asked = session.scalars(select(MessageRow)).one().message_id
    answer = mail.model_copy(update={"message_id": "<answer@x.example>", "in_reply_to": asked})
    dated = truth("fax-no-dates.pdf", scope__start="2024-01-01", scope__end="2024-12-31")
    office.receive(dated, name="answer", envelope=answer)
    before = office.json("queue", "show", reference)
    assert before["fields"]["scope.start"]["value"] == "2024-01-01"

    office.said("queue", "split", office.reference(2))

    after = office.json("queue", "show", reference)
    assert (before["request"]["decision"], after["request"]["decision"]) == ("enqueue", "clarify")
    assert after["fields"]["scope.start"]["state"] == "absent"
    with office.session() as session:
        borrowed = select(FieldRow).where(FieldRow.request_id == 1, FieldRow.arrival_id == 2)
        assert session.scalars(borrowed).all() == []
    office.said("audit", "verify")


def test_a_split_that_fails_half_way_leaves_everything_as_it_was(office: Office) -> None:
    office.receive(truth("fax-complete.pdf"), name="first")
    office.receive(truth("fax-complete.pdf"), name="again")
    before = office.json("queue", "show", office.reference(2))

    with pytest.raises(InterruptedError), office.session() as session:
        _split_and_die(session, office)

    assert before == office.json("queue", "show", office.reference(2))


def _split_and_die(session: Session, office: Office) -> None:
    split(session, office.services, session.get_one(RequestRow, 2), actor="maria")
    raise InterruptedError
