"""A revocation that came before is found by the request it speaks against, by whoever sent either."""

from support.cases import present
from support.clinic import Clinic, authorization
from support.mails import mail

from intake_daemon.model import Understanding

REVOKES = """Hello,

I revoke my authorization for the release of my medical records. Please do not release my records any more.

Patient name: {name}
Date of birth: {dob}

{name}
"""
HELD = "A revocation that seems to be of this patient is here; see which authorization it takes back."


def revoke(clinic: Clinic, name: str = "Alma Quist", dob: str = "04/09/1971") -> None:
    """A patient's mail that takes an authorization back."""
    clinic.receive(mail(REVOKES.format(name=name, dob=dob), subject="Revocation"))
    (queue,) = {row.queue for row in clinic.requests()}
    assert queue == "privacy"


def reasons(clinic: Clinic, form: Understanding) -> list[str]:
    """Why the next request, with this form, goes where it goes."""
    request = clinic.settle(mail("The form.", sender="records@larkspur.example"), form)
    return clinic.decisions(request)[-1].reasons


def test_an_authorization_signed_before_the_revocation_came_is_held(either_clinic: Clinic) -> None:
    revoke(either_clinic)

    assert HELD in reasons(either_clinic, authorization())


def test_an_authorization_signed_after_the_revocation_came_is_not(clinic: Clinic) -> None:
    revoke(clinic)
    clinic.wait(days=3)

    assert HELD not in reasons(clinic, authorization(authorization__signed_on=present("2026-11-07")))


def test_a_revocation_by_another_patient_holds_nothing(clinic: Clinic) -> None:
    revoke(clinic, name="Bram Ostrow", dob="12/30/1955")

    assert HELD not in reasons(clinic, authorization())


def test_a_question_of_the_same_patient_is_no_revocation(clinic: Clinic) -> None:
    words = "I have a complaint about my bill.\n\nPatient name: Alma Quist\nDate of birth: 04/09/1971\n"
    clinic.receive(mail(words, subject="Bill"))

    assert HELD not in reasons(clinic, authorization())
