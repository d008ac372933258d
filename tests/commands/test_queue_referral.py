"""Referrals at the command line: list, show with a draft, move, figures."""

from datetime import timedelta

import pytest
from support.cases import present
from support.office import DAY, MakeOffice, Office

from intake_daemon.model import FieldValue, Intent, IntentGuess, Kind, RequestDraft, State, Understanding
from intake_daemon.pipeline.words import REFERRAL_STATUSES
from intake_daemon.store.referrals import ReferralStatus

CAME = DAY.date()


def packet() -> Understanding:
    """A message that refers a patient and lacks the telephone."""
    fields = {
        "patient.name": present("Wilhelmina Tate"),
        "patient.dob": present("1988-11-11"),
        "patient.phone": FieldValue(state=State.ABSENT, confidence=0.95),
        "referral.service": present("neurology"),
    }
    draft = RequestDraft(kind=Kind.OTHER, kind_confidence=0.9, pages=(1,), fields=fields)
    return Understanding(intents=(IntentGuess(intent=Intent.REFERRAL, confidence=0.95),), requests=(draft,))


@pytest.fixture
def referred(make_office: MakeOffice) -> Office:
    """An office with one referral that came in today."""
    office = make_office()
    office.services.clock = lambda: DAY
    office.receive(packet(), name="referral")
    return office


def test_a_referral_is_listed_with_what_staff_need(referred: Office) -> None:
    (one,) = referred.json("queue", "referral", "list")
    table = referred.said("queue", "referral", "list")

    assert (one["status"], one["patient"], one["service"], one["came_on"]) == (
        "new",
        "Wilhelmina Tate",
        "neurology",
        str(CAME),
    )
    assert one["reference"] in table


def test_what_is_missing_is_shown_with_the_checklist_and_a_draft(referred: Office) -> None:
    reference = referred.reference(1)
    shown = referred.said("queue", "referral", "show", reference)
    document = referred.json("queue", "referral", "show", reference)

    assert "The packet gives a number" not in shown
    assert [one["field"] for one in document["lacks"] if one["state"] == "absent"] == ["patient.phone"]
    assert "telephone number" in document["draft"]
    assert "[ ] Call the patient to schedule" in shown
    assert "(not sent)" in shown
    assert referred.json("outbox", "list") == []


def test_a_step_is_written_down_with_its_day_and_reason(referred: Office) -> None:
    reference = referred.reference(1)
    said = referred.said(
        "queue", "referral", "move", reference, "needs_patient_action", "--because", "patient_not_reached",
        "--follow-up", str(CAME + timedelta(days=3)),
    )  # fmt: skip
    document = referred.json("queue", "referral", "show", reference)

    assert f"look again on {CAME + timedelta(days=3)}" in said
    assert [one["status"] for one in document["steps"]] == ["new", "needs_patient_action"]
    assert document["delay_reason"] == "patient_not_reached"


def test_a_visit_is_scheduled_and_the_referral_closed_with_proof(referred: Office) -> None:
    reference, visit = referred.reference(1), str(CAME + timedelta(days=9))
    referred.said("queue", "referral", "move", reference, "scheduled", "--on", visit)
    referred.said(
        "queue", "referral", "move", reference, "closed", "--reason", "fulfilled", "--proof", "fax 881"
    )
    (one,) = referred.json("queue", "referral", "list", "--all")

    assert referred.json("queue", "referral", "list") == []
    assert (one["status"], one["appointment_on"], one["follow_up_on"]) == ("closed", visit, None)
    referred.said("audit", "verify")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("scheduled",), 2),
        (("lost",), 2),
        (("waiting_for_information",), 1),
        (("waiting_for_information", "--because", "weather"), 1),
        (("closed", "--reason", "fulfilled"), 1),
        (("sent", "--on", "soon"), 2),
    ],
)
def test_half_a_step_is_refused(referred: Office, options: tuple[str, ...], code: int) -> None:
    assert referred.call("queue", "referral", "move", referred.reference(1), *options).exit_code == code


def test_the_reasons_are_named_when_one_is_missing(referred: Office) -> None:
    refused = referred.call("queue", "referral", "move", referred.reference(1), "needs_patient_action")

    assert "patient_not_reached" in refused.output


def test_a_request_for_records_is_no_referral(make_office: MakeOffice) -> None:
    office = make_office()
    office.receive(
        packet().model_copy(update={"intents": (IntentGuess(intent=Intent.APPOINTMENT, confidence=0.95),)})
    )
    reference = office.reference(1)

    assert office.call("queue", "referral", "show", reference).exit_code == 2
    assert office.call("queue", "referral", "move", reference, "sent").exit_code == 1


def test_figures_come_with_what_they_mean(referred: Office) -> None:
    document = referred.json("report", "referrals", "--since", str(CAME - timedelta(days=1)))
    shown = referred.said("report", "referrals", "--since", str(CAME - timedelta(days=1)))

    assert (document["received"], document["open"], document["not_reached"]) == (1, 1, 1)
    assert "first outreach" in document["definitions"]
    assert "the first step out of" in shown


def test_the_words_of_the_command_line_are_those_of_the_table() -> None:
    assert set(REFERRAL_STATUSES) == set(ReferralStatus)
