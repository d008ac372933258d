"""What one rule does in the world of all cases; the same as `rules.judging.weigh`, said in formulas."""

from functools import cached_property

import z3  # type: ignore[import-untyped]  # ships neither stubs nor a py.typed marker

from rules.analysis.meaning import Meanings, Said
from rules.analysis.world import Formula, World
from rules.conditions.expressions import Condition
from rules.conditions.syntax import Node, tree_of
from rules.ruleset import Rule


class Conduct:
    """One rule: when it applies, when it finds something wrong, when it is content.

    Args:
        rule: taken as if it were in use.
        world: the cases.
        meanings: of conditions; shared, so that what two rules say alike means the same.
    """

    def __init__(self, rule: Rule, world: World, meanings: Meanings) -> None:
        self.rule = rule
        self.world = world
        self._meanings = meanings

    @cached_property
    def trees(self) -> dict[Condition, Node]:
        """Its conditions as trees."""
        return {condition: tree_of(condition.program) for condition in self.rule.conditions}

    @cached_property
    def meant(self) -> Formula:
        """The request is of a kind, the message of an intent, that the rule is for."""
        text, world = self.rule.text, self.world
        kinds = world.is_kind(text.kinds) if text.kinds else world.true
        wanted = [
            z3.Or(world.member("intents", intent.value), world.variable("intent") == world.text(intent.value))
            for intent in text.intents
        ]
        return z3.And(kinds, world.any(wanted)) if wanted else kinds

    @cached_property
    def applies(self) -> Formula:
        """It is for this request, and its `when` surely holds."""
        return z3.And(self.meant, self.when)

    @cached_property
    def when(self) -> Formula:
        """Its `when` surely holds, whatever the request."""
        return self._answer(self.rule.when).yes if self.rule.when else self.world.true

    @cached_property
    def concerns(self) -> Formula:
        """It applies, or it cannot be told whether it does; it has nothing to say of anything else."""
        if self.rule.when is None:
            return self.meant
        said = self._answer(self.rule.when)
        return z3.And(self.meant, z3.Or(said.yes, said.unsure))

    @cached_property
    def fails(self) -> Formula:
        """Where it applies: it finds something wrong."""
        required = self._standings("present")
        if not self.rule.text.require:
            return self._wrong
        missing = z3.And(z3.Not(required), z3.Not(self._standings("unsure")), self._standings("absent"))
        return z3.Or(missing, z3.And(required, self._wrong))

    @cached_property
    def passes(self) -> Formula:
        """Where it applies: it is surely content."""
        required = self._standings("present") if self.rule.text.require else self.world.true
        return z3.And(
            required, self.world.all(self._right_and_wrong(condition)[0] for condition in self.rule.holds)
        )

    @cached_property
    def checked_fields(self) -> frozenset[str]:
        """The fields its check is about."""
        required = self.rule.text.require.fields() if self.rule.text.require else ()
        return frozenset((*required, *(name for condition in self.rule.holds for name in condition.fields)))

    def truth_of(self, node: Node) -> Formula:
        """When a part of one of its conditions is surely true."""
        return self._meanings.truth(node).yes

    def broken(self, tree: Node) -> Formula:
        """When a condition cannot be told though every value is there."""
        return self._meanings.truth(tree).broken

    def is_zero(self, node: Node) -> Formula:
        """When a number is there and is zero."""
        term = self._meanings.term(node)
        return z3.And(z3.Not(term.unbound), term.value == 0)

    def key_of(self, condition: Condition) -> str:
        """The key a condition stands under."""
        if condition is self.rule.when:
            return "when"
        return next((key for key in ("check", "forbid") if getattr(self.rule.text, key)), "require")

    @property
    def _wrong(self) -> Formula:
        return self.world.any(self._right_and_wrong(condition)[1] for condition in self.rule.holds)

    def _right_and_wrong(self, condition: Condition) -> tuple[Formula, Formula]:
        """When a condition of its check is content, and when something is wrong."""
        said = self._answer(condition)
        right, wrong = (said.no, said.yes) if self.rule.text.forbid else (said.yes, said.no)
        return z3.Or(right, said.nothing), wrong

    def _answer(self, condition: Condition) -> Said:
        return self._meanings.answer(condition, self.trees[condition])

    def _standings(self, which: str) -> Formula:
        """One of the required fields stands so."""
        fields = self.rule.text.require.fields() if self.rule.text.require else ()
        return self.world.any(getattr(self.world.standing(name), which) for name in fields)
