"""A rules folder, loaded: read, checked as a whole, compiled once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from intake_daemon.model import Kind
from intake_daemon.model.matching import MatchPolicy, MatchTuning
from rules.expressions import Condition, Language
from rules.policy import Policy
from rules.schema import RuleText, Then
from rules.vocabulary import field_of


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

    @cached_property
    def finds(self) -> bool:
        """True when it checks something."""
        return self.text.finds

    @cached_property
    def subject(self) -> str:
        """The field a finding of it is about."""
        return self.text.subject()

    @cached_property
    def trouble(self) -> str | None:
        """One CEL condition that is plainly false when the rule has nothing to say; None when it has none."""
        if self.text.decides:
            return self.text.when
        if not self.text.forbid:
            return None
        when = f"({self.text.when}) && " if self.text.when else ""
        return f"{when}({self.text.forbid})"

    def is_for(self, kind: Kind) -> bool:
        """True when the rule is in use for requests of this kind."""
        return self.text.enabled and (not self.text.kinds or kind in self.text.kinds)


@dataclass(frozen=True)
class Group:
    """Rules looked at together.

    Args:
        rules: sorted by id.
        alarm: one condition; when it is plainly false, only the `loud` rules may have something to say.
        loud: rules whose silence the alarm does not vouch for.
    """

    rules: tuple[Rule, ...]
    alarm: Condition | None = None
    loud: tuple[Rule, ...] = ()


ByKind = dict[Kind, Group]


@dataclass(frozen=True)
class RuleSet:
    """Everything a judgement needs besides the case.

    Args:
        policy: the facility's numbers, queues, clocks.
        rules: all rules, sorted by id, the disabled ones included.
        version: SHA-256 of the folder's files, hex; recorded with every decision.
        language: CEL with our words in it.
        files: the file each rule stands in, by id.
        tuning: how requests and patients are recognised.
    """

    policy: Policy
    rules: tuple[Rule, ...]
    version: str
    language: Language
    files: dict[str, str] = field(default_factory=dict)
    tuning: MatchTuning = field(default_factory=MatchTuning)

    @cached_property
    def matching(self) -> MatchPolicy:
        """The tuning with the limit from which asking again is a repeat."""
        return MatchPolicy.of(self.tuning, self.policy.repeat_after_days)

    @cached_property
    def names(self) -> tuple[tuple[str, str | None], ...]:
        """Every variable that some condition uses, with the field it belongs to (None: the case's own).

        No other is worked out: a case is not looked at for nothing.
        """
        used = {name for rule in self.rules for condition in rule.conditions for name in condition.names}
        return tuple((name, field_of(name)) for name in sorted(used))

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
        return frozenset({*named, self.policy.already_here_template, "clarification"})

    @cached_property
    def askable(self) -> frozenset[str]:
        """Every field some rule may ask for, so that missing texts are found at start."""
        return frozenset(name for rule in self.rules for name in rule.text.asked())

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that name, or None."""
        return self._by_id.get(rule_id)

    @cached_property
    def _by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    def _by_kind(self, wanted: Callable[[RuleText], bool]) -> ByKind:
        by_id = sorted(self.rules, key=lambda rule: rule.id)
        wanted_ones = [rule for rule in by_id if wanted(rule.text)]
        return {kind: self._group([rule for rule in wanted_ones if rule.is_for(kind)]) for kind in Kind}

    def _group(self, rules: list[Rule]) -> Group:
        """Put the conditions of many rules into one, so that a case without trouble is judged in one go."""
        quiet = [rule for rule in rules if rule.trouble]
        text = " || ".join(f"({rule.trouble})" for rule in quiet)
        alarm = self.language.compile(text) if quiet else None
        if not isinstance(alarm, Condition):  # more than CEL's parser takes: look at each by itself
            return Group(tuple(rules))
        return Group(tuple(rules), alarm, tuple(rule for rule in rules if not rule.trouble))
