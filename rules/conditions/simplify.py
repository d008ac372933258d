"""What is left of a condition when some of its variables are known beforehand."""

from collections.abc import Mapping

from rules.conditions.readers import FAULTS, reader_of
from rules.conditions.trees import Call, Constant, Listed, Name, NotReadError, Tree

SETTLING = {"_||_": True, "_&&_": False}  #: the value of one side that settles the whole


def simplified(tree: Tree, known: Mapping[str, Tree]) -> Tree:
    """The same condition with what is known put in and worked out; loops are left as they are."""
    match tree:
        case Name(name):
            return known.get(name, tree)
        case Listed(items):
            return Listed(tuple(simplified(item, known) for item in items))
        case Call(function, arguments):
            return _worked_out(Call(function, tuple(simplified(part, known) for part in arguments)))
        case _:
            return tree


def literal(value: object) -> Tree | None:
    """A value as a condition would write it; None for one that cannot be written."""
    if isinstance(value, bool | int | str):
        return Constant(value)
    if not isinstance(value, list):
        return None
    items = [literal(item) for item in value]
    return None if None in items else Listed(tuple(item for item in items if item))


def is_plainly(tree: Tree | None, value: bool) -> bool:
    """Whether nothing but this is left of a condition."""
    return isinstance(tree, Constant) and tree.value is value


def _worked_out(call: Call) -> Tree:
    if call.function in SETTLING:
        return _one_side_known(call, SETTLING[call.function])
    if not all(isinstance(part, Constant | Listed) for part in call.arguments):
        return call
    try:
        return literal(reader_of(call, {})({})) or call
    except (NotReadError, *FAULTS):
        return call


def _one_side_known(call: Call, settling: bool) -> Tree:
    left, right = call.arguments
    if is_plainly(left, settling) or is_plainly(right, settling):
        return Constant(settling)
    if is_plainly(left, not settling):
        return right
    return left if is_plainly(right, not settling) else call
