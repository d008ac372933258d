"""The examples of a rule, held against it as its files are read: a wrong one is a mistake with a place."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from pydantic import ValidationError

from intake_daemon.model import FIELD_NAMES, Case
from rules.conditions.vocabulary import CASE_NAMES, SHADOWED
from rules.files.shape_words import in_plain_words
from rules.judging.examples import Expected, case_of, examples_of, result_of
from rules.judging.weigh import Result
from rules.names import SPECS
from rules.policy import Confidence
from rules.problems import closest
from rules.ruleset import Rule, RuleSet
from rules.schema import Example

FACTS = frozenset(Case.model_fields) - {"fields"}
STATES = ("absent", "unreadable", "conflicting")
ASIDE = (Result.NOT_APPLICABLE, Result.NOT_FOR_KIND, Result.NOT_FOR_INTENT)
MEANT = {
    Expected.PASS: "pass: nothing is wrong",
    Expected.FAIL: "fail: something is wrong",
    Expected.UNSURE: "unsure: it cannot be told",
    Expected.APPLIES: "applies: the rule takes effect",
    Expected.LEAVES: "leaves: the rule is not for it",
}


class ExampleFault(NamedTuple):
    """What is wrong with an example: which one, of what word and number (from 0), and its key at fault."""

    word: str
    number: int
    key: str | None
    message: str
    suggestion: str | None = None
    warning: bool = False


def faults_of(rules: RuleSet, rule: Rule) -> Iterator[ExampleFault]:
    """Every example of a rule that is no case, or comes out otherwise than it says."""
    for claim, number, example in examples_of(rule):
        faults = [ExampleFault(claim.word, number - 1, *fault) for fault in _not_a_case(example, rule)]
        yield from faults
        if not faults:
            yield from _otherwise(rules, rule, claim, number, example)


def idle(rules: RuleSet, rule: Rule) -> str | None:
    """The word of examples that all come out right only because the rule is not for them; None when one is."""
    claim = Expected.PASS if rule.finds else Expected.LEAVES
    aside = ASIDE if rule.finds else (Result.NOT_FOR_KIND, Result.NOT_FOR_INTENT)
    if not rule.finds and rule.when is None:
        return None
    shown = [example for one, _, example in examples_of(rule) if one is claim]
    results = [result_of(rules, rule, example) for example in shown]
    return claim.word if results and all(result in aside for result in results) else None


def _otherwise(
    rules: RuleSet, rule: Rule, claim: Expected, number: int, example: Example
) -> Iterator[ExampleFault]:
    result = result_of(rules, rule, example)
    if claim.borne_out_by(result):
        return
    usual = replace(rules, policy=rules.policy.model_copy(update={"confidence": Confidence()}))
    by_figures = claim.borne_out_by(result_of(usual, rule, example))
    tail = "; with the confidence that is usual it would" if by_figures else ""
    message = f"this example does not come out as {MEANT[claim]}; what comes out: {result.value}{tail}."
    yield ExampleFault(claim.word, number - 1, None, message, None, by_figures)


def _not_a_case(example: Example, rule: Rule) -> Iterator[tuple[str | None, str, str | None]]:
    for name, value in example.items():
        if name in FIELD_NAMES and name != SHADOWED:
            yield from _not_a_value(name, value)
        elif name not in FACTS:
            yield from _no_name(name)
    yield from _refused({name: one for name, one in example.items() if name in FIELD_NAMES | FACTS}, rule)


def _refused(example: Example, rule: Rule) -> Iterator[tuple[str | None, str, str | None]]:
    """What the model of a case does not take: facts first, by their names."""
    try:
        case_of(example, rule)
    except ValidationError as error:
        told = [
            (str(detail["loc"][0]), *in_plain_words(detail)) for detail in error.errors(include_url=False)
        ]
        named = [fault for fault in told if fault[0] in example]
        yield from named
        for _, sentence, hint in told[:1] if not named else ():
            yield None, sentence, hint
    except (ValueError, TypeError) as error:
        yield None, str(error), None


def _no_name(name: str) -> Iterator[tuple[str | None, str, str | None]]:
    if name in CASE_NAMES or name.startswith("house."):
        yield name, f"{name} is worked out, not given: an example has fields and facts of a case only.", None
    else:
        yield name, f"there is no field or fact {name}.", closest(name, FIELD_NAMES | FACTS)


def _not_a_value(name: str, value: object) -> Iterator[tuple[str | None, str, str | None]]:
    """A value that no reading would give for such a field, so that the example shows nothing."""
    written = value.get("value") if isinstance(value, dict) else value
    kind = SPECS[name].type
    if written is None or (isinstance(written, str) and written in STATES):
        if not isinstance(value, dict) and written is None:
            yield name, "this key has no value; write absent for what is not on the paper.", None
    elif kind == "date" and not _is_day(written):
        yield name, f"{name} is a day: write it as 2026-01-31; {written} is none.", None
    elif kind == "bool" and not isinstance(written, bool):
        yield name, f"{name} is true, false or absent; {written} is none of them.", None
    elif kind in ("list", "periods") and not isinstance(written, list):
        yield name, f"{name} is a list: write [{written}].", None
    elif kind not in ("date", "bool", "list", "periods") and isinstance(written, list | bool):
        yield name, f"{name} is text; {str(written).lower()} is none.", None


def _is_day(written: object) -> bool:
    if isinstance(written, date):
        return True
    try:
        return bool(date.fromisoformat(str(written)))
    except ValueError:
        return False
