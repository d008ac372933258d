"""A rules folder, loaded: read, checked as a whole, compiled once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from intake_daemon.model import Kind
from rules.expressions import Condition, Language
from rules.policy import Policy
from rules.schema import RuleText, Then


@dataclass(frozen=True)
class Rule:
    """One rule, compiled.

    Args:
        text: as written.
        when: its `when`, compiled; None when it always applies.
        holds: its check, its forbid, or the date limits of its require.
    """

    text: RuleText
    when: Condition | None = None
    holds: tuple[Condition, ...] = ()

    @property
    def id(self) -> str:
        """The rule's name."""
        return self.text.id

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All its conditions."""
        return (self.when, *self.holds) if self.when else self.holds

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Every field it looks at, the required ones first."""
        required = self.text.require.fields() if self.text.require else ()
        used = (name for condition in self.conditions for name in condition.fields)
        return tuple(dict.fromkeys((*required, *used)))

    def is_for(self, kind: Kind) -> bool:
        """True when the rule is in use for requests of this kind."""
        return self.text.enabled and (not self.text.kinds or kind in self.text.kinds)


ByKind = dict[Kind, tuple[Rule, ...]]


@dataclass(frozen=True)
class RuleSet:
    """Everything a judgement needs besides the case.

    Args:
        policy: the facility's numbers, queues, clocks.
        rules: all rules, sorted by id, the disabled ones included.
        version: SHA-256 of the folder's files, hex; recorded with every decision.
        language: CEL with our words in it.
        files: the file each rule stands in, by id.
    """

    policy: Policy
    rules: tuple[Rule, ...]
    version: str
    language: Language
    files: dict[str, str] = field(default_factory=dict)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every variable that some condition uses, and no other: a case is not looked at for nothing."""
        used = {name for rule in self.rules for condition in rule.conditions for name in condition.names}
        return tuple(sorted(used))

    @cached_property
    def deciding(self) -> ByKind:
        """The rules that settle a case as soon as they apply, by kind of request."""
        return self._by_kind(lambda text: text.decides)

    @cached_property
    def finding(self) -> ByKind:
        """The rules that check something, by kind of request."""
        return self._by_kind(lambda text: text.finds)

    @cached_property
    def setting(self) -> ByKind:
        """The rules that only set a queue, a priority or a basis, by kind of request."""
        return self._by_kind(lambda text: text.then is Then.SET)

    @cached_property
    def templates(self) -> frozenset[str]:
        """Every message situation the rules may call for, so that missing templates are found at start."""
        named = {rule.text.template for rule in self.rules if rule.text.template}
        return frozenset({*named, self.policy.already_here_template, "clarify"})

    @cached_property
    def askable(self) -> frozenset[str]:
        """Every field some rule may ask for, so that missing texts are found at start."""
        return frozenset(name for rule in self.rules for name in rule.text.asked())

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that name, or None."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def _by_kind(self, wanted: Callable[[RuleText], bool]) -> ByKind:
        by_id = sorted(self.rules, key=lambda rule: rule.id)
        return {
            kind: tuple(rule for rule in by_id if wanted(rule.text) and rule.is_for(kind)) for kind in Kind
        }
