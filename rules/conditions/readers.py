"""A condition's tree as nested Python functions: the same answers as Google's runtime, without the way there.

Nine tenths of the time that a condition takes in Google's runtime go into handing the case over and the answer
back. The functions made here read a case where it is. A value is None when it is not known, which is what an
error of CEL's means to us: `true || unknown` is true, `false && unknown` is false, and whatever else depends on
what is unknown is unknown. Only that part of the language is made here whose meaning is the same in Python for
certain; for the rest, and wherever one of these functions raises an exception, Google's runtime is asked.
"""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from functools import partial
from typing import cast

from rules.conditions.trees import Call, Constant, Fold, Listed, Name, NotReadError, Tree

Names = MutableMapping[str, object]  #: every variable by name; None for one that is not known
Reader = Callable[[Names], object]
Functions = Mapping[str, Callable[..., object]]

FAULTS = (ArithmeticError, LookupError, TypeError, ValueError)  #: what a reader may raise instead of a value
BEYOND = 1 << 63  #: CEL's whole numbers have 64 bits; from here on they are an error
LOGIC = {
    "!_",
    "_?_:_",
    "@not_strictly_false",
}  #: what may know the answer without all its parts, beside && and ||


def _is_in(item: object, items: Iterable[object]) -> bool:
    return item in items


def _within(does: Callable[[object, object], object], left: object, right: object) -> object:
    made = does(left, right)
    if isinstance(made, int) and not -BEYOND <= made < BEYOND:
        raise OverflowError(made)
    return made


OPERATORS: Functions = {
    "_==_": operator.eq,
    "_!=_": operator.ne,
    "_<_": operator.lt,
    "_<=_": operator.le,
    "_>_": operator.gt,
    "_>=_": operator.ge,
    "_+_": partial(_within, operator.add),
    "_-_": partial(_within, operator.sub),
    "_*_": partial(_within, operator.mul),
    "@in": _is_in,
    "size": len,
    "contains": str.__contains__,
    "startsWith": str.startswith,
    "endsWith": str.endswith,
}


def reader_of(tree: Tree, functions: Functions) -> Reader:
    """Make the function that reads the value of a condition, or of a part of one, off the names of a case.

    Raises:
        NotReadError: when the tree holds an operator or a function that is not made here.
    """
    match tree:
        case Constant(value):
            return lambda _: value
        case Name(name):
            return operator.itemgetter(name)
        case Listed(items) if all(isinstance(item, Constant) for item in items):
            values = [item.value for item in items if isinstance(item, Constant)]
            return lambda _: values
        case Listed(items):
            return _list(tuple(reader_of(item, functions) for item in items))
        case Fold():
            return _fold(tree, functions)
        case Call("_&&_" | "_||_" as function):
            sides = _sides(function, tree)
            return _unless(function == "_||_", tuple(reader_of(side, functions) for side in sides))
        case Call(function, arguments) if function in LOGIC:
            return _logic(function, tuple(reader_of(argument, functions) for argument in arguments))
        case Call(function, arguments):
            return _strict(
                function, tuple(reader_of(argument, functions) for argument in arguments), functions
            )


def _sides(function: str, tree: Tree) -> Iterator[Tree]:
    """The parts of `a && b && c`, however they are bracketed."""
    match tree:
        case Call(same, arguments) if same == function:
            for part in arguments:
                yield from _sides(function, part)
        case _:
            yield tree


def _unless(settling: bool, parts: tuple[Reader, ...]) -> Reader:
    """`&&` and `||`: one value of any part settles it, whatever the others are."""

    def value(names: Names) -> bool | None:
        answer: bool | None = not settling
        for part in parts:
            said = part(names)
            if said is settling:
                return settling
            if said is None:
                answer = None
        return answer

    return value


def _logic(function: str, parts: tuple[Reader, ...]) -> Reader:
    match function:
        case "_?_:_":
            return _choice(*parts)
        case "!_":
            return _opposite(*parts)
        case _:
            return _not_false(*parts)


def _choice(condition: Reader, yes: Reader, no: Reader) -> Reader:
    def value(names: Names) -> object:
        holds = condition(names)
        if holds is None:
            return None
        return yes(names) if holds else no(names)

    return value


def _opposite(part: Reader) -> Reader:
    def value(names: Names) -> bool | None:
        said = part(names)
        return None if said is None else not said

    return value


def _not_false(part: Reader) -> Reader:
    return lambda names: part(names) is not False


def _strict(function: str, parts: tuple[Reader, ...], functions: Functions) -> Reader:
    """What needs all its arguments."""
    does = OPERATORS.get(function) or functions.get(function)
    if does is None:
        raise NotReadError
    return _of_two(does, *parts) if len(parts) == 2 else _of_many(does, parts)


def _of_two(does: Callable[..., object], left: Reader, right: Reader) -> Reader:
    def value(names: Names) -> object:
        first, second = left(names), right(names)
        return None if first is None or second is None else does(first, second)

    return value


def _of_many(does: Callable[..., object], parts: tuple[Reader, ...]) -> Reader:
    def value(names: Names) -> object:
        given = [part(names) for part in parts]
        return None if None in given else does(*given)

    return value


def _list(parts: tuple[Reader, ...]) -> Reader:
    """A list written out."""

    def value(names: Names) -> object:
        items = [part(names) for part in parts]
        return None if None in items else items

    return value


def _fold(fold: Fold, functions: Functions) -> Reader:
    over, start, going, step, result = (
        reader_of(part, functions) for part in (fold.over, fold.start, fold.going, fold.step, fold.result)
    )

    def value(names: Names) -> object:
        items = over(names)
        if items is None:
            return None
        outside = {name: names[name] for name in (fold.item, fold.carried)}
        try:
            names[fold.carried] = start(names)
            for item in cast(Iterable[object], items):
                names[fold.item] = item
                if going(names) is False:
                    break
                names[fold.carried] = step(names)
            return result(names)
        finally:  # a loop's names end with it, and may be the same as some outside
            names.update(outside)

    return value
