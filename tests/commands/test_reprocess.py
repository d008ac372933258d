"""Working on documents once more: nothing overwritten, nothing sent twice, nothing of a person's lost."""

import json

from sqlalchemy import func, select
from support.office import Office, proven_mail, truth

from intake_daemon.store.arrivals import ArrivalRow, PageRow
from intake_daemon.store.audit import AuditRow
from intake_daemon.store.messages import MessageRow, MessageState
from intake_daemon.store.requests import DecisionRow, ExceptionRow, FieldRow, RequestRow

DIGITAL = "acroform-complete.pdf"


def tables(office: Office) -> dict[str, int]:
    """How many rows there are, and the state of every document."""
    with office.session() as session:
        kinds = (AuditRow, DecisionRow, ExceptionRow, FieldRow, MessageRow, PageRow, RequestRow)
        counts = {
            kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds
        }
        states = session.execute(select(ArrivalRow.id, ArrivalRow.state, ArrivalRow.run)).all()
        return {**counts, "states": hash(tuple(states))}


def test_a_document_is_read_again_from_its_bytes_and_comes_out_the_same(office: Office) -> None:
    office.take_in(DIGITAL)
    reference = office.reference(1)
    before = office.json("queue", "show", reference)

    office.said("reprocess", "1")
    office.work()

    after = office.json("queue", "show", reference)
    assert before["fields"] == after["fields"]
    assert before["request"]["decision"] == after["request"]["decision"]
    assert [one["superseded_by"] for one in after["decisions"]][-1:] == [None]
    assert len(after["decisions"]) == 2
    assert "arrival.reprocessed" in [row["action"] for row in after["history"]]
    office.said("audit", "verify")


def test_understanding_again_starts_from_the_stored_pages(office: Office) -> None:
    office.take_in(DIGITAL)
    with office.session() as session:
        blob = office.services.blobs.path(session.get_one(ArrivalRow, 1).sha256)
    blob.unlink()  # the bytes are not needed

    office.said("reprocess", "1", "--from", "understand")
    office.work()

    with office.session() as session:
        assert (session.get_one(ArrivalRow, 1).state, session.get_one(ArrivalRow, 1).run) == ("decided", 2)


def test_a_parked_document_comes_back_and_is_parked_again_while_nothing_has_changed(office: Office) -> None:
    office.take_unreadable()
    assert [one["name"] for one in office.json("parked", "list")] == ["broken.pdf"]
    assert "broken.pdf" in office.said("parked", "list")

    office.said("reprocess", "--parked")
    assert office.json("parked", "list") == []
    office.work()

    assert [one["run"] for one in office.json("parked", "list")] == [2]
    with office.session() as session:
        resolved = select(ExceptionRow.resolution).order_by(ExceptionRow.id)
        first, second = session.scalars(resolved).all()
        assert str(first).startswith("reprocessed by")
        assert None is second
    office.said("audit", "verify")


def test_a_document_without_anything_stored_is_read_whatever_step_is_asked_for(office: Office) -> None:
    office.take_unreadable()

    assert "from read" in office.said("reprocess", "1", "--from", "decide")


def test_a_question_that_was_sent_is_not_asked_again(office: Office) -> None:
    mail = proven_mail("clerk@lockhart.example")
    office.receive(truth("fax-unsigned.tif"), name="unsigned", envelope=mail)
    with office.session() as session:
        message = session.scalars(select(MessageRow)).one()
        message.state, message.sent_at = MessageState.SENT, message.created_at
        session.scalars(select(ExceptionRow)).one().resolved_at = message.created_at

    office.said("reprocess", "--source", "fax", "--from", "decide")
    office.work()

    with office.session() as session:
        assert session.scalars(select(MessageRow.state)).all() == [MessageState.SENT]
        open_ones = select(ExceptionRow).where(ExceptionRow.resolved_at.is_(None))
        assert session.scalars(open_ones).all() == []
        assert session.get_one(RequestRow, 1).status == "pending_clarification"


def test_a_question_that_a_person_cancelled_is_not_asked_again_and_somebody_is_told(office: Office) -> None:
    office.receive(truth("fax-unsigned.tif"), name="unsigned")
    office.said("outbox", "cancel", "1")

    office.said("reprocess", "1", "--from", "decide")
    office.work()

    assert [one["state"] for one in office.json("outbox", "list")] == ["cancelled"]
    assert office.json("review", "list")[0]["reasons"] == ["our question did not go out: it is cancelled"]


def test_what_a_person_closed_stays_closed(office: Office) -> None:
    office.receive(truth("fax-complete.pdf"), name="complete")
    reference = office.reference(1)
    office.said("queue", "close", reference, "--reason", "fulfilled", "--proof", "fax 12")

    office.said("reprocess", "1", "--from", "decide")
    office.work()

    request = office.json("queue", "show", reference)["request"]
    assert tuple(request[name] for name in ("status", "closure_reason", "closure_proof")) == (
        "closed",
        "fulfilled",
        "fax 12",
    )
    office.said("audit", "verify")


def test_an_owner_keeps_the_request(office: Office) -> None:
    office.receive(truth("fax-complete.pdf"), name="complete")
    reference = office.reference(1)
    office.said("queue", "assign", reference, "maria")

    office.said("reprocess", "1", "--from", "decide")
    office.work()

    request = office.json("queue", "show", reference)["request"]
    assert (request["owner"], request["status"]) == ("maria", "in_progress")


def test_a_first_request_does_not_become_a_resend_of_its_own_resend(office: Office) -> None:
    office.receive(truth("fax-complete.pdf"), name="first")
    office.receive(truth("fax-complete.pdf"), name="again")

    office.said("reprocess", "1", "2", "--from", "decide")
    office.work()

    first, again = (office.json("queue", "show", office.reference(number))["request"] for number in (1, 2))
    assert (first["decision"], first["attached_to"]) == ("enqueue", None)
    assert (again["decision"], again["attached_to"]) == ("attach", 1)


def test_what_an_answer_brought_is_not_lost_and_not_asked_for_again(office: Office) -> None:
    mail = proven_mail("clerk@lockhart.example")
    office.receive(truth("fax-no-dates.pdf"), name="question", envelope=mail)
    reference = office.reference(1)
    with office.session() as session:
        asked = session.scalars(select(MessageRow)).one().message_id
    answer = mail.model_copy(update={"message_id": "<answer@x.example>", "in_reply_to": asked})
    dated = truth("fax-no-dates.pdf", scope__start="2024-01-01", scope__end="2024-12-31")
    office.receive(dated, name="answer", envelope=answer)

    office.said("reprocess", "1", "--from", "decide")
    office.work()

    document = office.json("queue", "show", reference)
    assert document["fields"]["scope.start"]["value"] == "2024-01-01"
    assert document["request"]["decision"] == "enqueue"


def test_a_dry_run_says_what_would_differ_and_writes_nothing(office: Office) -> None:
    office.receive(truth("fax-no-dates.pdf"), name="undated")
    reference = office.reference(1)
    with office.session() as session:  # as if an earlier reading had found them
        for name in ("scope.start", "scope.end"):
            row = session.get_one(FieldRow, (1, name))
            row.state, row.content = "present", {"value": "2024-01-01", "state": "present"}
        session.get_one(RequestRow, 1).decision = "enqueue"
    before = tables(office)

    result = office.call("reprocess", "1", "--from", "decide", "--dry-run")
    lines = [
        json.loads(line)
        for line in office.said("reprocess", "1", "--dry-run", "--from", "decide", "--json").splitlines()
    ]

    assert before == tables(office)
    assert f"{reference}: decision enqueue → clarify" in result.stdout
    assert lines[0]["differences"][0]["fields"] == ["scope.end", "scope.start"]
    assert "2024" not in result.stdout


def test_a_dry_run_of_a_real_paper_reads_it_again_and_finds_it_the_same(office: Office) -> None:
    office.take_in(DIGITAL)
    before = tables(office)

    for step in ("read", "understand", "decide"):
        assert office.said("reprocess", "1", "--dry-run", "--from", step) == "document 1: the same\n"

    assert before == tables(office)


def test_a_dry_run_tells_that_a_document_would_be_parked_again(office: Office) -> None:
    office.take_unreadable()

    assert "would be parked" in office.said("reprocess", "--parked", "--dry-run")


def test_documents_are_chosen_by_day_source_and_rules(office: Office) -> None:
    office.receive(truth("fax-complete.pdf"), name="complete")
    version = office.services.policy.rules.version

    def chosen(*options: str) -> bool:
        return "document 1" in office.said("reprocess", *options, "--dry-run", "--from", "decide")

    assert chosen("--since", "2026-11-02")
    assert not chosen("--since", "2026-11-03")
    assert chosen("--source", "fax")
    assert not chosen("--source", "elsewhere")
    assert chosen("--rule-set", version[:6])
    assert not chosen("--rule-set", "%")
    assert not chosen("1", "--parked")


def test_choosing_nothing_is_never_taken_for_everything(office: Office) -> None:
    assert office.call("reprocess").exit_code == 2
    assert office.call("reprocess", "--from", "decide").exit_code == 2


def test_what_is_being_worked_on_or_never_came_whole_is_refused(office: Office) -> None:
    office.receive(truth("fax-complete.pdf"), name="complete")
    office.said("reprocess", "1")

    busy = office.call("reprocess", "1")
    unknown = office.call("reprocess", "77", "--dry-run")

    assert busy.exit_code == 1
    assert "still being worked on" in busy.stderr
    assert unknown.exit_code == 0
    assert "0 document(s)" in unknown.stderr


def test_a_document_of_which_only_the_headers_came_is_not_decided_on_these(office: Office) -> None:
    office.take_withheld()

    result = office.call("reprocess", "--parked")

    assert result.exit_code == 1
    assert "drop folder" in result.stderr
    assert len(office.json("parked", "list")) == 1
