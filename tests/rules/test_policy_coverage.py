"""docs/policy-coverage.md and the shipped folder say the same, and every rule there can be checked by a reader."""

import re
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from support.cases import RECEIVED, a_case, absent, present, unreadable

import rules
from intake_daemon.model import Decision, FieldValue, Intent, Kind
from rules.analysis import remarks
from rules.ruleset import Rule
from rules.schema import Authority

SHIPPED = rules.load(rules.SHIPPED)
PAGE = (Path(__file__).parents[2] / "docs" / "policy-coverage.md").read_text(encoding="utf-8")
IDS = {rule.id for rule in SHIPPED.rules}
OWN_PAGES = ("referrals/", "priorities/")  #: folders whose rules have pages of their own
NAMED = set(re.findall(r"`([a-z][a-z0-9]*(?:-[a-z0-9]+)+|rush|revoked|expired)`", PAGE))
CHECKS = {f"R{n}" for n in range(1, 11)} | {f"A{n}" for n in range(1, 13)}
CHECKS |= {f"I{n}" for n in range(1, 5)} | {f"S{n}" for n in range(1, 4)} | {f"T{n}" for n in range(1, 4)}
CHECKS |= {f"L{n}" for n in range(1, 5)} | {"Q1"}

CFR = re.compile(
    r"\b(?:45 CFR (?:164|160)|42 CFR 2)\.\d+(?:\([A-Za-z0-9]+\))*(?:-\([a-z0-9]+\))?(?=[\s,;:.)]|$)"
)
ANY_CFR = re.compile(r"\bCFR\b")
PART = re.compile(r"\b42 CFR Part 2\b")

ids = pytest.mark.parametrize("rule", SHIPPED.rules, ids=lambda rule: rule.id)


def test_every_rule_the_page_names_exists() -> None:
    assert set() == NAMED - IDS


def test_every_shipped_rule_stands_on_the_page() -> None:
    ours = {id for id in IDS if not SHIPPED.files[id].startswith(OWN_PAGES)}

    assert set() == ours - NAMED


def test_every_check_has_a_line_on_the_page() -> None:
    lines = re.findall(r"^\| ([A-Z]\d+) \|", PAGE, re.MULTILINE)

    assert sorted(CHECKS) == sorted(lines)


def test_what_the_page_calls_off_is_off_and_nothing_else_is() -> None:
    head, _, states = PAGE.partition("\n## States\n")
    off = set(re.findall(r"`([a-z0-9-]+)` \*\(off\)\*", head)) | (
        set(re.findall(r"`([a-z0-9-]+)`", states)) & IDS
    )

    assert {rule.id for rule in SHIPPED.rules if rule.id in NAMED and not rule.in_use} == off


@ids
def test_every_rule_has_a_source_a_label_and_examples_of_both_kinds(rule: Rule) -> None:
    shown = rule.text.examples

    assert rule.text.authority in Authority
    assert (shown.passes and shown.fails) or (shown.applies and shown.leaves)


@ids
def test_every_paragraph_of_the_federal_rules_is_cited_in_full(rule: Rule) -> None:
    cited = [rule.text.why, rule.text.basis or "", *rule.text.checklist]

    for text in cited:
        assert len(ANY_CFR.findall(text)) == len(CFR.findall(text)) + len(PART.findall(text)), text


@ids
def test_what_is_house_policy_and_what_is_law_is_told_apart(rule: Rule) -> None:
    in_house = SHIPPED.files[rule.id].startswith("house/")

    assert not in_house or rule.text.authority is Authority.HOUSE
    assert rule.text.authority is not Authority.HOUSE or rule.text.source is None


@ids
def test_the_law_of_a_state_says_where_and_when_it_was_read_and_is_off(rule: Rule) -> None:
    of_a_state = SHIPPED.files[rule.id].startswith("states/")

    assert of_a_state == (rule.text.source is not None)
    assert rule.text.source is None or rule.text.source.read_on <= date(2026, 11, 22)
    assert not (of_a_state and rule.in_use)


SIGNED: tuple[FieldValue | None, ...] = (present(True), absent(), unreadable(), None)


@pytest.mark.parametrize(("kind", "verified", "signed"), [*product(Kind, (True, False), SIGNED)])
def test_every_request_has_one_basis_and_one_word_on_the_accounting(
    kind: Kind, verified: bool, signed: FieldValue | None
) -> None:
    case = a_case(kind=kind, requestor_verified=verified)
    fields = {name: value for name, value in case.fields.items() if name != "authorization.signed"}
    if signed:
        fields["authorization.signed"] = signed
    explained = rules.explain(SHIPPED, case.model_copy(update={"fields": fields}))

    applying = [one.rule for one in explained if one.rule.startswith("basis-") and one.result == "applies"]

    assert len(applying) == 1
    rule = SHIPPED.rule(applying[0])
    assert rule is not None
    assert rule.text.accounting is not None
    assert rule.text.basis


@pytest.mark.parametrize(
    ("kind", "verified", "signed", "accounting"),
    [
        (Kind.PATIENT_ACCESS, False, True, False),
        (Kind.THIRD_PARTY_AUTHORIZATION, False, True, False),
        (Kind.TREATMENT, True, False, False),
        (Kind.PAYMENT, True, False, False),
        (Kind.SUBPOENA, False, True, False),
        (Kind.SUBPOENA, False, False, True),
        (Kind.COURT_ORDER, False, False, True),
        (Kind.WORKERS_COMP, False, False, True),
        (Kind.GOVERNMENT, False, False, True),
    ],
)
def test_what_the_regulation_leaves_out_of_the_accounting_is_left_out(
    kind: Kind, verified: bool, signed: bool, accounting: bool
) -> None:
    signature = {"authorization.signed": present(True) if signed else absent()}

    verdict = rules.judge(SHIPPED, a_case(signature, kind=kind, requestor_verified=verified))

    assert accounting == verdict.terms.accounting


def test_whatever_is_switched_on_no_two_rules_contradict_each_other() -> None:
    texts, _ = rules.read_texts(rules.SHIPPED)
    everything = {
        name: re.sub(r"(?m)^  enabled: false.*$", "  enabled: true", text) for name, text in texts.items()
    }
    everything["policy.yaml"] = re.sub(r"(states/\w+): false", r"\1: true", everything["policy.yaml"])
    loaded = rules.load_texts(everything)

    assert all(rule.in_use for rule in loaded.rules)
    assert tuple(remarks(loaded)) == ()
    assert rules.run_examples(loaded) == ()


def test_a_folder_without_folders_in_it_loads_as_it_always_did() -> None:
    texts, _ = rules.read_texts(rules.SHIPPED)
    flat = {name.replace("/", "-"): text for name, text in texts.items()}

    loaded = rules.load_texts(flat)

    assert [rule.text for rule in loaded.rules] == [rule.text for rule in SHIPPED.rules]
    assert all(rule.switched_on for rule in loaded.rules)


def test_a_message_that_is_no_request_is_not_accounted_for() -> None:
    case = a_case(kind=Kind.OTHER, intent=Intent.COMPLAINT, intents=(Intent.COMPLAINT,))

    assert rules.judge(SHIPPED, case).terms.accounting is None


@pytest.mark.parametrize("kind", [Kind.PATIENT_ACCESS, Kind.THIRD_PARTY_AUTHORIZATION])
def test_a_complete_ordinary_request_still_needs_nobody(kind: Kind) -> None:
    assert rules.judge(SHIPPED, a_case(kind=kind)).decision == Decision.ENQUEUE


@pytest.mark.parametrize(("state", "days"), [("california", 15), ("washington", 21), ("texas", 21)])
def test_a_state_that_is_switched_on_brings_the_due_day_forward(state: str, days: int) -> None:
    texts, _ = rules.read_texts(rules.SHIPPED)
    texts["policy.yaml"] = texts["policy.yaml"].replace(f"states/{state}: false", f"states/{state}: true")

    verdict = rules.judge(rules.load_texts(texts), a_case(kind=Kind.PATIENT_ACCESS))

    assert verdict.due_on is not None
    assert days == (verdict.due_on - RECEIVED).days
