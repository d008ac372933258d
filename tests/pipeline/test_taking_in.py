"""Taking in: once, durably, and what is the same whole arrival."""

from dataclasses import replace

import pytest
from support.cases import present
from support.clinic import Clinic, authorization
from support.mails import mail

from intake_daemon.errors import TransientError
from intake_daemon.model import Channel
from intake_daemon.model.matching import MatchTuning
from intake_daemon.pipeline.take import Taking
from intake_daemon.store.arrivals import ArrivalState, CheckpointRow, SightingRow


def test_an_arrival_is_stored_recorded_and_scheduled_as_one(either_clinic: Clinic) -> None:
    content = mail("Please.")
    assert either_clinic.take(content, checkpoint=("INBOX", 7, 42)) is Taking.NEW
    (arrival,) = either_clinic.arrivals()
    assert either_clinic.services.blobs.path(arrival.sha256).read_bytes() == content
    assert either_clinic.schedule.over([(arrival.id, 1, 1)]) == set()
    assert [row.detail["sha256"] for row in either_clinic.events("arrival.received")] == [arrival.sha256]
    with either_clinic.session() as session:
        assert session.get_one(CheckpointRow, ("mail", "INBOX")).uid == 42


def test_the_same_hand_over_again_changes_nothing(either_clinic: Clinic) -> None:
    content = mail("Please.")
    either_clinic.take(content, key="INBOX/7/42")
    before = either_clinic.actions()
    assert either_clinic.take(content, key="INBOX/7/42") is Taking.KNOWN
    assert either_clinic.actions() == before


def test_the_same_whole_arrival_under_another_key_is_a_second_sighting(either_clinic: Clinic) -> None:
    content = mail("Please.")
    either_clinic.take(content, same_arrival_key="<m1@postbox.example>")
    assert either_clinic.take(content, same_arrival_key="<m1@postbox.example>") is Taking.SIGHTING
    assert len(either_clinic.arrivals()) == 1
    assert either_clinic.actions() == ["arrival.received", "arrival.seen_again"]
    with either_clinic.session() as session:
        assert session.query(SightingRow).count() == 1


def test_a_sighting_is_known_when_it_is_handed_over_once_more(clinic: Clinic) -> None:
    content = mail("Please.")
    clinic.take(content, same_arrival_key="a")
    clinic.take(content, same_arrival_key="a", key="again")
    assert clinic.take(content, same_arrival_key="a", key="again") is Taking.KNOWN


def test_other_bytes_under_the_same_name_are_another_arrival(clinic: Clinic) -> None:
    clinic.take(b"page one", channel=Channel.FAX, same_arrival_key="name:scan.pdf")
    assert clinic.take(b"page two", channel=Channel.FAX, same_arrival_key="name:scan.pdf") is Taking.NEW


def test_the_same_bytes_in_another_envelope_are_another_arrival(clinic: Clinic) -> None:
    content = mail("Please.")
    clinic.take(content, same_arrival_key="<m1@postbox.example>")
    assert clinic.take(content, same_arrival_key="<m2@postbox.example>") is Taking.NEW


def test_the_same_fax_after_the_short_time_is_another_arrival(clinic: Clinic) -> None:
    fax = b"the very same pages"
    clinic.take(fax, channel=Channel.FAX, same_arrival_key="name:scan.txt")
    clinic.wait(minutes=59)
    assert clinic.take(fax, channel=Channel.FAX, same_arrival_key="name:scan.txt") is Taking.SIGHTING
    clinic.wait(minutes=2)
    assert clinic.take(fax, channel=Channel.FAX, same_arrival_key="name:scan.txt") is Taking.NEW


def test_the_same_mail_is_one_arrival_whenever_it_is_seen_again(clinic: Clinic) -> None:
    content = mail("Please.")
    clinic.take(content, same_arrival_key="<m1@postbox.example>")
    clinic.wait(days=40)
    assert clinic.take(content, same_arrival_key="<m1@postbox.example>") is Taking.SIGHTING


def test_what_was_withheld_waits_for_a_person_at_once(clinic: Clinic) -> None:
    clinic.take(b"Subject: only the headers\r\n\r\n", withheld="larger than 100 MiB")
    (arrival,) = clinic.arrivals()
    (exception,) = clinic.exceptions()
    assert (arrival.state, arrival.problem_kind) == (ArrivalState.PARKED, "too_large")
    assert "larger than 100 MiB" in exception.reasons[0]
    assert "max_arrival_mb" in exception.next_step
    assert clinic.schedule.over([(arrival.id, 1, 1)]) == {arrival.id}


def test_a_checkpoint_moves_forward_only_within_one_folder_life(clinic: Clinic) -> None:
    for uidvalidity, uid in ((7, 5), (7, 3), (8, 1)):
        clinic.take(mail("Please."), checkpoint=("INBOX", uidvalidity, uid))
    with clinic.session() as session:
        row = session.get_one(CheckpointRow, ("mail", "INBOX"))
        assert (row.uidvalidity, row.uid) == (8, 1)


def test_a_store_that_cannot_be_written_leaves_nothing_half_done(clinic: Clinic) -> None:
    clinic.services.blobs.path("0" * 64).parents[2].write_text("a file where the folder should be")
    with pytest.raises(TransientError, match="cannot store"):
        clinic.take(mail("Please."))
    assert clinic.arrivals() == []
    assert clinic.actions() == []


def test_the_same_pages_in_a_new_mail_go_through_matching(clinic: Clinic) -> None:
    first = clinic.settle(mail("The form."), authorization())
    second = clinic.settle(mail("The form."), authorization())
    assert (second.decision, second.attached_to) == ("attach", first.id)


def test_a_request_of_another_patient_is_not_a_duplicate(clinic: Clinic) -> None:
    clinic.settle(mail("The form."), authorization())
    other = authorization(patient__name=present("Tobias Marrow"), patient__dob=present("1988-12-24"))
    assert clinic.settle(mail("The form."), other).decision == "enqueue"


def test_what_the_rules_folder_says_about_matching_is_heeded(clinic: Clinic) -> None:
    policy = clinic.services.policy
    stricter = replace(policy.rules, tuning=MatchTuning(always_review=("birth_date.exact",)))
    first = clinic.settle(mail("The form."), authorization())
    clinic.services.change_policy(replace(policy, rules=stricter))
    second = clinic.settle(mail("The form."), authorization())
    assert first.decision == "enqueue"
    assert (second.decision, second.attached_to) == ("review", None)


def test_a_second_ask_after_the_limit_is_escalated_never_swallowed(clinic: Clinic) -> None:
    first = clinic.settle(mail("The form."), authorization())
    clinic.wait(days=clinic.services.policy.rules.policy.repeat_after_days + 1)
    again = clinic.settle(mail("The form."), authorization())
    assert (again.decision, again.status) == ("review", "escalated")
    assert again.attached_to is None
    assert clinic.exceptions(request_id=again.id)[0].reasons
    assert clinic.request(first.reference).status == "new"


def test_what_was_attached_says_so_to_nobody_unproven(clinic: Clinic) -> None:
    clinic.settle(mail("The form."), authorization())
    clinic.settle(mail("The form.", proven=False), authorization())
    assert [(message.state, message.recipient) for message in clinic.messages()] == [("held", "")]


def test_a_re_send_within_the_hour_is_told_that_the_first_is_here(clinic: Clinic) -> None:
    first = clinic.settle(mail("The form."), authorization())
    clinic.wait(minutes=5)
    second = clinic.settle(mail("The form."), authorization())
    assert second.decision == "attach"
    (message,) = clinic.messages()
    assert (message.situation, message.request_id, message.state) == ("already_here", first.id, "ready")
