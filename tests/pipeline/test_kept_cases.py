"""A decision keeps what the rules were told: judged again by the same rules it comes out the same."""

from support.cases import absent
from support.clinic import Clinic, authorization
from support.mails import mail

import rules
from intake_daemon.model import Case, Terms
from intake_daemon.pipeline.read import unpack
from intake_daemon.store.requests import DecisionRow


def kept(row: DecisionRow) -> Case:
    assert row.case is not None
    return unpack(Case, row.case)


def test_every_decision_of_the_rules_can_be_made_again_from_what_it_kept(either_clinic: Clinic) -> None:
    missing = authorization(authorization__purpose=absent())
    request = either_clinic.settle(mail("The form."), missing)

    (decision,) = either_clinic.decisions(request)
    verdict = rules.judge(either_clinic.services.policy.rules, kept(decision))

    assert (verdict.decision, list(verdict.reasons)) == (decision.decision, decision.reasons)
    assert verdict.due_on == request.due_on
    assert Terms.model_validate(decision.terms) == verdict.terms


def test_what_was_known_then_is_kept_when_more_is_known_now(clinic: Clinic) -> None:
    request = clinic.settle(mail("The form."), authorization(authorization__purpose=absent()))
    before = clinic.decisions(request)[0]
    (question,) = clinic.messages()

    clinic.settle(mail("Here.", in_reply_to=question.message_id), authorization())

    first, second = clinic.decisions(request)
    assert kept(first) == kept(before)
    assert kept(second) != kept(first)
    assert kept(first).fields["authorization.purpose"].value is None
