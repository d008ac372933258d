"""The directory of verified requestors."""

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import select
from support.office import Office

from intake_daemon.store.audit import AuditRow


def add(office: Office, *options: str) -> None:
    office.said("directory", "add", "--kind", "attorney", *options)


def test_an_entry_is_kept_with_its_numbers_as_e164_and_who_verified_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_USER", "maria")

    add(
        office,
        "--organization",
        "Lockhart  & Goodspeed LLP",
        "--fax",
        "(859) 555-0150",
        "--email",
        "Clerk@L.example",
    )

    entry = office.json("directory", "list")[0]
    assert tuple(entry[name] for name in ("organization", "fax", "email", "verified_by")) == (
        "Lockhart & Goodspeed LLP",
        "+18595550150",
        "clerk@l.example",
        "maria",
    )
    assert "Lockhart" in office.said("directory", "list")
    with office.session() as session:
        row = session.scalars(select(AuditRow).where(AuditRow.action == "directory.added")).one()
        assert (row.actor, row.detail) == ("maria", {"entry": 1, "kind": "attorney"})


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        (["--organization", "X", "--fax", "12"], "fax"),
        (["--organization", "X", "--email", "nobody"], "email"),
        (["--organization", "X"], "phone"),
        (["--fax", "859 555 0150"], "organization"),
    ],
)
def test_what_verifies_nobody_is_refused(office: Office, options: list[str], wrong: str) -> None:
    result = office.call("directory", "add", "--kind", "attorney", *options)

    assert result.exit_code == 1
    assert wrong in result.stderr
    assert office.json("directory", "list") == []


def test_one_address_cannot_stand_for_two(office: Office) -> None:
    add(office, "--organization", "One", "--email", "desk@firm.example")

    result = office.call(
        "directory", "add", "--kind", "insurer", "--organization", "Two", "--email", "DESK@firm.example"
    )

    assert result.exit_code == 1
    assert "entry 1" in result.stderr


def test_a_removed_entry_proves_nothing_any_more_and_is_kept(office: Office) -> None:
    add(office, "--organization", "One", "--email", "desk@firm.example")

    office.said("directory", "remove", "1")

    assert office.json("directory", "list") == []
    assert [entry["active"] for entry in office.json("directory", "list", "--all")] == [False]
    assert office.call("directory", "remove", "1").exit_code == 1
    add(office, "--organization", "One", "--email", "desk@firm.example")


def test_what_is_exported_can_be_imported_and_the_second_time_adds_nothing(
    office: Office, tmp_path: Path
) -> None:
    add(office, "--organization", 'Say "Hi", Inc.', "--name", "Ann O'Neil", "--phone", "614 555 0123")
    file = tmp_path / "verified.csv"
    file.write_text(office.said("directory", "export"))
    office.said("directory", "remove", "1")

    first = office.said("directory", "import", str(file))
    second = office.said("directory", "import", str(file))

    assert first.strip() == "1 added, 0 were there already."
    assert second.strip() == "0 added, 1 were there already."
    rows = list(csv.DictReader(io.StringIO(office.said("directory", "export"))))
    assert [(row["organization"], row["phone"]) for row in rows] == [('Say "Hi", Inc.', "+16145550123")]


def test_a_file_with_mistakes_is_refused_whole_with_every_line_named(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "verified.csv"
    file.write_text(
        "kind,organization,fax\nattorney,Good,6145550123\nwizard,Bad,6145550124\nattorney,Worse,12\n"
    )

    result = office.call("directory", "import", str(file))

    assert result.exit_code == 1
    assert "line 3" in result.stderr
    assert "line 4" in result.stderr
    assert office.json("directory", "list") == []


@pytest.mark.parametrize("content", [b"name;fax\nx;1\n", b"", b"kind,shoe\nx,1\n", b"\xff\xfe\x00"])
def test_a_file_that_is_not_such_a_table_is_refused(office: Office, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "verified.csv"
    file.write_bytes(content)

    result = office.call("directory", "import", str(file))

    assert result.exit_code == 1
    assert str(file) in result.stderr
