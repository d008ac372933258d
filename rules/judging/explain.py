"""Why: what every rule made of a case, and what one rule says, in words."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from intake_daemon.model import Case, Effect, Frozen
from rules.aloud import Speaker, in_one_line
from rules.conditions.expressions import Condition
from rules.judging.facts import Facts
from rules.judging.weigh import finding, weigh
from rules.key_words import AUTHORITIES, in_words, label
from rules.ruleset import Rule, RuleSet
from rules.schema import Examples, RuleText, Then

#: What else a rule may bring with it, in the order people read it.
MORE = (
    "basis",
    "clock",
    "next_step",
    "checklist",
    "verify",
    "channels",
    "cadence",
    "follow_up_days",
    "owner",
    "accounting",
)


class FieldSeen(Frozen):
    """A field a rule looked at: how it stands and how sure the reading was; never its value.

    `confidence` is None when nothing was judged.
    """

    name: str
    standing: str
    confidence: float | None


class Explained(Frozen):
    """What one rule made of one case.

    Args:
        rule: its id.
        file: where it stands.
        line: in that file, from 1; None when the file is not at hand.
        title: what is right when it passes.
        cites: its source.
        authority: on whose authority it stands: federal, state or house.
        result: pass, fail, cannot be told, does not apply, ….
        effect: what its finding leads to; None without one.
        why: the finding in one sentence, without a value from the paper; "" without one.
        field: the field it turned on; "" for none.
        fields: every field it looks at.
    """

    rule: str
    file: str
    line: int | None
    title: str
    cites: str
    authority: str
    result: str
    effect: Effect | None
    why: str
    field: str
    fields: tuple[FieldSeen, ...]


def explain(rules: RuleSet, case: Case) -> tuple[Explained, ...]:
    """Every rule of the set with what it made of the case, in the order of ids."""
    facts = Facts(rules, case)
    return tuple(_explained(rule, facts) for rule in rules.rules)


def _explained(rule: Rule, facts: Facts) -> Explained:
    weighed = weigh(rule, facts)
    found = finding(rule, facts) if rule.finds else None
    return Explained(
        rule=rule.id,
        file=facts.rules.files.get(rule.id, ""),
        line=line_of(facts.rules, rule.id),
        title=rule.text.title,
        cites=rule.text.why,
        authority=str(rule.text.authority or ""),
        result=weighed.result.value,
        effect=found.effect if found else None,
        why=found.why if found else "",
        field=weighed.field,
        fields=tuple(_seen(name, facts) for name in rule.fields),
    )


def _seen(name: str, facts: Facts) -> FieldSeen:
    given = facts.case.fields.get(name)
    confidence = given.confidence if given else None
    return FieldSeen(name=name, standing=facts.standing(name).value, confidence=confidence)


def line_of(rules: RuleSet, rule_id: str) -> int | None:
    """The line, from 1, in which a rule's id stands; None when its file is not at hand."""
    text = rules.texts.get(rules.files.get(rule_id, ""), "")
    found = re.search(rf"""(?m)^[-\s]*id:\s*["']?{re.escape(rule_id)}["']?\s*(#.*)?$""", text)
    return text.count("\n", 0, found.end()) + 1 if found else None


def explain_rule(rules: RuleSet, rule_id: str) -> str:
    """One rule in words, for a terminal.

    Raises:
        KeyError: when there is no rule of that name.
    """
    rule = rules.rule(rule_id)
    if rule is None:
        raise KeyError(rule_id)
    text = rule.text
    lines = [f"{text.id} ({_place(rules, rule_id)})", text.title, _authority(text)]
    lines += _whether_used(rule, rules.files.get(rule_id, ""))
    lines += [_whom(text), *_aloud(rules, (rule.when,) if rule.when else ())]
    lines += [*_checks(text), *_aloud(rules, rule.holds)]
    lines += [_effect(text), *_laid_down(text), *_examples(text)]
    return "\n".join(lines)


def _place(rules: RuleSet, rule_id: str) -> str:
    line = line_of(rules, rule_id)
    return f"{rules.files.get(rule_id, 'no file')}{f':{line}' if line else ''}"


def _authority(text: RuleText) -> str:
    kind = f" ({AUTHORITIES[text.authority].lower()})" if text.authority else ""
    read = f"; read on {text.source.read_on} at {text.source.url}" if text.source else ""
    return f"Source: {text.why}{kind}{read}"


def _whether_used(rule: Rule, file: str) -> Iterator[str]:
    if not rule.text.enabled:
        yield "Disabled: it is kept in the file and not used."
    elif not rule.in_use:
        yield f"Not used: policy.yaml switches the folder {file.rpartition('/')[0]} off."


def _whom(text: RuleText) -> str:
    kinds = ", ".join(kind.value for kind in text.kinds) or "every kind of request"
    if text.intents:
        kinds = f"messages that want {', '.join(text.intents)}"
    return f"For: {kinds}{f', when {text.when}' if text.when else ''}"


def _checks(text: RuleText) -> list[str]:
    said = []
    if text.require:
        said.append(f"On the paper: {' or '.join(text.require.fields())}")
        said += [f"And: {limit}" for limit in text.require.limits()]
    said += [f"Must hold: {text.check}"] if text.check else []
    said += [f"Must not hold: {text.forbid}"] if text.forbid else []
    return said


def _aloud(rules: RuleSet, conditions: Sequence[Condition]) -> Iterator[str]:
    """Conditions in words, below them; nothing for one that has no words."""
    speaker = Speaker(rules.policy.house)
    for condition in conditions:
        if said := speaker.say(condition):
            yield f"  that is: {in_one_line(said)}"


def _effect(text: RuleText) -> str:
    extras = [f"queue {text.queue}"] if text.queue else []
    extras += [f"priority {text.priority}"] if text.priority else []
    extras += [f"template {text.template}"] if text.template else []
    tail = f" ({', '.join(extras)})" if extras else ""
    if not text.finds:
        return f"Then: {text.then.value}{tail}"
    asked = f" for {', '.join(text.asked())}" if text.then is Then.ASK else ""
    doubt = f"cannot be told: {text.unsure.value}; nothing seen of it: {text.unjudged.value}"
    return f"If not: {text.then.value}{asked}{tail}; {doubt}"


def _laid_down(text: RuleText) -> Iterator[str]:
    """What else it brings with it: clock, checklist, what to verify, ways of messages, …."""
    for key in MORE:
        value = getattr(text, key)
        if key == "checklist":
            yield from (f"To go through: {step}" for step in text.checklist)
        elif value not in (None, (), {}):
            name = label(key)
            yield f"{name[0].upper()}{name[1:]}: {in_words(value)}"


def _examples(text: RuleText) -> Iterator[str]:
    for name, claim in Examples.model_fields.items():
        for one in getattr(text.examples, name):
            shown = ", ".join(_pair(key, value) for key, value in one.items())
            yield f"Example, {claim.alias or name}: {{{shown}}}"


def _pair(key: str, value: object) -> str:
    return f"{key}: {_written(value)}"


def _written(value: object) -> str:
    """A value of an example as it stands in a rule file, near enough to read it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return f"{{{', '.join(_pair(str(key), inner) for key, inner in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_written(item) for item in value)}]"
    return value.isoformat() if isinstance(value, date) else str(value)
