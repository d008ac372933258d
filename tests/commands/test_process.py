"""The command line as a process of its own: nothing but the answer on standard output."""

import json
from pathlib import Path

from support.command import run
from support.office import Office, truth


def test_a_command_that_runs_the_stages_prints_its_answer_and_no_log(office: Office) -> None:
    office.receive(truth("fax-no-dates.pdf"), name="undated")

    done = run(office, "reprocess", "1", "--from", "decide", "--dry-run", "--json")

    assert done.returncode == 0, done.stderr
    assert [line["reference"][:2] for line in json.loads(done.stdout)["differences"]] == ["R-"]
    assert done.stderr.strip() == "1 document(s), 0 refused"


def test_the_person_behind_sudo_is_the_one_in_the_audit(office: Office) -> None:
    office.receive(truth("fax-no-dates.pdf"), name="undated")
    reference = office.reference(1)

    done = run(office, "review", "correct", reference, "scope.all_dates", "yes", SUDO_USER="maria")

    assert done.returncode == 0, done.stderr
    assert "maria" in [row["actor"] for row in office.json("audit", "show", reference)]


def test_no_value_from_the_paper_reaches_the_log_or_an_error(office: Office) -> None:
    office.receive(truth("fax-no-dates.pdf", patient__mrn="MARKED4711"), name="undated")

    done = run(office, "reprocess", "1", "--from", "decide", "--dry-run")
    wrong = run(office, "review", "correct", office.reference(1), "patient.dob", "MARKED4711")

    assert "MARKED4711" not in done.stdout + done.stderr + wrong.stdout + wrong.stderr
    assert wrong.returncode == 1


def test_a_list_has_no_colours_even_when_they_are_wished_away(office: Office) -> None:
    office.receive(truth("fax-no-dates.pdf"), name="undated")

    done = run(office, "queue", "list", NO_COLOR="1", TERM="xterm-256color")

    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert [line for line in done.stdout.splitlines() if len(line) > 100] == []


def test_the_registers_go_out_and_in_again_as_files(office: Office, tmp_path: Path) -> None:
    firms, people = tmp_path / "firms.csv", tmp_path / "people.csv"
    firms.write_text("organization,fax,note\n=Hale LLP,614-555-0150,@desk\n")
    people.write_text("MRN,Last Name,DOB\nMARKED4711,Quist,1971-04-09\n")

    said = [
        run(office, *words)
        for words in (
            ("directory", "import", str(firms)),
            ("directory", "export"),
            ("patients", "import", str(people)),
            ("patients", "export"),
        )
    ]
    firms.write_text(said[1].stdout)
    people.write_text(said[3].stdout)
    again = run(office, "directory", "import", str(firms)), run(office, "patients", "import", str(people))

    assert [done.returncode for done in (*said, *again)] == [0] * 6, [done.stderr for done in (*said, *again)]
    assert "'=Hale LLP" in said[1].stdout
    assert [done.stdout.splitlines()[0] for done in again] == [
        "0 added, 1 were there already.",
        "0 added, 0 changed, 0 removed, 1 unchanged.",
    ]
    assert "MARKED4711" not in "".join(done.stderr for done in (*said, *again))
