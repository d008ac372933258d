"""The order of thought about one case, step by step up to the one that settles it."""

from collections import Counter
from collections.abc import Iterator

from intake_daemon.model import Case, Effect, Frozen, Match, Outcome
from rules.judging.facts import Facts
from rules.judging.judge import by_intent, by_match, doubts, doubts_of_asking, findings, urgency
from rules.judging.weigh import Result, weigh
from rules.key_words import listed, plain
from rules.ruleset import RuleSet


class Thought(Frozen):
    """One step.

    Args:
        step: the question that was asked.
        said: the answer, in sentences without a value from the paper.
        settled: whether the case was settled by it: nothing further was asked.
    """

    step: str
    said: tuple[str, ...]
    settled: bool


def thoughts(rules: RuleSet, case: Case) -> Iterator[Thought]:
    """Follow the order in which a case is judged; ends with the step that settles it."""
    facts = Facts(rules, case)
    settled = by_intent(facts) is not None
    yield Thought(step="what the message wants", said=tuple(_wants(facts, settled)), settled=settled)
    if settled:
        return
    settled = by_match(facts) is not None
    yield Thought(step="whether it is here already", said=_resembling(case.match), settled=settled)
    if not settled:
        yield from _by_content(facts)


def _wants(facts: Facts, settled: bool) -> Iterator[str]:
    case = facts.case
    yield listed(dict.fromkeys(plain(intent) for intent in (case.intent, *case.intents)))
    weighed = [(rule, weigh(rule, facts).result) for rule in facts.rules.rules if rule.text.decides]
    applying = sorted((rule for rule, result in weighed if result is Result.APPLIES), key=urgency)
    if applying:
        yield f"{applying[0].id} settles it: {applying[0].text.title}"
        if applying[1:]:
            yield f"it comes before {listed(rule.id for rule in applying[1:])}"
        return
    unclear = [rule.id for rule, result in weighed if result is Result.UNSURE]
    if unclear:
        yield f"whether {listed(unclear, 'or')} applies cannot be told: a person looks"
    elif settled:
        yield "no rule takes this up: a person looks"
    else:
        yield "no rule takes it up before the others: it is judged as a request"


def _resembling(match: Match | None) -> tuple[str, ...]:
    if match is None:
        return ("nothing was found that it resembles",)
    of = f" of {match.of}" if match.of else ""
    known = f", the same patient as {match.patient_of}" if match.patient_of else ""
    word = {Outcome.NEW: "no", Outcome.DUPLICATE: "yes", Outcome.REVIEW: "perhaps"}[match.outcome]
    return (f"{word}: {plain(match.relation)}{of}{known} ({match.score:.1f} bits)", *match.because)


def _by_content(facts: Facts) -> Iterator[Thought]:
    found = findings(facts)
    effects = Counter(one.effect for one in found)
    in_doubt = (*doubts(facts), *doubts_of_asking(facts, effects[Effect.ASK]))
    yield Thought(step="what is in doubt", said=in_doubt or ("nothing",), settled=bool(in_doubt))
    said = tuple(f"{effects[effect]} to {WORDS[effect]}" for effect in Effect if effects[effect])
    yield Thought(step="what the rules find", said=said or ("nothing: it is complete",), settled=not in_doubt)


WORDS = {
    Effect.ASK: "ask the requestor",
    Effect.REVIEW: "be looked at by a person",
    Effect.HOLD: "be looked at before anything is released",
    Effect.NOTE: "be noted",
}
