"""Due days: a warning before a legal clock ends, and the supervisor when a due day has passed."""

from datetime import timedelta

import pytest
from support.cases import absent, present
from support.clinic import NOON, Clinic, access, authorization
from support.mails import mail

from intake_daemon.pipeline import due_days
from intake_daemon.pipeline.decide import decide_again
from intake_daemon.pipeline.extend import Given, extend
from intake_daemon.store.requests import RequestRow, Status

RECEIVED = NOON.date()
FIRST_END = RECEIVED + timedelta(days=30)


def say(clinic: Clinic) -> list[str]:
    """What waits for a person, in words."""
    return [row.reasons[0] for row in clinic.exceptions()]


def extend_until(clinic: Clinic, days: int, *, told: bool) -> None:
    given = Given(clinic.now.date(), "letter") if told else None
    with clinic.session() as session:
        request, until = session.get_one(RequestRow, 1), RECEIVED + timedelta(days=days)
        extend(session, clinic.services, request, reason="off_site", until=until, actor="maria", given=given)


def test_somebody_is_warned_once_before_a_legal_clock_ends(clinic: Clinic) -> None:
    clinic.settle(mail("My records."), access())
    clinic.wait(days=24)
    early = clinic.sweep()
    clinic.wait(days=1)

    assert (early, clinic.sweep(), clinic.sweep()) == (0, 1, 0)
    assert say(clinic) == [f"the legal clock ends on {FIRST_END} and was not extended"]
    assert "queue extend" in clinic.exceptions()[0].next_step


def test_a_letter_that_waits_does_not_stop_the_warning(clinic: Clinic) -> None:
    clinic.settle(mail("My records.", proven=False), access())
    extend_until(clinic, 45, told=False)
    clinic.wait(days=26)
    clinic.sweep()

    assert (
        say(clinic)[-1]
        == f"the legal clock ends on {FIRST_END} and the letter about its extension has not gone out"
    )


def test_an_extension_settles_the_warning_and_the_longer_clock_is_watched(clinic: Clinic) -> None:
    clinic.settle(mail("My records."), access())
    clinic.wait(days=26)
    clinic.sweep()
    extend_until(clinic, 45, told=True)

    assert say(clinic) == []
    clinic.wait(days=15)
    clinic.sweep()
    assert say(clinic) == [
        f"the extended clock ends on {RECEIVED + timedelta(days=45)}; it cannot be extended again"
    ]


def test_a_due_day_that_has_passed_goes_to_the_supervisor_and_then_further(either_clinic: Clinic) -> None:
    clinic = either_clinic
    request = clinic.settle(mail("My records."), access())
    clinic.wait(days=30)
    clinic.sweep()
    on_the_day = clinic.request(request.reference).status
    clinic.wait(days=1)
    clinic.sweep()
    passed = clinic.exceptions()[-1]

    assert (on_the_day, clinic.request(request.reference).status) == (Status.NEW, Status.ESCALATED)
    assert (passed.queue, passed.reasons) == ("supervisor", [f"its due day, {FIRST_END}, has passed"])
    clinic.now = passed.escalate_at
    clinic.sweep()
    assert clinic.exceptions()[-1].queue == "privacy"


def test_asking_stops_no_legal_clock_but_it_stops_the_aim_of_the_house(clinic: Clinic) -> None:
    clinic.settle(mail("The form."), authorization(authorization__purpose=absent()))
    clinic.wait(days=20)

    assert clinic.sweep() == 0

    with clinic.session() as session:
        session.get_one(RequestRow, 1).kind = "patient_access"
    assert clinic.sweep() == 1


def test_a_request_decided_anew_is_watched_anew(clinic: Clinic) -> None:
    request = clinic.settle(mail("My records."), access())
    clinic.wait(days=31)
    clinic.sweep()
    with clinic.session() as session:
        decide_again(session, clinic.services, session.get_one(RequestRow, 1))
    clinic.sweep()

    assert say(clinic) == [f"its due day, {FIRST_END}, has passed"]
    assert clinic.request(request.reference).status == Status.ESCALATED


def test_a_closed_request_is_left_alone(clinic: Clinic) -> None:
    clinic.settle(mail("My records."), access())
    with clinic.session() as session:
        session.get_one(RequestRow, 1).status = Status.CLOSED
    clinic.wait(days=40)

    assert clinic.sweep() == 0


def test_a_long_backlog_is_told_in_portions(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due_days, "AT_ONCE", 2)
    for name in ("Alma Quist", "Tobias Marrow", "Ines Okafor"):
        clinic.settle(
            mail("My records.", sender=f"{name[0]}@postbox.example"), access(patient__name=present(name))
        )
    clinic.wait(days=31)

    assert [clinic.sweep(), clinic.sweep(), clinic.sweep()] == [2, 1, 0]
