"""The examples in the rule files: small cases in a short notation, each run as a test.

`{kind: treatment, authorization.signed: true, authorization.purpose: absent}`: a field has its value, or
one of the words `absent`, `unreadable`, `conflicting`, or `{value: …, confidence: 0.6}` (also
`{state: absent, confidence: 0.6}`). A field that is not named was not judged. The case's own facts
(kind, intent, received_on, requestor_verified, …) have the names they have in conditions.
"""

from datetime import date
from enum import Enum

from pydantic import ValidationError

from intake_daemon.model import (
    CATALOGUE,
    FIELD_NAMES,
    Case,
    Fields,
    FieldValue,
    Frozen,
    Kind,
    Match,
    Outcome,
    Relation,
    State,
)
from rules.judging.facts import Facts
from rules.judging.weigh import Result, weigh
from rules.ruleset import Rule, RuleSet
from rules.schema import Example

DAY = "2026-03-02"  #: received_on and today of an example that gives none
STATES = {State.ABSENT, State.UNREADABLE, State.CONFLICTING}


class Expected(Enum):
    """What an example says of its rule, and the results that bear it out."""

    PASS = (
        "pass",
        frozenset({Result.PASS, Result.NOT_APPLICABLE, Result.NOT_FOR_KIND, Result.NOT_FOR_INTENT}),
    )
    FAIL = ("fail", frozenset({Result.FAIL}))
    UNSURE = ("unsure", frozenset({Result.UNSURE, Result.UNJUDGED}))
    APPLIES = ("applies", frozenset({Result.APPLIES}))
    LEAVES = ("leaves", frozenset({Result.NOT_APPLICABLE, Result.NOT_FOR_KIND, Result.NOT_FOR_INTENT}))

    @property
    def word(self) -> str:
        """The key it stands under."""
        return self.value[0]

    def borne_out_by(self, result: Result) -> bool:
        """True when the rule did what the example says."""
        return result in self.value[1]


class ExampleFailure(Frozen):
    """An example that does not come out as it says.

    Args:
        file: the file the rule stands in.
        rule: the rule's id.
        expected: pass, fail, unsure, applies or leaves.
        number: which of them, from 1.
        got: what came out, or why the example is no case.
    """

    file: str
    rule: str
    expected: str
    number: int
    got: str


def run_examples(rules: RuleSet) -> tuple[ExampleFailure, ...]:
    """Run every example of every rule, the disabled ones included; empty when all come out right."""
    outcomes = (run_example(rules, rule, *one) for rule in rules.rules for one in examples_of(rule))
    return tuple(failure for failure in outcomes if failure)


def examples_of(rule: Rule) -> tuple[tuple[Expected, int, Example], ...]:
    """A rule's examples, each with what it claims and its number."""
    shown = rule.text.examples
    groups = (
        (Expected.PASS, shown.passes),
        (Expected.FAIL, shown.fails),
        (Expected.UNSURE, shown.unsure),
        (Expected.APPLIES, shown.applies),
        (Expected.LEAVES, shown.leaves),
    )
    return tuple((claim, n, one) for claim, group in groups for n, one in enumerate(group, start=1))


def run_example(
    rules: RuleSet, rule: Rule, claim: Expected, number: int, example: Example
) -> ExampleFailure | None:
    """Run one example; None when it comes out as it says."""
    try:
        result = result_of(rules, rule, example)
    except (ValidationError, ValueError, TypeError) as error:
        got = f"this example is no case: {str(error).splitlines()[0]}"
    else:
        if claim.borne_out_by(result):
            return None
        got = result.value
    return ExampleFailure(
        file=rules.files.get(rule.id, ""), rule=rule.id, expected=claim.word, number=number, got=got
    )


def result_of(rules: RuleSet, rule: Rule, example: Example) -> Result:
    """What a rule makes of an example, be it in use or not.

    Raises:
        ValueError: when the example is no case.
    """
    in_use = Rule(rule.text.model_copy(update={"enabled": True}), rule.when, rule.holds)
    return weigh(in_use, Facts(rules, case_of(example, rule))).result


def case_of(example: Example, rule: Rule | None = None) -> Case:
    """The case an example stands for; its kind is the rule's first one when it gives none.

    Raises:
        ValueError: when a name or a value is none that a case has.
    """
    facts = {name: value for name, value in example.items() if name not in FIELD_NAMES or name == "language"}
    fields = {name: value for name, value in example.items() if name not in facts}
    kinds = rule.text.kinds if rule else ()
    facts.setdefault("kind", (kinds or (Kind.THIRD_PARTY_AUTHORIZATION,))[0])
    facts.setdefault("received_on", DAY)
    facts.setdefault("today", facts["received_on"])
    if rule and rule.text.intents:
        facts.setdefault("intent", rule.text.intents[0].value)
    if "intent" in facts:
        facts.setdefault("intents", [str(facts["intent"])])
    if "match" in facts:
        facts["match"] = _match(facts["match"])
    return Case.model_validate({**facts, "fields": _fields(fields)})


def _fields(written: Example) -> Fields:
    types = {spec.name: spec.type for spec in CATALOGUE}
    return {name: _field(types[name], value) for name, value in written.items()}


def _field(kind: str, written: object) -> FieldValue:
    if isinstance(written, dict):
        given = dict(written)
        given.setdefault("state", State.PRESENT)
        return FieldValue.model_validate(given | {"value": _value(given.get("value"))})
    if isinstance(written, str) and written in STATES:
        return FieldValue(state=State(written))
    return FieldValue.model_validate({"state": State.PRESENT, "value": _value(written)})


def _value(written: object) -> object:
    """YAML reads 2026-03-02 as a day and 1234 as a number; a field's value is text."""
    if isinstance(written, date):
        return written.isoformat()
    if isinstance(written, list):
        return tuple(written)
    return written if isinstance(written, bool | dict) or written is None else str(written)


def _match(written: object) -> dict[str, object]:
    """A match in short: only what matters is named."""
    given: dict[str, object] = {"outcome": Outcome.DUPLICATE, "relation": Relation.RESEND}
    if not isinstance(written, dict):
        raise TypeError("match is written as {relation: …, of: …}.")
    return Match.model_validate(given | written).model_dump()
