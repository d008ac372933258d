"""The command line as a process of its own: nothing but the answer on standard output."""

import json

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
