"""Rules that take effect at once and get in each other's way."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import combinations

import z3  # type: ignore[import-untyped]  # ships neither stubs nor a py.typed marker

from intake_daemon.model import Intent
from rules.analysis.conduct import Conduct
from rules.analysis.remark import Remark
from rules.analysis.witness import Witnesses, shown
from rules.analysis.world import Formula, World
from rules.judging.facts import Facts
from rules.judging.judge import ANSWERED_BY_THE_REQUEST, urgency
from rules.judging.weigh import Result, weigh
from rules.ruleset import Rule
from rules.schema import LAYING_DOWN, Then

ONE_OF_A_KIND = ("queue", "basis", "owner", "cadence")  #: keys of which a request can have but one value


def remarks(conducts: Sequence[Conduct], witnesses: Witnesses) -> Iterator[Remark]:
    """Rules that never win, rules that are beaten by the alphabet alone, and rules that never get a question out."""
    deciding = sorted((one for one in conducts if one.rule.text.decides), key=lambda one: urgency(one.rule))
    yield from _never_first(deciding)
    yield from _ties(deciding, witnesses)
    yield from _settings([one for one in conducts if one.rule.text.then in LAYING_DOWN], witnesses)
    yield from _no_turn(conducts, deciding)
    yield from _ways(conducts, witnesses)
    yield from _never_asked(conducts)


def _never_first(deciding: Sequence[Conduct]) -> Iterator[Remark]:
    """Wherever it applies, a more urgent rule applies too."""
    for place, conduct in enumerate(deciding):
        before = deciding[:place]
        world = conduct.world
        if not before or world.never(conduct.applies):
            continue
        if world.never(conduct.applies, *(z3.Not(other.applies) for other in before)):
            names = _beaten_by(conduct, before)
            message = f"whenever this rule applies, {names} is more urgent and wins; it never takes effect."
            yield Remark(conduct.rule.id, "then", message)


def _beaten_by(conduct: Conduct, before: Sequence[Conduct]) -> str:
    alone = (one for one in before if conduct.world.never(conduct.applies, z3.Not(one.applies)))
    winner = next(alone, None)
    return winner.rule.id if winner else "one of " + ", ".join(one.rule.id for one in before)


def _ties(deciding: Sequence[Conduct], witnesses: Witnesses) -> Iterator[Remark]:
    """Two rules of the same priority lead elsewhere, and only their names say which one wins."""
    for first, second in combinations(deciding, 2):
        if urgency(first.rule)[0] != urgency(second.rule)[0] or _leads(first.rule) == _leads(second.rule):
            continue
        before = [one for one in deciding if urgency(one.rule) < urgency(first.rule)]
        claims = (first.applies, second.applies, *(z3.Not(one.applies) for one in before))
        pair = (first.rule, second.rule)
        example = witnesses.find(pair, claims, partial(_apply, pair))
        if example:
            yield Remark(
                second.rule.id,
                "priority" if second.rule.text.priority else "then",
                f"both this rule and {first.rule.id} apply to {shown(example)} with the same priority; "
                f"{first.rule.id} wins because of its name. Give one of them another priority or a narrower when.",
            )


def _settings(setting: Sequence[Conduct], witnesses: Witnesses) -> Iterator[Remark]:
    """Two rules set another queue or another basis for the same request."""
    for first, second in combinations(sorted(setting, key=lambda one: one.rule.id), 2):
        key = _differ(first.rule, second.rule)
        if key is None:
            continue
        pair = (first.rule, second.rule)
        claims = (first.applies, second.applies)
        example = witnesses.find(pair, claims, partial(_apply, pair))
        if example:
            yield Remark(
                second.rule.id,
                key,
                f"both this rule and {first.rule.id} set the {key} of {shown(example)}, to different ones; "
                f"{first.rule.id} wins because of its name. Narrow one of them with when or kinds.",
            )


def _no_turn(conducts: Sequence[Conduct], deciding: Sequence[Conduct]) -> Iterator[Remark]:
    """A check for messages that never come to be checked: the order of thought is that of `rules.judging.judge`."""
    settled = [z3.Not(one.applies) for one in deciding]
    for conduct in conducts:
        world, text = conduct.world, conduct.rule.text
        if not conduct.rule.when or not text.finds or text.intents or world.never(conduct.applies):
            continue
        if world.never(conduct.concerns, *_a_request_only(world)):
            message = (
                "only messages that want records and nothing else are checked; this never holds for one. "
                "Say with intents: what a message wants that this is to be listed with."
            )
            yield Remark(conduct.rule.id, "when", message)
        elif world.never(conduct.concerns, *_a_request_only(world), *settled):
            names = ", ".join(one.rule.id for one in _in_the_way(conduct, deciding))
            message = (
                f"whatever this applies to is settled before it is checked, by {names or 'other rules'}."
            )
            yield Remark(conduct.rule.id, "when", message)


def _a_request_only(world: World) -> Iterator[Formula]:
    """What holds of every message whose content is checked: it wants records, and nothing that others take up."""
    wanted = {
        intent: z3.Or(
            world.variable("intent") == world.text(intent.value), world.member("intents", intent.value)
        )
        for intent in Intent
    }
    yield wanted[Intent.RECORDS_REQUEST]
    yield from (z3.Not(said) for intent, said in wanted.items() if intent not in ANSWERED_BY_THE_REQUEST)


def _in_the_way(conduct: Conduct, deciding: Sequence[Conduct]) -> Iterator[Conduct]:
    """The rules that take effect at once on some of what a check is for."""
    return (one for one in deciding if not one.world.never(conduct.applies, one.applies))


def _ways(conducts: Sequence[Conduct], witnesses: Witnesses) -> Iterator[Remark]:
    """Two rules that together leave no way on which a message may go."""
    naming = sorted((one for one in conducts if one.rule.text.channels), key=lambda one: one.rule.id)
    for first, second in combinations(naming, 2):
        pair = (first.rule, second.rule)
        if not _no_way_left(*pair):
            continue
        example = witnesses.find(pair, (first.applies, second.applies), partial(_concern, pair))
        if example:
            yield Remark(
                second.rule.id,
                "channels",
                f"this rule and {first.rule.id} leave no way for a message about {shown(example)}: "
                "what one allows, the other does not. Narrow one of them with when or kinds.",
            )


def _never_asked(conducts: Iterable[Conduct]) -> Iterator[Remark]:
    """It says ask, but whoever it applies to is never asked."""
    for conduct in conducts:
        world = conduct.world
        if conduct.rule.text.then is not Then.ASK or world.never(conduct.applies):
            continue
        if world.never(conduct.applies, world.may_ask):
            message = (
                "no requestor this applies to may be asked (policy.yaml, kinds: ask); a person looks instead. "
                "Say then: review, or change the kind's ask."
            )
            yield Remark(conduct.rule.id, "then", message)


def _leads(rule: Rule) -> tuple[object, ...]:
    text = rule.text
    return text.then, text.queue, text.template


def _differ(first: Rule, second: Rule) -> str | None:
    """The key of which both give another value, though a request can have but one."""
    for key in ONE_OF_A_KIND:
        one, two = getattr(first.text, key), getattr(second.text, key)
        if one and two and one != two:
            return key
    return None


def _no_way_left(first: Rule, second: Rule) -> bool:
    """The ways that both allow are none."""
    one, two = first.text.channels, second.text.channels
    return bool(one) and bool(two) and not set(one or ()) & set(two or ())


def _concern(rules: tuple[Rule, ...], facts: Facts) -> bool:
    """Each applies, or has something to say."""
    aside = (Result.NOT_APPLICABLE, Result.NOT_FOR_KIND, Result.NOT_FOR_INTENT)
    return not any(weigh(rule, facts).result in aside for rule in rules)


def _apply(rules: tuple[Rule, ...], facts: Facts) -> bool:
    return all(weigh(rule, facts).result is Result.APPLIES for rule in rules)
