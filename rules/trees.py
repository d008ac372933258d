"""The tree of a condition, as Google's parser and type-checker made it.

In: what `Expression.serialize()` gives, a `cel.expr.CheckedExpr` in a `google.protobuf.Any`. Out: a tree of
small nodes with every name resolved and every macro unfolded. The numbers of the messages' fields are those of
`cel/expr/syntax.proto` and `checked.proto` in the CEL specification; the wire form is protobuf's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5  #: wire types
ANY_VALUE, TYPE_MAP, CHECKED_EXPR = 2, 3, 4
ANY_TYPE, LIST_TYPE = 1, 6  #: the kinds of type that are told apart here
CONSTANT, NAME, CALL, LIST, FOLD = 3, 4, 6, 7, 9  #: the kinds of expression read here
BOOL, INT, STRING = 2, 3, 6  #: the kinds of constant read here


class NotReadError(ValueError):
    """The condition holds something that is not read here; Google's runtime evaluates it."""


@dataclass(frozen=True)
class Constant:
    """A literal."""

    value: bool | int | str


@dataclass(frozen=True)
class Name:
    """A variable, by its full name."""

    name: str


@dataclass(frozen=True)
class Call:
    """An operator or a function; the receiver of `a.f(b)` is the first argument."""

    function: str
    arguments: tuple["Tree", ...]


@dataclass(frozen=True)
class Listed:
    """A list written out."""

    items: tuple["Tree", ...]


@dataclass(frozen=True)
class Fold:
    """What `exists`, `all`, `filter` and `map` unfold to: a loop that carries a result along.

    Args:
        item: name of the element.
        over: the list.
        carried: name of the result while it grows.
        start: its first value.
        going: whether to go on, asked before each element.
        step: the result with one element more.
        result: what is made of it at the end.
    """

    item: str
    over: "Tree"
    carried: str
    start: "Tree"
    going: "Tree"
    step: "Tree"
    result: "Tree"


Tree = Constant | Name | Call | Listed | Fold
Message = dict[int, list[int | bytes]]


def tree_of(serialized: bytes) -> Tree:
    """Read a serialized condition.

    Raises:
        NotReadError: when it holds a kind of expression or constant that is not read here.
    """
    checked = _inner(_message(serialized), ANY_VALUE)
    for entry in checked.get(TYPE_MAP, ()):
        _refuse_any_type(_inner(_message(entry), 2))
    return _expression(_inner(checked, CHECKED_EXPR))


def _refuse_any_type(type_of: Message) -> None:
    """Refuse what may be of any type: there `1 == true` is false in CEL and true in Python."""
    if ANY_TYPE in type_of:
        raise NotReadError
    if LIST_TYPE in type_of:
        _refuse_any_type(_inner(_inner(type_of, LIST_TYPE), 1))


def _expression(message: Message) -> Tree:
    if CONSTANT in message:
        return Constant(_constant(_inner(message, CONSTANT)))
    if NAME in message:
        return Name(_text(_inner(message, NAME), 1))
    if CALL in message:
        return _call(_inner(message, CALL))
    if LIST in message:
        return _list(_inner(message, LIST))
    if FOLD in message:
        return _fold(_inner(message, FOLD))
    raise NotReadError


def _constant(message: Message) -> bool | int | str:
    if BOOL in message:
        return bool(message[BOOL][0])
    if INT in message:
        return _signed(_number(message, INT))
    if STRING in message:
        return _text(message, STRING)
    raise NotReadError


def _call(message: Message) -> Call:
    target, function, arguments = 1, 2, 3
    given = (*message.get(target, ()), *message.get(arguments, ()))
    return Call(_text(message, function), tuple(_part(one) for one in given))


def _list(message: Message) -> Listed:
    elements, optional = 1, 2
    if optional in message:
        raise NotReadError
    return Listed(tuple(_part(one) for one in message.get(elements, ())))


def _fold(message: Message) -> Fold:
    second_variable = 8
    if second_variable in message:
        raise NotReadError
    over, start, going, step, result = (_expression(_inner(message, n)) for n in (2, 4, 5, 6, 7))
    return Fold(_text(message, 1), over, _text(message, 3), start, going, step, result)


def _part(content: int | bytes) -> Tree:
    return _expression(_message(content))


def _inner(message: Message, field: int) -> Message:
    return _message(message.get(field, [0])[0])


def _text(message: Message, field: int) -> str:
    content = message.get(field, [b""])[0]
    if isinstance(content, int):
        raise NotReadError
    return content.decode()


def _number(message: Message, field: int) -> int:
    content = message[field][0]
    if not isinstance(content, int):
        raise NotReadError
    return content


def _signed(number: int) -> int:
    """A varint as the 64-bit number with sign that it stands for."""
    return number - (1 << 64) if number >> 63 else number


def _message(data: int | bytes) -> Message:
    """The fields of a message by number, each with all that was given for it."""
    if isinstance(data, int):
        raise NotReadError
    fields: Message = {}
    for number, content in _fields(data):
        fields.setdefault(number, []).append(content)
    return fields


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        wire = key & 7
        if wire == VARINT:
            content, at = _varint(data, at)
            yield key >> 3, content
            continue
        if wire == BYTES:
            length, at = _varint(data, at)
        elif wire in (FIXED64, FIXED32):
            length = 8 if wire == FIXED64 else 4
        else:
            raise NotReadError
        yield key >> 3, data[at : at + length]
        at += length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number in groups of seven bits, the lowest first, and where it ends."""
    number = shift = 0
    while data[at] >= 0x80:
        number |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
    return number | data[at] << shift, at + 1
