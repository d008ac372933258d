"""Two rules that check something: one forbids what the other wants, or both check the same."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations

import z3  # type: ignore[import-untyped]  # ships neither stubs nor a py.typed marker

from rules.analysis.conduct import Conduct
from rules.analysis.remark import Remark
from rules.analysis.witness import Witnesses, shown
from rules.judging.facts import Facts
from rules.judging.weigh import Result, weigh
from rules.ruleset import Rule
from rules.schema import Then

FOUND = (Result.FAIL, Result.UNSURE, Result.UNJUDGED)
JUDGED = (*FOUND, Result.PASS)


def remarks(conducts: Sequence[Conduct], witnesses: Witnesses) -> Iterator[Remark]:
    """Pairs of rules that contradict each other or say the same."""
    checking = [one for one in conducts if one.rule.finds]
    for first, second in combinations(checking, 2):
        if first.checked_fields.isdisjoint(second.checked_fields) or _apart(first.rule, second.rule):
            continue
        if _same(first, second):
            if not _graded(first, second):
                yield from _twins(first, second, witnesses)
        elif Then.NOTE not in (first.rule.text.then, second.rule.text.then):
            yield from _contradiction(first, second, witnesses)


def _apart(first: Rule, second: Rule) -> bool:
    """They are for different kinds of request, or for different wishes."""
    kinds = first.text.kinds and second.text.kinds and not set(first.text.kinds) & set(second.text.kinds)
    return bool(kinds) or bool(first.text.intents) != bool(second.text.intents)


def _same(first: Conduct, second: Conduct) -> bool:
    """Wherever both apply, one goes wrong exactly where the other does."""
    if first.checked_fields != second.checked_fields:
        return False
    world = first.world
    return world.never(first.applies, second.applies, z3.Xor(first.fails, second.fails)) and not world.never(
        first.applies, second.applies, first.fails
    )


def _graded(first: Conduct, second: Conduct) -> bool:
    """One is for some of the other's requests only, on another source or to another end: that is meant."""
    one, two = first.rule.text, second.rule.text
    if (one.then, one.why) == (two.then, two.why):
        return False
    return not first.world.never(z3.Xor(first.applies, second.applies))


def _twins(first: Conduct, second: Conduct, witnesses: Witnesses) -> Iterator[Remark]:
    pair = (first.rule, second.rule)
    claims = (first.applies, second.applies, first.fails)
    example = witnesses.find(pair, claims, partial(_come_to, pair, (Result.FAIL,)))
    if example:
        yield Remark(
            second.rule.id,
            "id",
            f"this rule checks the same as {first.rule.id}: both go wrong with {shown(example)}. Keep one of them.",
        )


def _contradiction(first: Conduct, second: Conduct, witnesses: Witnesses) -> Iterator[Remark]:
    """Both apply, each can be satisfied by itself, and no paper satisfies both."""
    world, both = first.world, (first.applies, second.applies)
    if not world.never(*both, first.passes, second.passes):
        return
    if any(world.never(*both, one.passes) for one in (first, second)):
        return
    pair = (first.rule, second.rule)
    example = witnesses.find(pair, (*both, first.passes), partial(_come_to, pair, JUDGED))
    if example:
        yield Remark(
            second.rule.id,
            "then",
            f"no paper can satisfy both this rule and {first.rule.id}, and both apply, as to {shown(example)}: "
            "one wants what the other forbids. Narrow one of them with when or kinds.",
        )


def _come_to(rules: tuple[Rule, ...], results: tuple[Result, ...], facts: Facts) -> bool:
    return all(weigh(rule, facts).result in results for rule in rules)
