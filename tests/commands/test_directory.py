"""The directory of verified requestors."""

import csv
import io
import json
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
    assert [(row["organization"], row["phone"]) for row in rows] == [('Say "Hi", Inc.', "'+16145550123")]


def test_a_file_with_mistakes_is_refused_whole_with_every_line_named(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "verified.csv"
    file.write_text(
        "kind,organization,fax\nattorney,Good,6145550123\nwizard,Bad,6145550124\nattorney,Worse,12\n"
        "attorney,Also good,6145550123\n"
    )

    result = office.call("directory", "import", str(file))

    assert result.exit_code == 1
    assert [words for words in ("line 2", "line 3", "line 4", "line 5") if words in result.stderr] == [
        "line 2",
        "line 3",
        "line 4",
        "line 5",
    ]
    assert office.json("directory", "list") == []


def imported(office: Office, tmp_path: Path, text: str, *options: str) -> str:
    file = tmp_path / "verified.csv"
    file.write_text(text)
    return office.said("directory", "import", str(file), *options).strip()


def test_a_line_that_shares_a_number_and_the_name_changes_the_entry(office: Office, tmp_path: Path) -> None:
    add(office, "--organization", "Hale LLP", "--name", "Ann Hale", "--fax", "614 555 0150")

    said = imported(
        office, tmp_path, "organization,fax,email\nHale LLP,614-555-0150;614-555-0151,desk@hale.example\n"
    )

    assert said == "0 added, 1 changed, 0 were there already."
    (entry,) = office.json("directory", "list")
    assert entry["faxes"] == ["+16145550150", "+16145550151"]
    assert (entry["people"], entry["emails"], entry["kind"]) == (
        ["Ann Hale"],
        ["desk@hale.example"],
        "attorney",
    )


def test_a_number_that_has_gone_to_another_firm_is_a_mistake(office: Office, tmp_path: Path) -> None:
    add(office, "--organization", "Brennan & Sinclair", "--fax", "614 555 0150")
    file = tmp_path / "verified.csv"
    file.write_text("organization,fax\nSinclair & Brennan,614-555-0150\n")

    result = office.call("directory", "import", str(file))

    assert result.exit_code == 1
    assert "entry 1, which bears another name" in result.stderr


def test_a_dry_run_says_what_would_be_done_and_does_nothing(office: Office, tmp_path: Path) -> None:
    add(office, "--organization", "Hale LLP", "--fax", "614 555 0150")
    add(office, "--organization", "Gone Inc", "--fax", "614 555 0160")
    before = office.json("directory", "list")

    said = imported(
        office,
        tmp_path,
        "organization,fax,note\nHale LLP,614-555-0150,by post\nNew LLC,614-555-0170,\n",
        "--dry-run",
        "--replace",
    )

    assert said.splitlines() == [
        "would be removed: entry 2",
        "would be changed: entry 1, line 2: note",
        "would be added: line 3",
        "1 added, 1 changed, 1 removed, 0 were there already. (dry run)",
    ]
    assert office.json("directory", "list") == before


def test_a_file_that_replaces_the_directory_takes_out_what_is_not_in_it(
    office: Office, tmp_path: Path
) -> None:
    add(office, "--organization", "Hale LLP", "--fax", "614 555 0150")
    add(office, "--organization", "Gone Inc", "--fax", "614 555 0160")

    imported(office, tmp_path, "organization,fax\nHale LLP,614-555-0150\n", "--replace")

    assert [entry["organization"] for entry in office.json("directory", "list")] == ["Hale LLP"]


def test_a_shared_number_may_stand_in_two_entries_when_both_say_so(office: Office) -> None:
    for name, number in (("One", "0150"), ("Two", "0151")):
        add(
            office, "--organization", name, "--fax", "614 555 0100", "--phone", f"614 555 {number}",
            "--shared", "(614) 555-0100",
        )  # fmt: skip

    assert [entry["shared"] for entry in office.json("directory", "list")] == [["+16145550100"]] * 2
    alone = office.call(
        "directory", "add", "--kind", "other", "--organization", "Three", "--fax", "614 555 0100"
    )
    assert alone.exit_code == 1
    assert "mark it as shared in both" in alone.stderr


def test_an_entry_with_shared_numbers_alone_is_refused(office: Office) -> None:
    options = ("--organization", "One", "--fax", "614 555 0100", "--shared", "614 555 0100")

    result = office.call("directory", "add", "--kind", "other", *options)

    assert result.exit_code == 1
    assert "of its own" in result.stderr


def test_a_change_replaces_what_is_given_and_is_audited_by_name(office: Office) -> None:
    add(office, "--organization", "Hale LLP", "--fax", "614 555 0150", "--email", "desk@hale.example")

    office.said("directory", "change", "1", "--fax", "", "--phone", "614 555 0151", "--how", "called them")

    (entry,) = office.json("directory", "list")
    assert (entry["faxes"], entry["phones"], entry["emails"]) == ([], ["+16145550151"], ["desk@hale.example"])
    assert entry["verified_how"] == "called them"
    with office.session() as session:
        row = session.scalars(select(AuditRow).where(AuditRow.action == "directory.changed")).one()
        assert row.detail == {"entry": 1, "changed": ["phones", "faxes"]}


def test_an_old_verification_is_shown_until_it_is_renewed(office: Office, tmp_path: Path) -> None:
    imported(office, tmp_path, "organization,fax,verified_at\nOld LLP,614-555-0150,2020-01-01\n")
    add(office, "--organization", "Fresh LLP", "--fax", "614 555 0151")

    stale = office.json("directory", "list", "--stale")
    office.said("directory", "verify", "1", "--how", "called them")

    assert [entry["organization"] for entry in stale] == ["Old LLP"]
    assert office.json("directory", "list", "--stale") == []


def test_doctor_says_whose_verification_is_old(office: Office, tmp_path: Path) -> None:
    imported(office, tmp_path, "organization,fax,verified_at\nOld LLP,614-555-0150,2020-01-01\n")
    add(office, "--organization", "Fresh LLP", "--fax", "614 555 0151")

    checks = json.loads(office.call("doctor", "--json").stdout)["checks"]

    (found,) = [check for check in checks if check["check"] == "directory"]
    assert (found["level"], found["message"]) == (
        "warn",
        "1 of 2 entries were verified more than 365 days ago",
    )


@pytest.mark.parametrize("domain", ["gmail.com", "GMail.com", "efax.com", "fax.efax.com"])
def test_a_mail_service_that_many_use_is_nobody_s_domain(office: Office, domain: str) -> None:
    result = office.call("directory", "add", "--kind", "other", "--organization", "One", "--domain", domain)

    assert result.exit_code == 1
    assert "anybody may use" in result.stderr


def test_find_says_for_a_text_who_it_may_be_and_why(office: Office) -> None:
    add(office, "--organization", "Brennan & Sinclair LLP", "--fax", "614 555 0150")

    found = office.json("directory", "find", "Sinclair & Brennan")

    assert (found["answer"], found["entry"]) == ("unsure", None)
    (candidate,) = found["candidates"]
    assert (candidate["entry"], candidate["name"]) == (1, "Brennan & Sinclair LLP")
    assert candidate["because"][0].startswith("against: ")
    assert "unsure" in office.said("directory", "find", "614-555-0150")
    assert office.said("directory", "find", "Nobody Known").startswith("nobody")


@pytest.mark.parametrize("content", [b"name;fax\nx;1\n", b"", b"kind,shoe\nx,1\n", b"\xff\xfe\x00"])
def test_a_file_that_is_not_such_a_table_is_refused(office: Office, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "verified.csv"
    file.write_bytes(content)

    result = office.call("directory", "import", str(file))

    assert result.exit_code == 1
    assert str(file) in result.stderr
