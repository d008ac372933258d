"""The record of every action, and what `verify` finds when somebody tampers."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from support.office import Office, truth


@pytest.fixture
def worked(office: Office) -> Office:
    """A decided document, a parked one, and a message that was sent."""
    office.receive(truth("fax-unsigned.tif"), name="unsigned")
    office.take_unreadable()
    return office


def tamper(office: Office, *statements: str) -> None:
    """Change the database behind the program's back, as somebody with its file could."""
    with office.session() as session:
        for name in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER audit_event_no_{name}"))
        session.execute(text("PRAGMA defer_foreign_keys=ON"))
        for statement in statements:
            session.execute(text(statement))


def test_an_untouched_database_is_sound(worked: Office) -> None:
    document = worked.json("audit", "verify")

    assert document["sound"]
    assert tuple(document[name] for name in ("received", "decided", "parked", "in_work", "requests")) == (
        2,
        1,
        1,
        0,
        1,
    )
    assert "none changed" in worked.said("audit", "verify")


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE audit_event SET actor = 'nobody' WHERE seq = 3", "row 3"),
        ("DELETE FROM audit_event WHERE seq = 4", "row 4"),
        ("UPDATE audit_event SET detail = '{}' WHERE seq = 1", "row 1"),
    ],
)
def test_the_first_broken_row_of_the_chain_is_named(worked: Office, statement: str, told: str) -> None:
    tamper(worked, statement)

    result = worked.call("audit", "verify")

    assert result.exit_code == 1
    assert told in result.stdout


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE decision SET superseded_by = id", "does not have one standing decision"),
        ("UPDATE request SET decision = 'ignore'", "does not have one standing decision"),
        ("UPDATE arrival SET state = 'decided' WHERE id = 2", "document 2 is decided without a decision"),
        ("UPDATE arrival SET state = 'parked' WHERE id = 1", "document 1 is parked without a reason"),
        ("UPDATE arrival SET state = 'lost' WHERE id = 1", "document 1 is in a state that there is not"),
        ("UPDATE outbox_message SET state = 'sent'", "message 1 is sent and the audit does not know"),
        ("UPDATE arrival SET id = 9 WHERE id = 2", "document 2 is in the audit and not in the store"),
        ("UPDATE arrival SET id = 9 WHERE id = 2", "document 9 was never recorded as received"),
    ],
)
def test_tables_that_contradict_the_audit_are_found(worked: Office, statement: str, told: str) -> None:
    with worked.session() as session:
        _without_foreign_keys(session, lambda: session.execute(text(statement)))

    result = worked.call("audit", "verify")

    assert result.exit_code == 1
    assert told in result.stdout
    assert not json.loads(worked.call("audit", "verify", "--json").stdout)["sound"]


def _without_foreign_keys(session: Session, act: Callable[[], object]) -> None:
    """Foreign keys cannot be switched off inside a transaction: end this one first."""
    session.connection().exec_driver_sql("COMMIT")
    session.connection().exec_driver_sql("PRAGMA foreign_keys=OFF")
    act()
    session.connection().exec_driver_sql("PRAGMA foreign_keys=ON")
    session.connection().exec_driver_sql("BEGIN")


def test_a_document_still_in_work_is_no_contradiction(worked: Office) -> None:
    worked.said("reprocess", "1")

    assert worked.json("audit", "verify")["in_work"] == 1


def test_the_history_of_a_request_is_shown_with_its_documents(worked: Office) -> None:
    actions = [row["action"] for row in worked.json("audit", "show", worked.reference(1))]

    assert actions[:3] == ["arrival.received", "arrival.read", "request.decided"]
    assert "message.held" in actions
    assert "arrival.decided" in worked.said("audit", "show", worked.reference(1))


def test_all_rows_are_exported_oldest_first_a_line_each(worked: Office) -> None:
    rows = [json.loads(line) for line in worked.said("audit", "export").splitlines()]

    assert list(range(1, len(rows) + 1)) == [row["seq"] for row in rows]
    assert [row["hash"] for row in rows[:-1]] == [row["previous"] for row in rows[1:]]


def test_a_database_that_is_not_there_is_told_and_not_made(worked: Office, tmp_path: Path) -> None:
    import subprocess
    import sys

    elsewhere = tmp_path / "elsewhere.toml"
    elsewhere.write_text(worked.config.read_text().replace("/state", "/nothing"))

    done = subprocess.run(
        [sys.executable, "-m", "intake_daemon.cli", "--config", str(elsewhere), "audit", "verify"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 78
    assert "no database yet" in done.stderr
    assert not (tmp_path / "nothing").exists()
