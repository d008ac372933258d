"""Divisions by something that may be zero: such a condition cannot be told, and a person has to look."""

from collections.abc import Iterator

from rules.analysis.conduct import Conduct
from rules.analysis.remark import Remark
from rules.analysis.witness import Witnesses, shown
from rules.conditions.expressions import Answer, Condition
from rules.conditions.standings import Standing
from rules.conditions.syntax import Call, Node
from rules.judging.facts import Facts

DIVIDING = ("_/_", "_%_")


def remarks(conduct: Conduct, witnesses: Witnesses) -> Iterator[Remark]:
    """Each division whose zero comes through to what the rule says."""
    for condition, tree in conduct.trees.items():
        for call in _divisions(tree):
            claims = (conduct.meant, conduct.broken(tree), conduct.is_zero(call.arguments[1]))

            def cannot_be_told(facts: Facts, condition: Condition = condition) -> bool:
                sure = all(facts.standing(name) is not Standing.UNSURE for name in condition.fields)
                return sure and facts.ask(condition) is Answer.UNSURE

            example = witnesses.find((conduct.rule,), claims, cannot_be_told)
            if example:
                message = (
                    f"this divides by zero for {shown(example)}; ask first whether it is more than zero."
                )
                yield Remark(conduct.rule.id, conduct.key_of(condition), message, call.offset)


def _divisions(node: Node) -> Iterator[Call]:
    """Divisions outside of macros."""
    if isinstance(node, Call):
        if node.function in DIVIDING and node.arguments[1].sort == "int":
            yield node
        for part in node.arguments:
            yield from _divisions(part)
