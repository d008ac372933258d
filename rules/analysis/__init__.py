"""What a set of rules does as a whole: rules that never apply, never win, contradict or repeat each other.

`remarks(rules)` proves every claim for all cases there can be, with the solver z3 (docs/decisions.md says why
a solver). It stops nothing from loading: these are rules that probably do not do what was meant.
"""

from collections.abc import Iterator

from rules.analysis import divisors, idle, pairs, reach, rivals
from rules.analysis.conduct import Conduct
from rules.analysis.meaning import Meanings
from rules.analysis.remark import Remark
from rules.analysis.witness import Witnesses
from rules.analysis.world import World
from rules.ruleset import RuleSet


def remarks(rules: RuleSet) -> Iterator[Remark]:
    """Everything that is odd about the rules; those not in use are looked at by themselves only."""
    world = World(rules)
    meanings = Meanings(world)
    witnesses = Witnesses(world)
    every = [Conduct(rule, world, meanings) for rule in rules.rules]
    for conduct in every:
        yield from reach.remarks(conduct)
        yield from divisors.remarks(conduct, witnesses)
        yield from idle.remarks(conduct)
    in_use = [conduct for conduct in every if conduct.rule.in_use]
    yield from rivals.remarks(in_use, witnesses)
    yield from pairs.remarks(in_use, witnesses)


__all__ = ["Remark", "remarks"]
