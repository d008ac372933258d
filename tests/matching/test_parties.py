"""Who asks and who shall get the records: on a fax often only one of the two can be read."""

from support.match_records import FIRM, REQUEST, asked

from intake_daemon.matching.judge import match
from intake_daemon.matching.record import Record, Requestor
from intake_daemon.model import Outcome

NOBODY = Requestor()
INSURER = Requestor(organization="Bluestem Mutual", fax="(402) 555-0101", phone="(402) 555-0102")


def outcome(incoming: Record, stored: Record) -> Outcome:
    return match(incoming, (stored,)).outcome


def test_a_resend_is_recognised_by_its_recipient_when_nobody_says_who_asks() -> None:
    stored = REQUEST.model_copy(update={"requestor": NOBODY, "recipient": FIRM})

    assert outcome(asked(requestor=NOBODY, recipient=FIRM), stored) is Outcome.DUPLICATE


def test_the_recipient_of_one_paper_is_who_asks_on_the_other() -> None:
    assert outcome(asked(requestor=NOBODY, recipient=FIRM), REQUEST) is Outcome.DUPLICATE
    assert outcome(asked(requestor=NOBODY, recipient=INSURER), REQUEST) is Outcome.NEW


def test_records_for_two_recipients_are_two_requests_whoever_asks() -> None:
    stored = REQUEST.model_copy(update={"recipient": FIRM})

    assert outcome(asked(recipient=INSURER), stored) is Outcome.NEW
    assert outcome(asked(requestor=NOBODY, recipient=INSURER), stored) is Outcome.NEW


def test_two_who_ask_for_one_recipient_go_to_a_person() -> None:
    stored = REQUEST.model_copy(update={"recipient": FIRM})

    assert outcome(asked(requestor=INSURER, recipient=FIRM), stored) is Outcome.REVIEW


def test_a_patient_s_copy_and_a_firm_s_copy_are_two_requests() -> None:
    own = Requestor(name="self")
    stored = REQUEST.model_copy(update={"requestor": NOBODY, "recipient": own})

    assert outcome(asked(requestor=NOBODY, recipient=own), stored) is Outcome.DUPLICATE
    assert outcome(asked(requestor=NOBODY, recipient=FIRM), stored) is Outcome.NEW


def test_with_neither_party_known_a_person_looks() -> None:
    stored = REQUEST.model_copy(update={"requestor": NOBODY})

    assert outcome(asked(requestor=NOBODY), stored) is Outcome.REVIEW
