"""`intake-daemon match --calibrate` and `--table`, as a supervisor sees them."""

import json
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from support.office import Office, truth

import rules
from benchmarks.requests.draw import draw_set
from benchmarks.requests.profile import PROFILES
from intake_daemon.cli import cli
from intake_daemon.store.audit import AuditRow


def call(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), prog_name="intake-daemon")


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("labels") / "labels.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in draw_set(PROFILES["dev"], 72, 200, 120)))
    return file


@pytest.fixture
def timid(tmp_path: Path) -> Path:
    """Rules with a threshold that is far too high, and a comment that somebody wrote beside it."""
    folder = tmp_path / "rules"
    shutil.copytree(rules.SHIPPED, folder)
    file = folder / "matching.yaml"
    file.write_text(file.read_text().replace("same_bits: 26\n", "same_bits: 45  # to be on the safe side\n"))
    return folder


def test_the_report_says_what_is_done_what_follows_and_what_could_not_be_told(labels: Path) -> None:
    done = call("match", "--calibrate", str(labels))

    assert done.exit_code == 0
    for said in (
        "120 arrivals: ",
        "joined with another request  0/",
        "No threshold may go down: ",
        "Weights of the requestor stay",
        "Left as they are, too few pairs: ",
        "40 and more",
        "Nothing was written.",
    ):
        assert said in done.stdout
    table = done.stdout.splitlines()[4:13]
    assert max(map(len, table)) <= 100
    assert [line.split("  ")[0] for line in table[3:]] == [
        "joined with another request",
        "linked to another patient",
        "duplicates joined",
        "duplicates joined or shown",
        "shown to a person",
        "new ones rightly linked",
    ]


def test_better_figures_are_written_and_everything_else_in_the_file_stays(labels: Path, timid: Path) -> None:
    file = timid / "matching.yaml"
    before = file.read_text().splitlines()

    options = ("--rules", str(timid), "--risk", "0.1", "--write", str(timid))
    done = call("match", "--calibrate", str(labels), *options)

    after = file.read_text().splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert "Better: " in done.stdout
    assert f"Written: {file}" in done.stdout
    assert rules.check(timid) == ()
    assert rules.load_matching(timid).same_bits < 45
    assert any(new.endswith("# to be on the safe side") for _, new in changed)
    assert [new for _, new in changed if not any(sign.isdigit() for sign in new)] == []


def test_scripts_get_one_document_and_the_rest_on_the_other_stream(labels: Path) -> None:
    done = call("match", "--calibrate", str(labels), "--json")

    report = json.loads(done.stdout)
    assert (report["as_it_is"]["arrivals"], len(report["attempts"])) == (120, 2)
    assert done.stderr.strip() == "Nothing was written."


def test_nothing_is_written_when_nothing_is_better(labels: Path, tmp_path: Path) -> None:
    done = call("match", "--calibrate", str(labels), "--write", str(tmp_path))

    assert "there is nothing better to write" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_row_that_cannot_be_used_is_told_and_the_others_count(labels: Path, tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_text(labels.read_text() + '\n{"id": "S9", "role": "stored"}\n')

    done = call("match", "--calibrate", str(file))

    assert done.exit_code == 1
    assert "some.jsonl line 321: person: Field required" in done.stderr
    assert "120 arrivals" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("{labels}",),
        ("{labels}", "{labels}", "--write", "{folder}"),
        ("{labels}", "{labels}", "--calibrate", "{labels}"),
        ("--calibrate", "{empty}"),
        ("--calibrate", "{labels}", "--risk", "0"),
        ("--calibrate", "{labels}", "--labels-from-db", "{empty}"),
    ],
    ids=str,
)
def test_a_call_that_makes_no_sense_is_refused(
    arguments: tuple[str, ...], labels: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")

    told = [word.format(labels=labels, folder=tmp_path, empty=empty) for word in arguments]

    assert call("match", *told).exit_code == 2


def test_answers_for_people_fit_a_terminal_and_say_why(labels: Path) -> None:
    done = call("match", str(labels), str(labels), "--table")

    lines = done.stdout.splitlines()
    assert lines[0].split() == ["incoming", "answer", "relation", "of", "patient", "of", "bits"]
    assert max(map(len, lines)) <= 100
    assert "    first name is the same (+" in done.stdout


def test_labels_from_the_clinics_own_work_are_for_their_owner_alone_and_in_the_audit(
    office: Office, tmp_path: Path
) -> None:
    office.receive(truth("fax-complete.pdf"), name="complete")
    office.receive(truth("fax-complete.pdf"), name="again")
    office.said("queue", "close", office.reference(1), "--reason", "fulfilled", "--proof", "sent by mail")
    file = tmp_path / "labels.jsonl"

    said = office.said("match", "--labels-from-db", str(file))

    rows = [json.loads(line) for line in file.read_text().splitlines()]
    assert [(row["role"], row["label"], row["of"]) for row in rows] == [
        ("stored", None, None),
        ("incoming", "duplicate", rows[0]["id"]),
    ]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "2 requests, 1 of them labelled" in said
    with office.session() as session:
        written = select(AuditRow).where(AuditRow.action == "rules.labels_written")
        assert [row.detail for row in session.scalars(written)] == [{"rows": 2, "labelled": 1}]
