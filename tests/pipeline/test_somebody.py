"""Whether two papers name two people: the care of matching, also for what a thread ties together."""

import pytest
from support.cases import absent, present, unreadable
from support.clinic import Clinic, answer, authorization
from support.mails import mail

from intake_daemon.matching.judge import MatchPolicy
from intake_daemon.model import Fields, FieldValue
from intake_daemon.pipeline.somebody import other_patient

KNOWN: Fields = {"patient.name": present("Robert Quist"), "patient.dob": present("1971-04-09")}


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"patient.name": present("Bob Quist")},
        {"patient.name": present("Robert A. Quist"), "patient.dob": present("1971-04-09")},
        {"patient.name": present("Robert Qulst"), "patient.dob": present("1971-04-09")},
        {"patient.dob": present("1971-09-04"), "patient.name": present("Robert Quist")},
        {"patient.name": present("QUIST, ROBERT")},
        {"patient.name": unreadable()},
        {"patient.phone": present("+16145550123")},
    ],
)
def test_a_nickname_a_misread_letter_or_little_said_names_nobody_else(said: dict[str, FieldValue]) -> None:
    assert not other_patient(KNOWN, said, MatchPolicy())


@pytest.mark.parametrize(
    "said",
    [
        {"patient.name": present("Mary Quist"), "patient.dob": present("1971-04-09")},
        {"patient.name": present("Robert Quist"), "patient.dob": present("1999-12-31")},
        {"patient.name": present("Mary Ellison")},
        {"patient.dob": present("1999-12-31")},
    ],
)
def test_a_twin_a_son_or_a_stranger_is_somebody_else(said: dict[str, FieldValue]) -> None:
    assert other_patient(KNOWN, said, MatchPolicy())


def test_an_answer_that_calls_the_patient_by_a_short_name_completes_the_request(clinic: Clinic) -> None:
    robert = present("Robert Quist")
    first = clinic.settle(
        mail("The form."), authorization(patient__name=robert, authorization__purpose=absent())
    )
    bob = answer(
        first.reference, patient__name=present("Bob Quist"), authorization__purpose=present("a claim")
    )
    assert clinic.settle(mail("Here."), bob).attached_to == first.id
    assert clinic.request(first.reference).decision == "enqueue"
