"""A rules folder, loaded: read, checked as a whole, compiled once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from intake_daemon.model import Case, Intent, Kind, Terms
from intake_daemon.model.matching import MatchPolicy, MatchTuning
from rules.conditions.bindings import BEFOREHAND, Bindings
from rules.conditions.expressions import Condition, Language
from rules.conditions.readers import FAULTS, Names, Reader
from rules.conditions.simplify import is_plainly, literal, simplified
from rules.conditions.trees import Tree
from rules.conditions.vocabulary import HOUSE
from rules.judging.trouble import trouble_of
from rules.policy import Policy
from rules.schema import LAYING_DOWN, RuleText

PLANS = 128  #: how many plans a set of rules keeps; each is some tens of kilobytes


@dataclass(frozen=True)
class Rule:
    """One rule, compiled.

    Args:
        text: as written.
        when: its `when`, compiled; None when it always applies.
        holds: its check, its forbid, or the date limits of its require.
        switched_on: False when `policy.yaml` switches off the folder it stands in.
    """

    text: RuleText
    when: Condition | None = None
    holds: tuple[Condition, ...] = ()
    switched_on: bool = True

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
    def trouble(self) -> Tree | None:
        """What is plainly false when it has nothing to say of a case; None when nothing is known to be so."""
        when, holds = self.when.tree if self.when else None, [condition.tree for condition in self.holds]
        if None in holds or (self.when and when is None):
            return None
        return trouble_of(self.text, when, [tree for tree in holds if tree])

    @property
    def in_use(self) -> bool:
        """False when it, or the folder it stands in, is switched off."""
        return self.text.enabled and self.switched_on

    def is_for(self, kind: Kind) -> bool:
        """True when the rule is in use for requests of this kind."""
        return self.in_use and (not self.text.kinds or kind in self.text.kinds)

    def is_about(self, case: Case) -> bool:
        """False when it belongs to messages that want something else."""
        wanted = self.text.intents
        return not wanted or case.intent in wanted or not set(wanted).isdisjoint(case.intents)


@dataclass(frozen=True)
class Group:
    """Rules looked at together.

    Args:
        rules: sorted by id.
        watched: those that may have something to say, each with what is plainly false when it has not; None: it
            always has to be weighed.
    """

    rules: tuple[Rule, ...]
    watched: tuple[tuple[Rule, Reader | None], ...]

    def heard(self, names: Names) -> Iterator[Rule]:
        """The rules that may have something to say of a case."""
        for rule, alarm in self.watched:
            try:
                silent = alarm is not None and alarm(names) is False
            except FAULTS:
                silent = False
            if not silent:
                yield rule


class Circumstances(NamedTuple):
    """What is known of a case before its fields are looked at: few values, so that it pays to prepare for each.

    Args:
        verified: whether the requestor is.
    """

    kind: Kind
    intent: Intent
    intents: tuple[Intent, ...]
    verified: bool


class Plan(NamedTuple):
    """The rules for cases in some circumstances, by what they do."""

    deciding: Group
    finding: Group
    setting: Group


class TermsKey(NamedTuple):
    """All that the terms of a case hang on, besides the rules themselves.

    Args:
        rules: ids of the rules that lay something down.
        start: the day from which days are counted.
    """

    rules: tuple[str, ...]
    start: date
    today: date


ByKind = dict[Kind, tuple[Rule, ...]]


@dataclass(frozen=True)
class RuleSet:
    """Everything a judgement needs besides the case.

    Args:
        policy: the facility's numbers, queues, clocks.
        rules: all rules, sorted by id, the disabled ones included.
        version: SHA-256 of the folder's files, hex; recorded with every decision.
        language: CEL with our words in it.
        files: the file each rule stands in, by id, as its path below the folder.
        tuning: how requests and patients are recognised.
        texts: the folder's files as they were read, by path: kept as long as the decisions made with them.
        plainly: weigh every rule, each condition in Google's runtime: slower, and what the quick way is held against.
    """

    policy: Policy
    rules: tuple[Rule, ...]
    version: str
    language: Language
    files: dict[str, str] = field(default_factory=dict)
    tuning: MatchTuning = field(default_factory=MatchTuning)
    texts: dict[str, str] = field(default_factory=dict, repr=False)
    plainly: bool = False

    @cached_property
    def matching(self) -> MatchPolicy:
        """The tuning with the limit from which asking again is a repeat."""
        return MatchPolicy.of(self.tuning, self.policy.repeat_after_days)

    @cached_property
    def deciding(self) -> ByKind:
        """The rules that settle a case as soon as they apply, by kind of request."""
        return self._by_kind(lambda text: text.decides)

    @cached_property
    def finding(self) -> ByKind:
        """The rules that check a request, by kind of request."""
        return self._by_kind(lambda text: text.finds and not text.intents)

    @cached_property
    def packets(self) -> dict[Intent, tuple[Rule, ...]]:
        """The rules that check what a message other than a request must carry, by what it wants."""
        wanted = {intent for rule in self.rules for intent in rule.text.intents}
        by_id = sorted((rule for rule in self.rules if rule.in_use), key=lambda rule: rule.id)
        return {intent: tuple(rule for rule in by_id if intent in rule.text.intents) for intent in wanted}

    @cached_property
    def setting(self) -> ByKind:
        """The rules that lay something down and settle nothing, by kind of request."""
        return self._by_kind(lambda text: text.then in LAYING_DOWN)

    @cached_property
    def templates(self) -> frozenset[str]:
        """Every message situation the rules may call for, so that missing templates are found at start."""
        named = {rule.text.template for rule in self.rules if rule.text.template}
        return frozenset({*named, self.policy.already_here_template, "clarification"})

    @cached_property
    def askable(self) -> frozenset[str]:
        """Every field some rule may ask for, so that missing texts are found at start."""
        return frozenset(name for rule in self.rules for name in rule.text.asked())

    @cached_property
    def terms(self) -> dict[TermsKey, Terms]:
        """Terms put together lately: most cases of a day have those of another."""
        return {}

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that name, or None."""
        return self._by_id.get(rule_id)

    @cached_property
    def _by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def plan(self) -> Callable[[Circumstances], Plan]:
        """What to watch for in some circumstances; the latest plans are kept."""
        return lru_cache(maxsize=PLANS)(self._plan)

    def _plan(self, given: Circumstances) -> Plan:
        names = Bindings(case_in(given), self.policy)
        known = {name: tree for name in self._beforehand if (tree := literal(names[name]))}
        groups = (self.deciding, self.finding, self.setting)
        return Plan(*(self._group(group[given.kind], known) for group in groups))

    @cached_property
    def _beforehand(self) -> tuple[str, ...]:
        return (*BEFOREHAND, *(f"{HOUSE}{name}" for name in self.policy.house))

    def _group(self, rules: tuple[Rule, ...], known: Mapping[str, Tree]) -> Group:
        left = ((rule, simplified(rule.trouble, known) if rule.trouble else None) for rule in rules)
        watched = tuple(
            (rule, self.language.reader(tree)) for rule, tree in left if not is_plainly(tree, False)
        )
        return Group(rules, watched)

    def _by_kind(self, wanted: Callable[[RuleText], bool]) -> ByKind:
        by_id = sorted(self.rules, key=lambda rule: rule.id)
        wanted_ones = [rule for rule in by_id if wanted(rule.text)]
        return {kind: tuple(rule for rule in wanted_ones if rule.is_for(kind)) for kind in Kind}


def case_in(given: Circumstances) -> Case:
    """A case of which only the circumstances are known."""
    kind, intent, intents, verified = given
    day = date.min
    return Case(
        kind=kind,
        intent=intent,
        intents=intents,
        requestor_verified=verified,
        fields={},
        received_on=day,
        today=day,
    )
