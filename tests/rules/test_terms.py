"""What rules lay down besides the decision: holds, clocks, checklists, what must be verified, ways, folders."""

from datetime import date

import pytest
from support.cases import a_case, absent, present

import rules
from intake_daemon.errors import ConfigError
from intake_daemon.model import Decision, Effect, Intent, Severity, Verdict

EXAMPLES = """  examples:
    applies: [{kind: third_party_authorization}]
    leaves: [{kind: court_order}]
"""


def judged(text: str, policy: str = "", folder: str = "extra", **facts: object) -> Verdict:
    """The verdict of the shipped rules with one more file."""
    return rules.judge(with_file(text, policy, folder), a_case(**facts))  # type: ignore[arg-type]  # names of facts


def with_file(text: str, policy: str = "", folder: str = "extra") -> rules.RuleSet:
    texts, _ = rules.read_texts(rules.SHIPPED)
    texts["policy.yaml"] += policy
    return rules.load_texts({**texts, f"{folder}/more.yaml": text})


def laying_down(name: str, what: str) -> str:
    """A rule that lays something down for requests under an authorization."""
    return (
        f"- id: {name}\n  title: Something is laid down\n  why: 'House policy: for a test'\n"
        f"  kinds: [third_party_authorization]\n{what}{EXAMPLES}"
    )


HOLD = """- id: hiv-is-held
  title: HIV records wait for a person
  why: "House policy: for a test"
  forbid: '"hiv" in scope.sensitive'
  field: scope.sensitive
  problem: HIV records are asked for.
  then: hold
  severity: high
  examples:
    pass: [{scope.sensitive: absent}]
    fail: [{scope.sensitive: [hiv]}]
"""


def held(fields: dict[str, object]) -> Verdict:
    texts, _ = rules.read_texts(rules.SHIPPED)
    without = {name: text for name, text in texts.items() if "sensitive" not in name}
    case = a_case({"scope.sensitive": present(("hiv",)), **fields})  # type: ignore[arg-type]  # field values
    return rules.judge(rules.load_texts({**without, "held.yaml": HOLD}), case)


def test_a_held_request_is_asked_for_what_it_lacks() -> None:
    verdict = held({"authorization.purpose": absent()})

    assert (verdict.decision, verdict.asks) == (Decision.CLARIFY, ("authorization.purpose",))


def test_a_held_request_that_lacks_nothing_waits_for_a_person() -> None:
    verdict = held({})

    assert (verdict.decision, verdict.reasons) == (Decision.REVIEW, ("HIV records are asked for.",))
    (found,) = [finding for finding in verdict.findings if finding.rule == "hiv-is-held"]
    assert (found.effect, found.severity) == (Effect.HOLD, Severity.HIGH)


def test_the_earliest_clock_gives_the_due_day() -> None:
    late = laying_down("late", "  then: clock\n  clock: {days: 300}\n")
    early = laying_down("early", "  then: clock\n  clock: {days: 3, counted: business}\n")

    verdict = judged(late + early)

    assert verdict.due_on == date(2026, 3, 5)
    assert [clock.rule for clock in verdict.terms.clocks] == ["early", "late"]
    assert judged(late).due_on == judged(laying_down("other", "  then: set\n  queue: review\n")).due_on


def test_ways_are_those_that_every_rule_allows() -> None:
    first = laying_down("first", "  then: set\n  channels: [fax, letter, email]\n")
    second = laying_down("second", "  then: set\n  channels: [letter, fax]\n")

    assert judged(first + second).terms.channels == ("fax", "letter")
    assert judged(laying_down("third", "  then: set\n  queue: review\n")).terms.channels is None


def test_checklist_verification_and_follow_up_are_told() -> None:
    text = laying_down(
        "duties",
        "  then: set\n  checklist: [Call the patient back.]\n  verify: {identity: photo ID}\n"
        "  follow_up_days: 5\n  owner: the evening shift\n  accounting: true\n"
        "  cadence: {reminders: [3, 9], give_up: 14}\n",
    )

    terms = judged(text).terms

    assert "Call the patient back." in terms.checklist
    assert [(one.item, one.how) for one in terms.verify if one.rule == "duties"] == [("identity", "photo ID")]
    assert (terms.follow_up_on, terms.owner, terms.accounting) == (
        date(2026, 3, 9),
        "the evening shift",
        True,
    )
    assert terms.cadence is not None
    assert terms.cadence.reminders == (3, 9)


def test_the_rules_own_words_are_told_for_what_is_asked() -> None:
    text = """- id: claim-number
  title: The claim number is on the paper
  why: "House policy: for a test"
  require: {field: requestor.reference}
  then: ask
  ask: {en: your claim number, es: su número de reclamación}
  examples:
    pass: [{requestor.reference: A-1}]
    fail: [{requestor.reference: absent}]
"""
    verdict = rules.judge(with_file(text), a_case({"requestor.reference": absent()}))

    assert verdict.asks == ("requestor.reference",)
    assert verdict.terms.words == {
        "requestor.reference": {"en": "your claim number", "es": "su número de reclamación"}
    }


def test_what_a_routed_message_lacks_is_listed_and_changes_nothing_else() -> None:
    text = """- id: referral-names-the-patient
  title: A referral names its patient
  why: "House policy: for a test"
  intents: [referral]
  require: {field: patient.name}
  then: review
  examples:
    pass: [{patient.name: Alma Quist}, {intent: records_request, patient.name: absent}]
    fail: [{patient.name: absent}]
"""
    case = a_case({"patient.name": absent()}, intent=Intent.REFERRAL, intents=(Intent.REFERRAL,))

    with_rule, without = (rules.judge(one, case) for one in (with_file(text), rules.load(rules.SHIPPED)))

    assert [finding.rule for finding in with_rule.findings if finding.rule.startswith("referral-names")]
    assert (with_rule.decision, with_rule.queue) == (without.decision, without.queue)


@pytest.mark.parametrize(
    "policy", ["\nfolders: {extra: false}\n", "\nfolders: {extra: false, extra/deep: false}\n"]
)
def test_rules_of_a_folder_that_is_switched_off_are_kept_and_not_used(policy: str) -> None:
    text = laying_down("first", "  then: set\n  queue: privacy\n")
    texts, _ = rules.read_texts(rules.SHIPPED)
    texts["policy.yaml"] = without_folders(texts["policy.yaml"]) + policy

    loaded = rules.load_texts({**texts, "extra/deep/more.yaml": text})

    assert loaded.rule("first") is not None
    assert rules.judge(loaded, a_case()).queue == "records"


def without_folders(policy: str) -> str:
    """The policy without its own switches, so that a test may write others."""
    head, found, rest = policy.partition("\nfolders:")
    return head + rest[rest.index("\n\n") :] if found else policy


def test_a_folder_that_is_switched_and_does_not_exist_is_told() -> None:
    texts, _ = rules.read_texts(rules.SHIPPED)
    texts["policy.yaml"] = without_folders(texts["policy.yaml"]) + "\nfolders: {extrra: false}\n"

    with pytest.raises(ConfigError, match=r"there is no folder extrra .*Did you mean extra\?"):
        rules.load_texts({**texts, "extra/more.yaml": laying_down("first", "  then: set\n  queue: review\n")})
