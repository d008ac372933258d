"""One rule, one case: does it apply, and does the case pass?"""

from enum import Enum
from typing import NamedTuple

from intake_daemon.model import Effect, Finding, State
from rules.conditions.expressions import Answer
from rules.conditions.standings import Standing
from rules.judging.facts import Facts
from rules.names import title
from rules.ruleset import Rule
from rules.schema import Doubt, Then

EFFECTS = {
    Then.ASK: Effect.ASK,
    Then.REVIEW: Effect.REVIEW,
    Then.HOLD: Effect.HOLD,
    Then.NOTE: Effect.NOTE,
}
DOUBTS = {Doubt.REVIEW: Effect.REVIEW, Doubt.NOTE: Effect.NOTE}


class Result(Enum):
    """What came of one rule."""

    NOT_FOR_KIND = "not for this kind of request"
    NOT_FOR_INTENT = "not for what this message wants"
    DISABLED = "disabled"
    NOT_APPLICABLE = "does not apply"
    APPLIES = "applies"
    PASS = "pass"  # noqa: S105  # a word, not a password
    FAIL = "fail"
    UNSURE = "cannot be told"
    UNJUDGED = "nothing seen of it"


class Weighing(NamedTuple):
    """The result with the field it turned on ("" when it turned on none)."""

    result: Result
    field: str = ""


def weigh(rule: Rule, facts: Facts) -> Weighing:
    """Judge one case by one rule."""
    if not rule.in_use:
        return Weighing(Result.DISABLED)
    if not rule.is_for(facts.case.kind):
        return Weighing(Result.NOT_FOR_KIND)
    if not rule.is_about(facts.case):
        return Weighing(Result.NOT_FOR_INTENT)
    applies = facts.ask(rule.when) if rule.when else Answer.YES
    if applies in (Answer.NO, Answer.NOTHING):
        return Weighing(Result.NOT_APPLICABLE)
    if not rule.finds:
        return Weighing(Result.APPLIES) if applies is Answer.YES else _in_doubt(rule, facts)
    checked = _check(rule, facts)
    if applies is Answer.UNSURE and checked.result is not Result.PASS:
        return _in_doubt(rule, facts)
    return checked


def _check(rule: Rule, facts: Facts) -> Weighing:
    if rule.text.require:
        found = _require(rule, facts)
        if found.result is not Result.PASS:
            return found
    return _conditions(rule, facts)


def _require(rule: Rule, facts: Facts) -> Weighing:
    """One field present is enough; one in doubt keeps us from saying that none is there."""
    fields = rule.text.require.fields() if rule.text.require else ()
    standings = [facts.standing(name) for name in fields]
    if Standing.PRESENT in standings:
        return Weighing(Result.PASS, fields[0])
    if Standing.UNSURE in standings:
        return Weighing(Result.UNSURE, fields[standings.index(Standing.UNSURE)])
    if Standing.ABSENT in standings:
        return Weighing(Result.FAIL, fields[0])
    return Weighing(Result.UNJUDGED, fields[0])


def _conditions(rule: Rule, facts: Facts) -> Weighing:
    if not rule.holds:
        return Weighing(Result.PASS, rule.subject)
    wrong = Answer.YES if rule.text.forbid else Answer.NO
    answers = [facts.ask(condition) for condition in rule.holds]
    if wrong in answers:
        return Weighing(Result.FAIL, rule.subject)
    if Answer.UNSURE in answers:
        return _in_doubt(rule, facts)
    return Weighing(Result.PASS, rule.subject)


def _in_doubt(rule: Rule, facts: Facts) -> Weighing:
    """Name the first field that is in the way."""
    doubtful = (name for name in rule.fields if facts.standing(name) is Standing.UNSURE)
    return Weighing(Result.UNSURE, next(doubtful, rule.subject))


def finding(rule: Rule, facts: Facts) -> Finding | None:
    """What one rule has to say of one case; None when it passes or does not apply."""
    weighed = weigh(rule, facts)
    effect = _effect(rule, weighed.result, facts.may_ask)
    if effect is None:
        return None
    return Finding(
        rule=rule.id,
        field=weighed.field,
        state=facts.state(weighed.field) if weighed.field else State.UNREADABLE,
        effect=effect,
        why=_sentence(rule, weighed),
        cites=rule.text.why,
        severity=rule.text.weight(),
    )


def _effect(rule: Rule, result: Result, may_ask: bool) -> Effect | None:
    """Only a plain failure may lead to asking, and only where the requestor may be asked."""
    if result is Result.FAIL:
        effect = EFFECTS[rule.text.then]
        return effect if may_ask or effect is not Effect.ASK else Effect.REVIEW
    noted = rule.text.then is Then.NOTE  # a mere note never grows into a review
    if result is Result.UNSURE:
        return Effect.NOTE if noted else DOUBTS[rule.text.unsure]
    if result is Result.UNJUDGED and not noted:
        return DOUBTS[rule.text.unjudged]
    return None


def _sentence(rule: Rule, weighed: Weighing) -> str:
    """Why, in words for people, with the field's name and never its value."""
    if not weighed.field:
        return f"Could not tell whether this is so: {rule.text.title}"
    named = title(weighed.field)
    if weighed.result is Result.FAIL:
        return rule.text.problem or f"The {_bare(named)} is missing."
    if weighed.result is Result.UNJUDGED:
        return f"Neither the {_bare(named)} nor an empty place for it was found."
    return f"The {_bare(named)} could not be read for sure."


def _bare(named: str) -> str:
    return named.removeprefix("the ")
