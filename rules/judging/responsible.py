"""Which rules make two sets of rules come to different verdicts on one case."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from intake_daemon.model import Case, Verdict
from rules.difference import Difference, compare
from rules.files.policy_file import POLICY
from rules.judging.facts import Facts
from rules.judging.judge import judge
from rules.judging.weigh import Result, weigh
from rules.ruleset import RuleSet

#: Results by which a rule has something to say of a case.
SPEAKING = frozenset({Result.APPLIES, Result.FAIL, Result.UNSURE, Result.UNJUDGED})
#: Keys of a rule that people read and that change nothing of what comes out.
WORDS = frozenset({"title", "why", "source", "problem", "severity", "examples"})
#: Keys that say whether a rule speaks at all: what comes of them is seen in its result.
WHETHER = frozenset({"id", "enabled", "kinds", "intents", "when", "require", "check", "forbid"})


@dataclass(frozen=True)
class Sides:
    """Two sets of rules beside each other, such as those in force and those on trial."""

    before: RuleSet
    after: RuleSet

    @cached_property
    def difference(self) -> Difference:
        """What differs between them."""
        return compare(self.before, self.after)

    @cached_property
    def changed(self) -> frozenset[str]:
        """Ids of the rules that may come out otherwise because of what stands in them."""
        ids = {rule.id for rule in (*self.before.rules, *self.after.rules)}
        return frozenset(name for name in ids if _acting(self.before, name) != _acting(self.after, name))

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """Keys of `policy.yaml` that differ."""
        return tuple(one.key for one in self.difference.figures if one.file == POLICY)

    def judge(self, case: Case) -> tuple[Verdict, Verdict]:
        """What each of them says of a case."""
        return judge(self.before, case), judge(self.after, case)

    def responsible(self, case: Case, was: Verdict, would: Verdict) -> tuple[str, ...]:
        """What makes the two verdicts differ: ids of rules, then keys of `policy.yaml`; never a value of the case.

        A rule is named when it was changed, speaks of this case in one of the sets, and does not say the same in
        both; and when it says something else though it was not changed, since a figure was. Figures are named when
        the verdict hangs on them: under the old ones the new rules come to something else.
        """
        old, new = Facts(self.before, case), Facts(self.after, case)
        found = {(one.rule, one.field, one.effect) for one in was.findings}
        found ^= {(one.rule, one.field, one.effect) for one in would.findings}
        in_question = sorted(self.changed | {rule for rule, _, _ in found})
        named = (rule for rule in in_question if self._tell_apart(rule, _said(rule, old), _said(rule, new)))
        return (*named, *self._figures_behind(case, would))

    def _tell_apart(self, rule_id: str, was: Result | None, would: Result | None) -> bool:
        return was is not would or (was is not None and rule_id in self._leading_elsewhere)

    @cached_property
    def _leading_elsewhere(self) -> frozenset[str]:
        """Ids of the rules that lead to something else when they speak."""
        return frozenset(
            name for name in self.changed if _effect(self.before, name) != _effect(self.after, name)
        )

    def _figures_behind(self, case: Case, would: Verdict) -> Iterator[str]:
        if self.figures and judge(self._with_old_figures, case) != would:
            kinds = f"kinds.{case.kind.value}."
            for key in self.figures:
                if not key.startswith("kinds.") or key.startswith(kinds):
                    yield f"{POLICY}: {key}"

    @cached_property
    def _with_old_figures(self) -> RuleSet:
        house = {**self.after.policy.house, **self.before.policy.house}
        return replace(self.after, policy=self.before.policy.model_copy(update={"house": house}))


def _acting(rules: RuleSet, rule_id: str) -> dict[str, object] | None:
    """What a rule acts by; None when it is switched off or not there."""
    rule = rules.rule(rule_id)
    return rule.text.model_dump(exclude=set(WORDS)) if rule and rule.in_use else None


def _effect(rules: RuleSet, rule_id: str) -> dict[str, object] | None:
    """What a rule leads to when it speaks; None when it is not there."""
    rule = rules.rule(rule_id)
    return rule.text.model_dump(exclude=set(WORDS | WHETHER)) if rule else None


def _said(rule_id: str, facts: Facts) -> Result | None:
    """What a rule has to say of a case; None when it is silent or not there."""
    rule = facts.rules.rule(rule_id)
    result = weigh(rule, facts).result if rule else None
    return result if result in SPEAKING else None
