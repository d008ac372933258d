"""Extending the legal clock at the command line."""

from datetime import datetime, timedelta

import pytest
from support.command import run
from support.office import DAY, MakeOffice, Office, proven_mail, truth

from intake_daemon.model import Kind, Understanding

UNTIL = str((DAY + timedelta(days=45)).date())


def own_records() -> Understanding:
    """A patient's own complete request."""
    paper = truth("fax-complete.pdf")
    (draft,) = paper.requests
    return paper.model_copy(update={"requests": (draft.model_copy(update={"kind": Kind.PATIENT_ACCESS}),)})


@pytest.fixture
def asked(make_office: MakeOffice) -> Office:
    """One request by mail, ten days old, in an office that lets its messages go."""
    office = make_office(delivery='mode = "send"')
    office.services.clock = lambda: DAY + timedelta(days=10)
    office.receive(own_records(), name="own", envelope=proven_mail("pat@postbox.example"))
    return office


def test_the_letter_is_written_and_the_due_day_waits_for_it(asked: Office) -> None:
    reference = asked.reference(1)

    said = asked.said("queue", "extend", reference, "--reason", "large_volume", "--until", UNTIL)
    (message,) = asked.json("outbox", "list")
    shown = asked.said("outbox", "show", str(message["id"]))

    assert f"The due day stays {(DAY + timedelta(days=30)).date()}" in said
    assert (message["situation"], message["state"]) == ("extension", "ready")
    assert "There are many records" in shown.replace("there are", "There are")


def test_a_letter_posted_by_hand_moves_the_due_day_at_once(asked: Office) -> None:
    reference, told = asked.reference(1), str((DAY + timedelta(days=9)).date())
    how = ("--told-on", told, "--how", "letter")

    said = asked.said("queue", "extend", reference, "--reason", "off_site", "--until", UNTIL, *how)

    assert f"is due on {UNTIL}; told on {told} (letter)" in said
    assert asked.json("queue", "show", reference)["request"]["due_on"] == UNTIL
    asked.said("audit", "verify")


def test_what_is_told_by_hand_is_recorded_afterwards(asked: Office) -> None:
    reference = asked.reference(1)
    asked.said("queue", "extend", reference, "--reason", "off_site", "--until", UNTIL)

    asked.said("queue", "extend", reference, "--told-on", str(DAY.date()), "--how", "handed_over")

    assert asked.json("queue", "show", reference)["request"]["due_on"] == UNTIL
    assert [one["state"] for one in asked.json("outbox", "list")] == ["cancelled"]


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--reason", "off_site"),
        ("--until", UNTIL),
        ("--told-on", str(DAY.date())),
        ("--how", "letter"),
        ("--reason", "off_site", "--until", "soon"),
        ("--told-on", str(DAY.date()), "--how", "shouting"),
    ],
)
def test_half_a_call_is_a_mistake_in_the_call(asked: Office, options: tuple[str, ...]) -> None:
    assert asked.call("queue", "extend", asked.reference(1), *options).exit_code == 2


def test_a_reason_in_ones_own_words_is_refused_with_the_list_of_reasons(asked: Office) -> None:
    refused = asked.call("queue", "extend", asked.reference(1), "--reason", "she is ill", "--until", UNTIL)

    assert refused.exit_code == 1
    assert "system_outage: A computer system" in refused.stderr
    assert "she is ill" not in refused.stderr


def test_as_a_process_of_its_own_a_refusal_is_one_sentence(office: Office) -> None:
    office.receive(truth("fax-complete.pdf"), name="complete")
    reference = office.reference(1)
    today = datetime.now(tz=DAY.tzinfo).date()

    done = run(office, "queue", "extend", reference, "--reason", "off_site", "--until", str(today))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"intake-daemon: {reference}: the law sets no day for")
