"""What rules lay down, as people see it and work it off at the command line."""

import json
from datetime import timedelta

import pytest
from support.command import run
from support.office import DAY, Office, truth
from support.terms_rules import laying_down, use_rules

TERMS = """checklist: [Look into the archive on floor two, Ask the ward]
  verify: {identity: "compare with the copy on file"}
  channels: [letter, fax]
  cadence: {reminders: [3, 9], give_up: 20}
  follow_up_days: 2
  owner: the release desk
  accounting: true"""


@pytest.fixture
def laid_down(office: Office) -> Office:
    """A complete request for which rules lay down everything they can."""
    office.services.clock = lambda: DAY
    clock = laying_down('clock: {days: 6}\n  title: "Six days"').replace("then: set", "then: clock")
    clock = clock.replace("terms-of-a-test", "six-days").replace("  title: Something is laid down\n", "")
    use_rules(
        office.services, laying_down(TERMS), clock.replace("House policy: for", "House policy: six days for")
    )
    office.receive(truth("fax-complete.pdf"), name="complete")
    return office


def test_everything_laid_down_is_shown(laid_down: Office) -> None:
    shown = laid_down.said("queue", "show", laid_down.reference(1))

    for words in (
        "six-days, House policy: six days for a test",
        "the release desk",
        "letter, fax",
        "after 3, 9 days; a person after 20",
        "a release is accounted for",
        "- Look into the archive on floor two",
        "compare with the copy on file",
        "open",
    ):
        assert words in shown


def test_what_is_laid_down_is_there_for_scripts(laid_down: Office) -> None:
    terms = laid_down.json("queue", "show", laid_down.reference(1))["terms"]

    assert terms["checklist"][-2:] == ["Look into the archive on floor two", "Ask the ward"]
    assert terms["due_day_from"] == "six-days, House policy: six days for a test"
    assert (terms["verified"], terms["extension"]) == ({}, None)
    assert terms["owner"] == "the release desk"


def test_verifying_lets_the_request_be_released(laid_down: Office) -> None:
    reference = laid_down.reference(1)
    close = ("queue", "close", reference, "--reason", "fulfilled", "--proof", "fax report 88213")

    refused = laid_down.call(*close)
    said = laid_down.said("queue", "verify", reference, "identity", "--how", "called Ann Private back")
    shown = laid_down.said("queue", "show", reference)
    laid_down.said(*close)

    assert refused.exit_code == 1
    assert "identity: compare with the copy on file" in refused.stderr
    assert said.endswith("Nothing is left to be verified.\n")
    assert "called Ann Private back" in shown
    assert "Private" not in json.dumps([row["detail"] for row in laid_down.json("audit", "show", reference)])
    laid_down.said("audit", "verify")


def test_taking_back_opens_it_again(laid_down: Office) -> None:
    reference = laid_down.reference(1)
    laid_down.said("queue", "verify", reference, "identity", "--how", "called")

    said = laid_down.said("queue", "verify", reference, "identity", "--take-back")

    assert said.endswith("Still to be verified: identity.\n")
    assert laid_down.call("queue", "verify", reference, "identity").exit_code == 2


def test_only_a_supervisor_closes_without_verifying(
    laid_down: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = ("--without-verifying", "the judge is on the telephone")
    close = ("queue", "close", laid_down.reference(1), "--reason", "fulfilled", "--proof", "by hand", *why)
    monkeypatch.setenv("SUDO_USER", "maria")

    assert laid_down.call(*close).exit_code == 1

    use_rules(laid_down.services, supervisors=("ruth",))
    monkeypatch.setenv("SUDO_USER", "ruth")
    laid_down.said(*close)


def test_what_is_to_be_looked_at_again_is_listed_from_its_day_on(laid_down: Office) -> None:
    reference = laid_down.reference(1)

    laid_down.said("queue", "follow-up", reference, str(DAY.date() + timedelta(days=400)))
    before = laid_down.said("queue", "list", "--follow-up")
    laid_down.said("queue", "follow-up", reference, str(DAY.date()))
    listed = laid_down.said("queue", "list", "--follow-up")

    assert "Nothing to do." in before
    assert f"{DAY.date()}" in listed
    assert laid_down.json("queue", "list")[0]["follow_up_on"] == str(DAY.date())
    laid_down.said("queue", "follow-up", reference, "--none")
    assert laid_down.json("queue", "list", "--follow-up") == []
    assert laid_down.call("queue", "follow-up", reference).exit_code == 2


def test_a_letter_is_given_by_hand(office: Office) -> None:
    office.receive(truth("fax-unsigned.tif"), name="unsigned")

    said = office.said("outbox", "given", "1", "--how", "letter")

    assert "was given on" in said
    assert [row["state"] for row in office.json("outbox", "list")] == ["sent"]
    assert office.json("review", "list") == []
    office.said("audit", "verify")


def test_as_a_process_of_its_own_nothing_of_what_was_looked_at_is_logged(office: Office) -> None:
    office.receive(truth("fax-complete.pdf"), name="complete")

    done = run(office, "queue", "verify", office.reference(1), "identity", "--how", "MARKED4711")

    assert done.returncode == 0, done.stderr
    assert "MARKED4711" not in done.stdout + done.stderr
    assert (
        office.json("queue", "show", office.reference(1))["terms"]["verified"]["identity"]["how"]
        == "MARKED4711"
    )
