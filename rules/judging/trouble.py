"""When a rule may have something to say: one condition, plainly false for the cases that need no look.

Most rules have nothing to say of most cases. Weighing a rule in full gives the words for a finding; to know that
there will be none, it is enough that its `when` does not hold, or that what it requires is there and holds.
"""

from collections.abc import Sequence
from functools import reduce

from rules.conditions.trees import Call, Name, Tree
from rules.schema import RuleText


def trouble_of(text: RuleText, when: Tree | None, holds: Sequence[Tree]) -> Tree | None:
    """The condition that is plainly false when a rule has nothing to say; None when it always may.

    Args:
        when: its `when` as a tree; None when it always applies.
        holds: its check, its forbid, or the date limits of its require, as trees.
    """
    if not text.finds:
        return when
    wrong = [*holds] if text.forbid else [_not(tree) for tree in holds]
    lacking = [_not(_any(_presence(text.require.fields())))] if text.require else []
    trouble = _any([*lacking, *wrong])
    return trouble if when is None else Call("_&&_", (when, trouble))


def _presence(fields: Sequence[str]) -> list[Tree]:
    return [Name(f"{field}.present") for field in fields]


def _not(tree: Tree) -> Tree:
    return Call("!_", (tree,))


def _any(trees: Sequence[Tree]) -> Tree:
    return reduce(lambda left, right: Call("_||_", (left, right)), trees)
