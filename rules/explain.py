"""Why: what every rule made of a case, and what one rule says, in words."""

from intake_daemon.model import Case, Frozen
from rules.facts import Facts
from rules.ruleset import Rule, RuleSet
from rules.schema import RuleText, Then
from rules.weigh import weigh


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
        title: what is right when it passes.
        cites: its source.
        result: pass, fail, cannot be told, does not apply, ….
        field: the field it turned on; "" for none.
        fields: every field it looks at.
    """

    rule: str
    file: str
    title: str
    cites: str
    result: str
    field: str
    fields: tuple[FieldSeen, ...]


def explain(rules: RuleSet, case: Case) -> tuple[Explained, ...]:
    """Every rule of the set with what it made of the case, in the order of ids."""
    facts = Facts(rules, case)
    return tuple(_explained(rule, facts) for rule in rules.rules)


def _explained(rule: Rule, facts: Facts) -> Explained:
    weighed = weigh(rule, facts)
    return Explained(
        rule=rule.id,
        file=facts.rules.files.get(rule.id, ""),
        title=rule.text.title,
        cites=rule.text.why,
        result=weighed.result.value,
        field=weighed.field,
        fields=tuple(_seen(name, facts) for name in rule.fields),
    )


def _seen(name: str, facts: Facts) -> FieldSeen:
    given = facts.case.fields.get(name)
    confidence = given.confidence if given else None
    return FieldSeen(name=name, standing=facts.standing(name).value, confidence=confidence)


def explain_rule(rules: RuleSet, rule_id: str) -> str:
    """One rule in words, for a terminal.

    Raises:
        KeyError: when there is no rule of that name.
    """
    rule = rules.rule(rule_id)
    if rule is None:
        raise KeyError(rule_id)
    text = rule.text
    lines = [f"{text.id} ({rules.files.get(text.id, 'no file')})", text.title, f"Source: {text.why}"]
    if not text.enabled:
        lines.append("Disabled: it is kept in the file and not used.")
    lines += [_whom(text), *_checks(text), _effect(text)]
    return "\n".join(lines)


def _whom(text: RuleText) -> str:
    kinds = ", ".join(kind.value for kind in text.kinds) or "every kind of request"
    return f"For: {kinds}{f', when {text.when}' if text.when else ''}"


def _checks(text: RuleText) -> list[str]:
    said = []
    if text.require:
        said.append(f"On the paper: {' or '.join(text.require.fields())}")
        said += [f"And: {limit}" for limit in text.require.limits()]
    said += [f"Must hold: {text.check}"] if text.check else []
    said += [f"Must not hold: {text.forbid}"] if text.forbid else []
    return said


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
