"""Nothing is released while something that the rules want verified is not."""

import json

import pytest
from support.clinic import Clinic, authorization
from support.mails import mail
from support.terms_rules import laying_down, use_rules

from intake_daemon.pipeline.close import close
from intake_daemon.pipeline.correct import accept, correct
from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.verify import take_back, unverified, verify
from intake_daemon.store.requests import NoteRow, RequestRow, Status

WANTED = 'verify: {identity: "compare with the copy on file", guardianship: "see the court paper"}'


@pytest.fixture
def wary(clinic: Clinic) -> Clinic:
    """A clinic whose rules want two things verified, with one complete request."""
    use_rules(clinic.services, laying_down(WANTED), supervisors=("ruth",))
    clinic.settle(mail("The form."), authorization())
    return clinic


def check(clinic: Clinic, item: str, how: str = "called the number on file") -> None:
    with clinic.session() as session:
        verify(session, clinic.services, session.get_one(RequestRow, 1), item, how, actor="maria")


def release(
    clinic: Clinic, *, actor: str = "maria", because: str | None = None, reason: str = "fulfilled"
) -> None:
    with clinic.session() as session:
        close(
            session,
            clinic.services,
            session.get_one(RequestRow, 1),
            reason=reason,
            proof="fax report 88213",
            actor=actor,
            unverified_because=because,
        )


def left(clinic: Clinic) -> list[str]:
    with clinic.session() as session:
        return [one.item for one in unverified(session, session.get_one(RequestRow, 1))]


def test_a_release_is_refused_with_what_is_missing_and_how_to_do_it(wary: Clinic) -> None:
    check(wary, "identity")

    with pytest.raises(RefusedError) as refused:
        release(wary)

    assert "guardianship: see the court paper" in str(refused.value)
    assert "identity" not in str(refused.value)
    assert wary.requests()[0].status != Status.CLOSED


def test_with_everything_verified_it_is_released(wary: Clinic) -> None:
    check(wary, "identity")
    check(wary, "guardianship")
    release(wary)

    assert wary.requests()[0].closure_reason == "fulfilled"
    assert [row.detail["item"] for row in wary.events("request.verified")] == ["identity", "guardianship"]
    assert wary.events("request.closed")[0].detail["unverified"] == []


def test_what_was_looked_at_is_kept_out_of_the_audit(wary: Clinic) -> None:
    check(wary, "identity", "driver's license of Alma Quist")
    details = json.dumps([row.detail for row in wary.events("request.verified")])

    assert "Quist" not in details
    assert "how_sha256" in details


def test_what_was_taken_back_is_open_again_and_stays_on_record(wary: Clinic) -> None:
    check(wary, "identity")
    with wary.session() as session:
        take_back(session, wary.services, session.get_one(RequestRow, 1), "identity", actor="ruth")

    assert left(wary) == ["identity", "guardianship"]
    assert [row.actor for row in wary.events("request.verification_taken_back")] == ["ruth"]
    with wary.session() as session, pytest.raises(RefusedError, match="was not verified"):
        take_back(session, wary.services, session.get_one(RequestRow, 1), "identity", actor="ruth")


def test_closing_without_a_release_needs_nothing_verified(wary: Clinic) -> None:
    release(wary, reason="withdrawn")

    assert wary.requests()[0].closure_reason == "withdrawn"


def test_a_supervisor_may_release_with_a_reason_that_is_kept_with_the_request(wary: Clinic) -> None:
    release(wary, actor="ruth", because="the patient stands at the counter")
    with wary.session() as session:
        note = session.get_one(NoteRow, 1)
    closed = wary.events("request.closed")[0]

    assert (closed.actor, closed.detail["unverified"]) == ("ruth", ["identity", "guardianship"])
    assert note.text == "released unverified: the patient stands at the counter"
    assert "counter" not in json.dumps(closed.detail)


@pytest.mark.parametrize(
    ("actor", "because", "words"),
    [("maria", "I am in a hurry", "not one of the supervisors"), ("ruth", "  ", "say why")],
)
def test_nobody_else_may_and_nobody_without_a_reason(
    wary: Clinic, actor: str, because: str, words: str
) -> None:
    with pytest.raises(RefusedError, match=words):
        release(wary, actor=actor, because=because)

    assert wary.requests()[0].status != Status.CLOSED


def test_by_itself_the_policy_names_no_supervisor(clinic: Clinic) -> None:
    use_rules(clinic.services, laying_down(WANTED))
    clinic.settle(mail("The form."), authorization())

    with pytest.raises(RefusedError, match="not one of the supervisors"):
        release(clinic, actor="root", because="because I can")


def test_what_a_person_vouches_for_must_be_verified_all_the_same(wary: Clinic) -> None:
    with wary.session() as session:
        accept(session, wary.services, session.get_one(RequestRow, 1), actor="maria", reason="complete")

    assert wary.requests()[0].decision == "enqueue"
    assert left(wary) == ["identity", "guardianship"]


def test_a_correction_asks_for_nothing_twice(wary: Clinic) -> None:
    check(wary, "identity")
    with wary.session() as session:
        request = session.get_one(RequestRow, 1)
        correct(session, wary.services, request, "authorization.purpose", "claim", actor="maria")

    assert left(wary) == ["guardianship"]


def test_identity_and_authority_may_always_be_recorded_and_nothing_unknown(clinic: Clinic) -> None:
    clinic.settle(mail("The form."), authorization())
    check(clinic, "authority")

    with pytest.raises(RefusedError, match="there is no shoe to verify"):
        check(clinic, "shoe")
    with pytest.raises(RefusedError, match="--how"):
        check(clinic, "identity", "  ")


def test_a_closed_request_is_verified_no_more(clinic: Clinic) -> None:
    clinic.settle(mail("The form."), authorization())
    release(clinic, reason="withdrawn")

    with pytest.raises(RefusedError, match="is closed"):
        check(clinic, "identity")
