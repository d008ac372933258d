"""Why a case came out as it did, rule by rule, and what a rule says in words."""

import pytest
from support.cases import a_case, absent, present, unreadable

import rules

SHIPPED = rules.load(rules.SHIPPED)


def results(explained: tuple[rules.Explained, ...]) -> dict[str, str]:
    return {one.rule: one.result for one in explained}


def test_every_rule_of_the_set_is_explained_once_in_the_order_of_ids() -> None:
    explained = rules.explain(SHIPPED, a_case())

    assert [one.rule for one in explained] == sorted(rule.id for rule in SHIPPED.rules)


def test_the_explanation_says_what_passed_failed_could_not_be_told_or_did_not_apply() -> None:
    case = a_case({"authorization.purpose": absent(), "authorization.signed": unreadable()})

    said = results(rules.explain(SHIPPED, case))

    assert said["authorization-recipient"] == "pass"
    assert said["authorization-purpose"] == "fail"
    assert said["authorization-signed"] == "cannot be told"
    assert said["representative-authority"] == "does not apply"
    assert said["access-signed"] == "not for this kind of request"
    assert said["access-dates"] == "disabled"


def test_the_explanation_shows_how_fields_stand_and_never_what_they_say() -> None:
    case = a_case({"authorization.expires_on": present("2026-03-01", 0.97)})

    expired = next(one for one in rules.explain(SHIPPED, case) if one.rule == "expired")

    seen = expired.fields[0]
    assert (seen.name, seen.standing, seen.confidence) == ("authorization.expires_on", "present", 0.97)
    assert "2026-03-01" not in expired.model_dump_json()
    assert expired.cites.startswith("45 CFR 164.508(b)(2)")


def test_a_rule_explains_itself_in_words() -> None:
    said = rules.explain_rule(SHIPPED, "authorization-dates")

    assert said.splitlines() == [
        "authorization-dates (authorization/elements.yaml)",
        "The authorization says for which dates of service",
        "Source: 45 CFR 164.508(c)(1)(i): information described in a specific and meaningful fashion",
        "For: every kind of request, when authorization_needed",
        "On the paper: scope.start or scope.end or scope.all_dates or scope.open_ended or scope.periods",
        "If not: ask for scope.start, scope.end; cannot be told: review; nothing seen of it: review",
    ]


@pytest.mark.parametrize("rule_id", [rule.id for rule in SHIPPED.rules])
def test_every_rule_can_explain_itself_with_its_source(rule_id: str) -> None:
    rule = SHIPPED.rule(rule_id)
    assert rule is not None

    assert f"Source: {rule.text.why}" in rules.explain_rule(SHIPPED, rule_id)


def test_a_rule_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="no-such-rule"):
        rules.explain_rule(SHIPPED, "no-such-rule")
