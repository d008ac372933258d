"""Edited rules tried on past requests: what is counted, what is named, and that nothing is touched."""

import contextlib
import csv
import hashlib
import json
import os
import signal
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update
from support.command import run
from support.edited_rules import put_in_force, texts, with_change, with_days, with_figure, with_rule, written
from support.office import Office, proven_mail, truth

import rules
from intake_daemon.commands.backtest_report import Reported, work_in_words
from intake_daemon.commands.interrupted import stop_on_interrupt
from intake_daemon.pipeline.backtest.replay import Lost, Span
from intake_daemon.pipeline.backtest.run import Backtest
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.base import Base
from intake_daemon.store.looking import only_looking
from intake_daemon.store.requests import DecisionRow, RequestRow
from parsers.readers import Readers

SINCE = ("--since", "2026-11-01")
PEOPLE = ("Amira", "Bexley", "Corwin", "Delphine")  #: first names, to be found nowhere in a report


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory, readers: Readers) -> Iterator[Office]:
    """An office that tests only look at."""
    office = Office(tmp_path_factory.mktemp("seen"), readers)
    yield filled(office)
    office.close()


@pytest.fixture
def full(office: Office) -> Office:
    """The same for tests that change something."""
    return filled(office)


def filled(office: Office) -> Office:
    """Three complete authorizations with a telephone number and one without; two lack a purpose; one came twice."""
    put_in_force(office, texts())
    for number, name in enumerate(PEOPLE):
        purpose = {"authorization__purpose": None} if number % 2 else {}
        phone = "+15135550142" if number else None
        paper = person(name, number, requestor__phone=phone, **purpose)
        office.receive(paper, name=name, envelope=proven_mail("a@lockhart.example"))
    office.receive(person(PEOPLE[0], 0, requestor__phone=None), name="again")
    return office


def person(name: str, number: int, **changes: Any) -> Any:
    """A complete authorization of one of several people."""
    named = {
        "patient__name": f"{name} Oakhurst{number}",
        "patient__first": name,
        "patient__last": f"Oakhurst{number}",
        "patient__dob": f"19{51 + 7 * number}-0{2 + number}-1{number}",
        "patient__mrn": f"77{number}310",
    }
    return truth("fax-complete.pdf", **named, **changes)


def edited(office: Office, files: dict[str, str]) -> str:
    """A folder of its own for every set of files, since tests share an office."""
    return str(written(files, office.config.parent / f"edited-{rules.version_of(files)[:12]}"))


def document(office: Office, files: dict[str, str], *options: str) -> Any:
    return office.json("rules", "backtest", *SINCE, "--rules", edited(office, files), *options)


def test_a_new_question_is_counted_and_named_with_its_rule(seen: Office) -> None:
    found = document(seen, with_rule())

    assert (found["replayed"], found["differ"], found["complete"]) == (4, 1, True)
    assert found["changes"]["newly clarified"] == 1
    assert found["responsible"] == {"asker-gives-a-telephone": 1}
    (one,) = (one for one in found["requests"] if one["apart"] is None)
    assert one["reference"] == seen.reference(1)
    assert (one["before"]["decision"], one["after"]["decision"]) == ("enqueue", "clarify")
    assert one["after"]["asks"] == ["requestor.phone"]
    assert found["work"]["after"]["questions"] - found["work"]["before"]["questions"] == 1


def test_the_table_counts_every_request_once(seen: Office) -> None:
    found = document(seen, with_change("authorization-purpose", "then: ask", "then: review"))

    assert {(row["before"], row["after"]): row["requests"] for row in found["table"]} == {
        ("enqueue", "enqueue"): 2,
        ("clarify", "review"): 2,
    }
    assert found["changes"]["newly to a person"] == 2
    assert found["reviews_a_week"]["after"] > found["reviews_a_week"]["before"] == 0


def test_attached_papers_and_what_people_decided_are_counted_apart(full: Office) -> None:
    full.said("queue", "split", full.reference(5))
    full.said("review", "accept", full.reference(2), "--reason", "called them")

    found = document(full, with_change("authorization-purpose", "then: ask", "then: review"))

    assert {row["why"]: (row["requests"], row["differ"]) for row in found["apart"]} == {
        "a person decided": (1, 1)
    }
    assert found["replayed"] == 4
    assert document(full, with_rule())["replayed"] == 4


def test_a_paper_that_is_attached_is_no_request_of_its_own(seen: Office) -> None:
    found = document(seen, with_rule())

    assert [row["why"] for row in found["apart"]] == ["attached paper"]
    assert found["replayed"] + found["apart"][0]["requests"] == 5


def test_other_queue_day_priority_and_mere_findings_are_told_apart(seen: Office) -> None:
    sooner = with_days("third_party_authorization", 3)
    note = with_rule(
        "- id: asker-gives-a-telephone\n  title: Whoever asks gives a telephone number\n"
        '  why: "House policy: it is handy"\n  kinds: [third_party_authorization]\n'
        "  require: {field: requestor.phone}\n  then: note\n"
        '  examples: {pass: [{requestor.phone: "+16145550100"}], fail: [{requestor.phone: absent}]}\n'
    )

    due, noted = document(seen, sooner), document(seen, note)

    assert due["changes"]["other due day"] == 4
    assert list(due["responsible"]) == ["policy.yaml: kinds.third_party_authorization.target_days"]
    assert (noted["changes"]["findings only"], noted["differ"]) == (1, 1)


def test_what_was_known_first_can_be_replayed_instead_of_what_was_known_last(full: Office) -> None:
    full.said("review", "correct", full.reference(2), "authorization.purpose", "a claim")

    last = document(full, with_change("authorization-purpose", "then: ask", "then: review"))
    first = document(full, with_change("authorization-purpose", "then: ask", "then: review"), "--first")

    assert (last["differ"], first["differ"]) == (1, 2)


def test_only_requests_of_the_days_asked_for_are_replayed(seen: Office) -> None:
    folder = edited(seen, with_rule())

    later = seen.json("rules", "backtest", "--since", "2026-11-03", "--rules", folder)
    that_day = seen.json(
        "rules", "backtest", "--since", "2026-11-02", "--until", "2026-11-02", "--rules", folder
    )

    assert (later["replayed"], that_day["replayed"]) == (0, 4)
    assert seen.call("rules", "backtest", "--since", "2026-11-03", "--until", "2026-11-02").exit_code == 2


def test_requests_older_than_kept_facts_are_rebuilt_and_it_is_said(full: Office) -> None:
    with_facts = document(full, with_rule())
    with full.session() as session:
        session.execute(update(DecisionRow).values(case=None))

    without = document(full, with_rule())

    assert (with_facts["rebuilt"], without["rebuilt"]) == (0, 5)
    assert with_facts["table"] == without["table"]
    assert with_facts["changes"] == without["changes"]
    assert "5 were decided before the facts were kept" in full.said("rules", "backtest", *SINCE)


def test_what_can_neither_be_replayed_nor_rebuilt_is_counted_as_lost(full: Office) -> None:
    with full.session() as session:
        session.execute(update(DecisionRow).where(DecisionRow.id == 2).values(case=None))
        session.execute(update(ArrivalRow).where(ArrivalRow.id == 2).values(reading=None, understanding=None))

    found = document(full, with_rule())

    assert (found["lost"], found["replayed"]) == (1, 3)


def test_the_set_in_force_is_the_stored_one_whatever_the_files_say_now(full: Office) -> None:
    ours = put_in_force(full, with_rule())

    found = full.json("rules", "backtest", *SINCE)

    assert found["sets"]["old"] == ours.version
    assert [one["rule"] for one in found["sets"]["removed"]] == ["asker-gives-a-telephone"]
    assert found["decided_otherwise_then"] == 1


def test_figures_of_matching_are_not_replayed_and_it_is_said(seen: Office) -> None:
    folder = edited(seen, with_figure("matching.yaml", r"same_bits: \S+", "same_bits: 40"))

    said = seen.said("rules", "backtest", *SINCE, "--rules", folder)

    assert "matching.yaml differs (same_bits): matching is not replayed" in said
    assert "0 of them would come out otherwise" in said


def test_the_text_fits_100_columns_and_names_every_differing_request(seen: Office) -> None:
    done = run(seen, "rules", "backtest", *SINCE, "--rules", edited(seen, with_rule()), COLUMNS="140")

    assert (done.returncode, done.stderr) == (0, "")
    assert [line for line in done.stdout.splitlines() if len(line.rstrip()) > 100] == []
    assert seen.reference(1) in done.stdout
    assert "by asker-gives-a-telephone" in done.stdout
    assert "\x1b[" not in done.stdout


def test_wrong_rules_on_trial_are_told_with_status_78(seen: Office) -> None:
    folder = edited(seen, with_rule("- id: broken\n  whn: true\n"))

    refused = run(seen, "rules", "backtest", *SINCE, "--rules", folder)

    assert refused.returncode == 78
    assert "ours.yaml:" in refused.stderr


class Page(HTMLParser):
    """What a page says of itself."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.headings: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag == "th":
            self.headings.append(dict(attrs))


def test_the_page_stands_by_itself_and_can_be_read_aloud(seen: Office, tmp_path: Path) -> None:
    seen.said(
        "rules", "backtest", *SINCE, "--rules", edited(seen, with_rule()), "--html", str(tmp_path / "b.html")
    )
    written_page = (tmp_path / "b.html").read_text()
    page = Page()
    page.feed(written_page)

    assert {"script", "link", "img", "iframe"}.isdisjoint(page.tags)
    assert [address for address in page.addresses if not address.startswith("#")] == []
    assert "url(" not in written_page
    assert page.tags.count("caption") == page.tags.count("table") > 3
    assert [heading for heading in page.headings if heading.get("scope") not in ("col", "row")] == []
    assert written_page.count('<html lang="en">') == 1
    assert seen.services.policy.rules.version in written_page
    assert "asker-gives-a-telephone" in written_page
    assert seen.reference(1) in written_page


def test_what_stands_in_rule_files_cannot_become_markup(seen: Office, tmp_path: Path) -> None:
    named = with_figure("policy.yaml", r"(records: *\{owner: )[^,}]+", r"\1'<b onclick=x>Records</b>'")
    page = tmp_path / "b.html"

    seen.said("rules", "backtest", *SINCE, "--rules", edited(seen, named), "--html", str(page))

    assert "&lt;b onclick=x&gt;" in page.read_text()
    assert "<b onclick" not in page.read_text()


def test_the_table_for_spreadsheets_has_every_differing_request_and_no_formula(
    seen: Office, tmp_path: Path
) -> None:
    table = tmp_path / "b.csv"
    seen.said("rules", "backtest", *SINCE, "--rules", edited(seen, with_rule()), "--csv", str(table))

    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [row["reference"] for row in rows] == [seen.reference(1)]
    assert (rows[0]["decision before"], rows[0]["decision after"]) == ("enqueue", "clarify")
    assert rows[0]["responsible"] == "asker-gives-a-telephone"
    assert [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))] == []


def test_no_report_says_anything_of_a_patient(seen: Office, tmp_path: Path) -> None:
    folder = edited(seen, with_change("authorization-purpose", "then: ask", "then: review", with_rule()))
    files = ("--html", str(tmp_path / "b.html"), "--csv", str(tmp_path / "b.csv"))

    said = [
        seen.said("rules", "backtest", *SINCE, "--rules", folder, "--all", *files),
        seen.said("rules", "backtest", *SINCE, "--rules", folder, "--json"),
        (tmp_path / "b.html").read_text(),
        (tmp_path / "b.csv").read_text(),
    ]

    told = (*PEOPLE, "Oakhurst", "1951-02", "77031", "Lockhart", "+1513")
    assert [word for word in told if any(word in each for each in said)] == []


def counts(office: Office) -> dict[str, int]:
    with office.session() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def test_nothing_in_the_store_is_touched_not_even_a_byte(full: Office, tmp_path: Path) -> None:
    with full.session() as session:
        session.execute(update(DecisionRow).where(DecisionRow.id < 3).values(case=None))  # rebuilt ones too
    before = counts(full)
    full.close()
    state = full.services.config.state_dir
    with contextlib.closing(sqlite3.connect(state / "intake.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    digests = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files_in(state)}

    done = run(full, "rules", "backtest", *SINCE, "--rules", edited(full, with_rule()))

    assert done.returncode == 0, done.stderr
    assert digests == {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files_in(state)}
    assert before == counts(full)


def files_in(folder: Path) -> Iterator[Path]:
    """Its files but for SQLite's own log and index of it, which it makes for whoever looks."""
    return (
        path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".db-wal", ".db-shm")
    )


def test_the_database_itself_refuses_to_be_written_in_while_it_is_only_looked_at(full: Office) -> None:
    with (
        pytest.raises(Exception, match=r"readonly|read-only"),
        only_looking(full.services.engine) as session,
    ):
        session.execute(update(RequestRow).values(priority=1))

    with full.session() as session:
        session.execute(update(RequestRow).values(priority=1))  # and takes it again afterwards


def test_an_interrupted_backtest_keeps_what_was_done() -> None:
    sides = rules.Sides(rules.load_texts(texts()), rules.load_texts(texts()))
    asked = iter((False, False, True))

    with Backtest(sides) as test:
        complete = test.run([Lost("R-1"), Lost("R-2"), Lost("R-3")], lambda: None, lambda: next(asked))

    assert (complete, test.tally.lost) == (False, 2)


def test_an_interrupted_backtest_says_how_far_it_came_and_gives_no_weekly_figures() -> None:
    sides = rules.Sides(rules.load_texts(texts()), rules.load_texts(texts()))
    day = date(2026, 11, 2)

    with Backtest(sides) as test:
        complete = test.run([], lambda: None, lambda: False)
        done = Reported(Span(day, day, ZoneInfo("UTC")), test, complete, expected=0)
        left_off = replace(done, complete=False, expected=7)

    assert done.reviews_a_week == (0.0, 0.0)
    assert left_off.reviews_a_week is None
    assert len([*work_in_words(done)]) == len([*work_in_words(left_off)]) + 1


def test_the_first_interrupt_asks_to_leave_off_and_the_second_ends() -> None:
    with stop_on_interrupt() as stopped:
        assert not stopped()
        os.kill(os.getpid(), signal.SIGINT)
        assert stopped()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_json_is_one_document_with_the_requests_last(seen: Office) -> None:
    said = seen.said("rules", "backtest", *SINCE, "--rules", edited(seen, texts()), "--json")

    assert json.loads(said)["requests"] == []
