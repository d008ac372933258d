"""Why a request came out as it did: the decision made again by the rules of its day, with what stood on the paper."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import update
from support.command import run
from support.edited_rules import put_in_force, texts, with_change, with_rule
from support.office import Office, truth

from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.requests import DecisionRow
from parsers.readers import Readers

PAPER = "fax-no-dates.pdf"


@pytest.fixture
def asked(office: Office) -> Office:
    """A request without a purpose, decided on by the shipped rules."""
    put_in_force(office, texts())
    office.receive(truth("fax-complete.pdf", authorization__purpose=None), name="first")
    return office


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory, readers: Readers) -> Iterator[Office]:
    """An office that has really read a drawn paper."""
    office = Office(tmp_path_factory.mktemp("read"), readers)
    put_in_force(office, texts())
    office.take_in(PAPER)
    yield office
    office.close()


def test_the_decision_is_explained_with_its_rules_and_their_sources(asked: Office) -> None:
    found = asked.json("rules", "explain", asked.reference(1))

    assert (found["told"]["decision"], found["replayed"]["same"], found["in_force"]) == (
        "clarify",
        True,
        True,
    )
    (spoke,) = (one for one in found["replayed"]["rules"] if one["effect"] == "ask")
    assert (spoke["rule"], spoke["result"], spoke["authority"]) == (
        "authorization-purpose",
        "fail",
        "federal",
    )
    assert spoke["cites"].startswith("45 CFR 164.508(c)(1)(iv)")
    assert spoke["line"] > 0
    assert found["replayed"]["thoughts"][-1]["settled"]


def test_a_value_stands_with_its_page_words_method_and_confidence(read: Office) -> None:
    found = read.json("rules", "explain", read.reference(1))

    born = found["replayed"]["fields"]["patient.dob"]
    (evidence, *_) = born["evidence"]
    said = read.said("rules", "explain", read.reference(1))
    line = next(line for line in said.splitlines() if line.startswith("patient.dob"))
    assert born["value"] in line
    assert f"{born['confidence']:.2f}" in line
    assert f"page {evidence['page']}" in line
    assert evidence["text"].split()[0] in said


def test_it_is_explained_by_the_rules_of_its_day_whatever_is_in_force_now(asked: Office) -> None:
    then = asked.services.policy.rules.version
    put_in_force(asked, with_change("authorization-purpose", "then: ask", "then: review", with_rule()))

    found = asked.json("rules", "explain", asked.reference(1))

    assert (found["told"]["rule_set"], found["in_force"], found["replayed"]["same"]) == (then, False, True)
    assert "asker-gives-a-telephone" not in {one["rule"] for one in found["replayed"]["rules"]}
    assert "no longer in force" in asked.said("rules", "explain", asked.reference(1))


def test_a_superseded_decision_is_listed_and_can_be_explained(asked: Office) -> None:
    asked.said("review", "correct", asked.reference(1), "authorization.purpose", "a claim")

    now = asked.json("rules", "explain", asked.reference(1))
    before = asked.json("rules", "explain", asked.reference(1), "--decision", "1")
    said = asked.said("rules", "explain", asked.reference(1))

    assert [(one["number"], one["decision"], one["stands"]) for one in now["decisions"]] == [
        (1, "clarify", False),
        (2, "enqueue", True),
    ]
    assert (now["told"]["number"], before["told"]["number"]) == (2, 1)
    assert before["replayed"]["fields"]["authorization.purpose"]["value"] is None
    assert now["replayed"]["fields"]["authorization.purpose"]["value"] == "a claim"
    assert "Other decisions on this request" in said
    assert asked.call("rules", "explain", asked.reference(1), "--decision", "3").exit_code == 1


def test_what_a_person_decided_is_not_laid_at_the_rules_door(asked: Office) -> None:
    asked.said("review", "accept", asked.reference(1), "--reason", "called them")

    found = asked.json("rules", "explain", asked.reference(1))
    said = asked.said("rules", "explain", asked.reference(1))

    assert (found["replayed"], found["told"]["reasons"]) == (None, ["called them"])
    assert "a person decided" in said
    assert asked.json("rules", "explain", asked.reference(1), "--decision", "1")["replayed"]["same"]


def test_a_decision_older_than_kept_facts_is_explained_from_the_request_and_it_is_said(asked: Office) -> None:
    with asked.session() as session:
        session.execute(update(DecisionRow).values(case=None))

    found = asked.json("rules", "explain", asked.reference(1))

    assert (found["replayed"]["facts"], found["replayed"]["same"]) == ("rebuilt", True)
    assert "The facts were not kept" in asked.said("rules", "explain", asked.reference(1))


def test_what_cannot_be_made_again_is_still_told(asked: Office) -> None:
    with asked.session() as session:
        session.execute(update(DecisionRow).values(case=None))
        session.execute(update(ArrivalRow).values(reading=None, understanding=None))

    said = asked.said("rules", "explain", asked.reference(1))

    assert "clarify" in said
    assert "It cannot be made again here: the facts were not kept with it" in said


def test_rules_of_that_day_that_are_not_in_the_store_are_named(asked: Office) -> None:
    with asked.session() as session:
        session.execute(update(DecisionRow).values(rule_set="f" * 64))

    assert "version ffffffffffff, are not in the store" in asked.said("rules", "explain", asked.reference(1))


def test_rules_that_did_not_apply_are_one_line_unless_all_are_wanted(asked: Office) -> None:
    short = asked.said("rules", "explain", asked.reference(1))
    full = asked.said("rules", "explain", asked.reference(1), "--all")

    assert "rules did not apply (--all shows them)" in short
    assert "access-signed" not in short
    assert "access-signed" in full


def test_the_text_fits_100_columns_and_has_no_colours_where_nobody_sees_them(read: Office) -> None:
    done = run(read, "rules", "explain", read.reference(1), "--all", COLUMNS="160")

    assert (done.returncode, done.stderr) == (0, "")
    assert [line for line in done.stdout.splitlines() if len(line.rstrip()) > 100] == []
    assert "\x1b[" not in done.stdout


def test_a_paper_cannot_steer_the_terminal(asked: Office) -> None:
    asked.receive(truth("fax-complete.pdf", authorization__purpose="\x1b[2Ja claim"), name="evil")

    said = asked.said("rules", "explain", asked.reference(2))

    assert "\x1b" not in said


def test_a_rule_is_explained_for_scripts_too(asked: Office) -> None:
    one = asked.json("rules", "explain", "authorization-purpose")
    everything = json.loads(asked.said("rules", "explain", "--json"))

    assert (one["rule"], one["in_use"], one["written"]["then"]) == ("authorization-purpose", True, "ask")
    assert one["written"]["examples"]["fail"]
    assert one in everything


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["R-2222-2222"], 2),
        (["no-such-rule"], 2),
        (["authorization-purpose", "--decision", "1"], 2),
        (["--all"], 2),
    ],
)
def test_what_is_not_there_is_a_mistake_in_the_call(asked: Office, arguments: list[str], status: int) -> None:
    assert asked.call("rules", "explain", *arguments).exit_code == status


def test_a_request_is_not_explained_by_other_rules(asked: Office) -> None:
    refused = asked.call("rules", "explain", asked.reference(1), "--rules", str(asked.config.parent))

    assert refused.exit_code == 2
    assert "rules try" in refused.stderr
