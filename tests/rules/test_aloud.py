"""Conditions in words: what they say, what their denial says, and that every shipped one has words."""

import re

import pytest

import rules
from rules.aloud import Speaker, in_one_line
from rules.conditions.expressions import Condition

SHIPPED = rules.load(rules.SHIPPED)
HOUSE = {**SHIPPED.policy.house, "signature_age_days": 365, "adult_age": 18}
SIGNS = re.compile(r"&&|\|\||==|!=|<|>|!|_|\bhas no words\b")


def said(text: str, *, denied: bool = False) -> str:
    condition = SHIPPED.language.compile(text)
    assert isinstance(condition, Condition)
    words = Speaker(HOUSE).say(condition, denied=denied)
    return in_one_line(words) if words else ""


SENTENCES = [
    ("days_between(authorization.signed_on, received_on) <= 180",
     "from the date of the signature to the day of receipt it is at most 180 days",
     "from the date of the signature to the day of receipt it is more than 180 days"),
    ("days_between(authorization.signed_on, received_on) <= house.signature_age_days",
     "from the date of the signature to the day of receipt it is at most 365 days (house.signature_age_days)",
     "from the date of the signature to the day of receipt it is more than 365 days (house.signature_age_days)"),
    ("1 == days_between(received_on, today)",
     "from the day of receipt to the day of the decision it is exactly 1 day",
     "from the day of receipt to the day of the decision it is not exactly 1 day"),
    ("days_between(received_on, needed_by) >= 0",
     "the date by which the records are needed is on or after the day of receipt",
     "the date by which the records are needed is before the day of receipt"),
    ("authorization.expires_on < received_on", "the expiration date is before the day of receipt",
     "the expiration date is on or after the day of receipt"),
    ('day("2026-01-01") <= scope.end', "2026-01-01 is on or before the last date of service asked for",
     "2026-01-01 is after the last date of service asked for"),
    ("needed_by <= business_days_after(received_on, 5)",
     "the date by which the records are needed is on or before 5 business days after the day of receipt",
     "the date by which the records are needed is after 5 business days after the day of receipt"),
    ("age_on(patient.dob, received_on) < house.adult_age",
     "the patient's age on the day of receipt is less than 18 (house.adult_age)",
     "the patient's age on the day of receipt is at least 18 (house.adult_age)"),
    ('kind in ["subpoena", "court_order"]', "the kind of request is subpoena or court order",
     "the kind of request is not subpoena or court order"),
    ('channel == "fax"', "it came by fax", "it did not come by fax"),
    ('"clinical_question" in intents', "the message is, or holds, a clinical question",
     "the message has nothing of a clinical question"),
    ('"hiv" in scope.sensitive', "“hiv” is among the sensitive categories ticked, initialled or named by the signer",
     "“hiv” is not among the sensitive categories ticked, initialled or named by the signer"),
    ("authorization.purpose.present", "the purpose of the release is on the paper",
     "the purpose of the release is not on the paper for sure"),
    ("patient.dob.unreadable", "the patient's date of birth could not be read",
     "the patient's date of birth is not unreadable"),
    ("scope.all_dates", "all dates of service are asked for", "not all dates of service are asked for"),
    ("authorization.signed", "the signature is on the paper", "the signature is missing"),
    ('mentions(scope.text, ["any and all", "entire chart"])',
     "the wording of what is asked for mentions “any and all” or “entire chart”",
     "the wording of what is asked for does not mention “any and all” or “entire chart”"),
    ('authorization.purpose.contains("disability")', "the purpose of the release contains “disability”",
     "the purpose of the release does not contain “disability”"),
    ("size(scope.record_types) > 3", "there are more than 3 of the kinds of records asked for",
     "there are at most 3 of the kinds of records asked for"),
    ("size(scope.record_types) > 0", "there is at least one of the kinds of records asked for",
     "there is none of the kinds of records asked for"),
    ('scope.sensitive.exists(c, c == "hiv" || c == "genetic")',
     "for at least one of the sensitive categories ticked, initialled or named by the signer: "
     "it is “hiv” or it is “genetic”",
     "for every one of the sensitive categories ticked, initialled or named by the signer: "
     "it is not “hiv” and it is not “genetic”"),
    ("scope.sensitive.exists(c, true)",
     "there is at least one of the sensitive categories ticked, initialled or named by the signer",
     "there is none of the sensitive categories ticked, initialled or named by the signer"),
    ("requestor_verified && (match.known || known_form)",
     "the requestor is verified in the directory and (the request is here already or it is on a form we know)",
     "the requestor is not verified in the directory or (the request is not known to be here already "
     "and it is not on a form we know)"),
    ('requestor_verified ? channel == "fax" : channel == "email"',
     "(the requestor is verified in the directory and it came by fax) or "
     "(the requestor is not verified in the directory and it came by email)",
     "(the requestor is verified in the directory and it did not come by fax) or "
     "(the requestor is not verified in the directory and it did not come by email)"),
    ("house.rush_days + 2 > 3", f"{HOUSE['rush_days']} (house.rush_days) plus 2 is more than 3",
     f"{HOUSE['rush_days']} (house.rush_days) plus 2 is at most 3"),
    ("!requestor_reachable", "the requestor cannot be reached at a proven address",
     "the requestor can be reached at a proven address"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "denied"), SENTENCES, ids=[one[0] for one in SENTENCES])
def test_a_condition_and_its_denial_are_said_in_words(text: str, words: str, denied: str) -> None:
    assert (said(text), said(text, denied=True)) == (words, denied)


@pytest.mark.parametrize(("text", "words", "denied"), SENTENCES, ids=[one[0] for one in SENTENCES])
def test_denying_twice_says_the_same(text: str, words: str, denied: str) -> None:
    assert (said(f"!({text})"), said(f"!({text})", denied=True)) == (denied, words)


CONDITIONS = {condition.text: condition for rule in SHIPPED.rules for condition in rule.conditions}


@pytest.mark.parametrize("text", CONDITIONS, ids=lambda text: " ".join(text.split())[:60])
def test_every_shipped_condition_has_words_without_signs(text: str) -> None:
    spoken = Speaker(SHIPPED.policy.house).say(CONDITIONS[text])

    assert spoken is not None
    assert not SIGNS.search(re.sub(r"\(house\.\w+\)", "", in_one_line(spoken)))


def test_what_has_no_words_is_not_said_wrongly() -> None:
    assert said('scope.record_types.map(x, x + "s") == ["labs"]') == ""
