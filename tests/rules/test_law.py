"""What the shipped folder makes of whole requests where the law says more than "complete" or "not complete"."""

import pytest
from support.cases import a_case, absent, present

import rules
from intake_daemon.model import Decision, Effect, FieldValue, Kind, Verdict

SHIPPED = rules.load(rules.SHIPPED)
NO_SIGNATURE = {"authorization.signed": absent(), "authorization.signed_on": absent()}


def verdict(fields: dict[str, FieldValue] | None = None, **given: object) -> Verdict:
    return rules.judge(SHIPPED, a_case(fields, **given))


def held_by(said: Verdict) -> set[str]:
    """The rules that let nothing be enqueued without a person."""
    return {found.rule for found in said.findings if found.effect is Effect.HOLD}


def sensitive(*categories: str) -> dict[str, FieldValue]:
    return {"scope.sensitive": present(categories)}


@pytest.mark.parametrize(
    ("category", "rule", "step"),
    [
        ("psychotherapy_notes", "sensitive-psychotherapy", "kept apart from the chart"),
        ("substance_use", "sensitive-substance-use", "42 CFR 2.32"),
        ("hiv", "sensitive-state-law", "law of the state"),
        ("genetic", "sensitive-state-law", "law of the state"),
        ("mental_health", "sensitive-state-law", "law of the state"),
        ("reproductive", "sensitive-state-law", "law of the state"),
    ],
)
@pytest.mark.parametrize("kind", [Kind.THIRD_PARTY_AUTHORIZATION, Kind.TREATMENT, Kind.PATIENT_ACCESS])
def test_what_is_sensitive_waits_for_a_person_with_what_to_look_at(
    kind: Kind, category: str, rule: str, step: str
) -> None:
    said = verdict(sensitive(category), kind=kind, requestor_verified=kind is Kind.TREATMENT)

    assert (said.decision, said.queue) == (Decision.REVIEW, "privacy")
    assert rule in held_by(said)
    assert any(step in line for line in said.terms.checklist)


def test_what_is_missing_besides_is_asked_for_at_once() -> None:
    said = verdict({**sensitive("hiv"), "authorization.purpose": absent()})

    assert (said.decision, said.asks) == (Decision.CLARIFY, ("authorization.purpose",))
    assert held_by(said) == {"sensitive-state-law"}


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({"scope.record_types": present(("labs",))}, True),
        ({"scope.record_types": absent()}, False),
    ],
)
def test_psychotherapy_notes_joined_with_other_records_are_told(
    changes: dict[str, FieldValue], holds: bool
) -> None:
    said = verdict({**sensitive("psychotherapy_notes"), **changes})

    assert holds == ("psychotherapy-alone" in held_by(said))


@pytest.mark.parametrize(
    ("kind", "basis", "verified"),
    [
        (Kind.SUBPOENA, "45 CFR 164.512(e)(1)(ii), subpoena with satisfactory assurance", {"authority"}),
        (Kind.COURT_ORDER, "45 CFR 164.512(e)(1)(i), court order", {"authority"}),
        (Kind.GOVERNMENT, "45 CFR 164.512, public authority", {"identity", "authority"}),
        (Kind.WORKERS_COMP, "45 CFR 164.512(l), workers' compensation", {"identity", "authority"}),
    ],
)
def test_without_authorization_a_person_decides_knowing_basis_and_what_to_verify(
    kind: Kind, basis: str, verified: set[str]
) -> None:
    said = verdict(NO_SIGNATURE, kind=kind)

    assert (said.decision, said.basis, said.terms.accounting) == (Decision.REVIEW, basis, True)
    assert verified == {item.item for item in said.terms.verify}
    assert said.terms.checklist


@pytest.mark.parametrize(
    ("organization", "step"),
    [
        ("Harbor County Sheriff's Office", "court order, a warrant or a subpoena"),
        ("Office of the Chief Medical Examiner", "The patient has died"),
        ("Harbor County Department of Health", "which report, registry or investigation"),
        ("Office of Inspector General", "not the patient"),
    ],
)
def test_each_public_authority_has_a_checklist_of_its_own(organization: str, step: str) -> None:
    said = verdict({**NO_SIGNATURE, "requestor.organization": present(organization)}, kind=Kind.GOVERNMENT)

    assert said.queue == "privacy"
    assert any(step in line for line in said.terms.checklist)


@pytest.mark.parametrize(
    ("purpose", "event", "decision", "asks"),
    [
        ("insurance claim", present("never"), Decision.CLARIFY, ("authorization.expires_on",)),
        ("insurance claim", absent(), Decision.CLARIFY, ("authorization.expires_on",)),
        ("insurance claim", present("end of the lawsuit"), Decision.ENQUEUE, ()),
        ("a clinical trial", present("none, for research"), Decision.ENQUEUE, ()),
        ("a clinical trial", present("never"), Decision.ENQUEUE, ()),
        ("a clinical trial", absent(), Decision.REVIEW, ()),
    ],
)
def test_only_an_authorization_for_research_may_last_for_ever(
    purpose: str, event: FieldValue, decision: Decision, asks: tuple[str, ...]
) -> None:
    said = verdict(
        {
            "authorization.purpose": present(purpose),
            "authorization.expires_on": absent(),
            "authorization.expires_event": event,
        }
    )

    assert (decision, asks) == (said.decision, said.asks)


def test_any_and_all_is_noted_and_holds_nobody_up() -> None:
    said = verdict({"scope.text": present("Any and all records, of whatever kind")})

    assert said.decision == Decision.ENQUEUE
    assert ("authorization-records-specific", Effect.NOTE) in [(f.rule, f.effect) for f in said.findings]


def test_for_a_minor_somebody_signs_and_what_a_minor_may_consent_to_is_for_a_person() -> None:
    born = {"patient.dob": present("2012-04-09")}
    mother = {
        "authorization.representative.name": present("Ivo Quist"),
        "authorization.representative.authority": present("father"),
    }

    assert "minor-represented" in held_by(verdict(born))
    assert verdict({**born, **mother}).decision == Decision.ENQUEUE
    assert {"authority"} == {item.item for item in verdict({**born, **mother}).terms.verify}
    assert "minor-sensitive" in held_by(verdict({**born, **mother, **sensitive("reproductive")}))


def test_for_the_dead_the_authority_over_the_estate_is_verified() -> None:
    signed_by = {
        "authorization.representative.name": present("Ivo Quist"),
        "authorization.representative.authority": present("Executor of the estate"),
    }

    assert {"authority", "estate"} == {item.item for item in verdict(signed_by).terms.verify}


@pytest.mark.parametrize(("known", "items"), [(False, {"identity"}), (True, set())])
def test_patients_are_verified_unless_they_are_known(known: bool, items: set[str]) -> None:
    said = verdict(kind=Kind.PATIENT_ACCESS, requestor_verified=known)

    assert said.decision == Decision.ENQUEUE
    assert items == {item.item for item in said.terms.verify}


def test_a_signed_authorization_is_enough_for_the_recipient_it_names() -> None:
    assert verdict().terms.verify == ()


def switched_on(state: str) -> rules.RuleSet:
    texts, _ = rules.read_texts(rules.SHIPPED)
    texts["policy.yaml"] = texts["policy.yaml"].replace(f"states/{state}: false", f"states/{state}: true")
    return rules.load_texts(texts)


def test_california_has_a_person_look_which_records_a_parent_may_release() -> None:
    fields = {
        "patient.dob": present("2012-04-09"),
        "authorization.representative.name": present("Ivo Quist"),
        "authorization.representative.authority": present("father"),
    }

    said = rules.judge(switched_on("california"), a_case(fields))

    assert (said.decision, said.queue) == (Decision.REVIEW, "privacy")
    assert "california-minor-signs" in held_by(said)


def test_washington_reminds_of_its_notice_and_of_whom_its_law_lets_ask() -> None:
    rule_set = switched_on("washington")

    for fields, kind, words in (
        (sensitive("hiv"), Kind.THIRD_PARTY_AUTHORIZATION, "RCW 70.02.300"),
        (NO_SIGNATURE, Kind.WORKERS_COMP, "Labor & Industries"),
    ):
        said = rules.judge(rule_set, a_case(fields, kind=kind))

        assert any(words in line for line in said.terms.checklist)
