"""Which rules make two sets of rules come to different verdicts on one case."""

from support.cases import a_case, absent, present
from support.edited_rules import SHIPPED, TELEPHONE, texts, with_change, with_figure, with_rule

import rules
from intake_daemon.model import Decision, Kind


def sides(files: dict[str, str]) -> rules.Sides:
    return rules.Sides(SHIPPED, rules.load_texts(files))


def responsible(files: dict[str, str], **case: object) -> tuple[str, ...]:
    both, told = sides(files), a_case(**case)  # type: ignore[arg-type]
    return both.responsible(told, *both.judge(told))


def test_a_set_beside_itself_has_nothing_that_comes_out_otherwise() -> None:
    both = sides(texts())

    assert (both.changed, both.figures) == (frozenset(), ())


def test_a_rule_comes_out_otherwise_when_it_is_new_gone_switched_or_changed_but_not_when_it_is_reworded() -> (
    None
):
    def changed(files: dict[str, str]) -> set[str]:
        return set(sides(files).changed)

    assert changed(with_rule()) == {"asker-gives-a-telephone"}
    assert set(rules.Sides(rules.load_texts(with_rule()), SHIPPED).changed) == {"asker-gives-a-telephone"}
    purpose = {"authorization-purpose"}
    assert changed(with_change("authorization-purpose", "  why:", "  enabled: false\n  why:")) == purpose
    assert changed(with_change("authorization-purpose", "then: ask", "then: review")) == purpose
    assert changed(with_change("authorization-purpose", "title: The", "title: Indeed the")) == set()


def test_the_rules_of_a_folder_that_is_switched_come_out_otherwise() -> None:
    files = {**texts(), "ours/more.yaml": TELEPHONE}
    off = {**files, "policy.yaml": switched_off(files["policy.yaml"], "ours")}
    both = rules.Sides(rules.load_texts(files), rules.load_texts(off))

    assert (both.changed, both.figures) == ({"asker-gives-a-telephone"}, ())


def switched_off(policy: str, folder: str) -> str:
    """The policy with one folder more that is off."""
    if "\nfolders:\n" in policy:
        return policy.replace("\nfolders:\n", f"\nfolders:\n  {folder}: false\n")
    return f"{policy}\nfolders: {{{folder}: false}}\n"


def test_a_new_rule_is_responsible_where_it_speaks_and_nowhere_else() -> None:
    files = with_rule()

    assert responsible(files, fields={"requestor.phone": absent()}) == ("asker-gives-a-telephone",)
    assert responsible(files, fields={"requestor.phone": present("+16145550100")}) == ()
    assert responsible(files, kind=Kind.PATIENT_ACCESS, fields={"requestor.phone": absent()}) == ()


def test_of_two_changed_rules_the_one_that_speaks_is_responsible() -> None:
    both = with_change("authorization-purpose", "then: ask", "then: review", with_rule())

    seen = {"requestor.phone": present("+16145550100"), "authorization.purpose": absent()}

    assert responsible(both, fields=seen) == ("authorization-purpose",)


def test_a_rule_that_says_the_same_in_both_sets_is_not_responsible() -> None:
    files = with_change(
        "authorization-purpose", "  when:", "  kinds: [third_party_authorization]\n  when:", with_rule()
    )
    seen = {"requestor.phone": absent(), "authorization.purpose": absent()}

    assert responsible(files, fields=seen) == ("asker-gives-a-telephone",)


def test_a_figure_is_responsible_together_with_the_rule_that_reads_it() -> None:
    files = with_figure("policy.yaml", r"signature_age_days: \d+", "signature_age_days: 5")
    said = responsible(files, fields={"authorization.signed_on": present("2026-02-20")})

    assert said[-1] == "policy.yaml: house.signature_age_days"
    assert len(said) == 2
    rule = SHIPPED.rule(said[0])
    assert rule is not None
    assert "house.signature_age_days" in {name for one in rule.conditions for name in one.names}


def test_a_figure_of_another_kind_of_request_is_not_responsible() -> None:
    policy = texts()["policy.yaml"]
    head, _, rest = policy.partition("  patient_access:")
    files = {
        **texts(),
        "policy.yaml": f"{head}  patient_access:{rest.replace('legal_days: 30', 'legal_days: 15', 1)}",
    }

    assert responsible(files) == ()
    assert responsible(files, kind=Kind.PATIENT_ACCESS) == ("policy.yaml: kinds.patient_access.legal_days",)


def test_both_verdicts_are_those_of_the_engine() -> None:
    both = sides(with_rule())
    case = a_case({"requestor.phone": absent()})

    assert both.judge(case) == (rules.judge(both.before, case), rules.judge(both.after, case))
    assert [one.decision for one in both.judge(case)] == [Decision.ENQUEUE, Decision.CLARIFY]
