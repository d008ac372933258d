"""Small regular languages that can be asked which letter may come next.

A recogniser is unsure letter by letter; a grammar decides between its candidates while the line is being read,
which a pattern applied afterwards cannot. Expressions are built from `one_of`, `word`, `then`, `either`, `maybe`
and `many`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

Node = int
_Build = Callable[["_Net", Node], Node]


@dataclass(frozen=True)
class Expression:
    """A piece of a language; adds itself to a net behind a node and says where it ends."""

    build: _Build


@dataclass
class _Net:
    """A nondeterministic automaton: moves on a letter, and moves for free."""

    moves: list[dict[str, set[Node]]] = field(default_factory=list)
    free: list[set[Node]] = field(default_factory=list)

    def node(self) -> Node:
        self.moves.append({})
        self.free.append(set())
        return len(self.moves) - 1


def one_of(letters: str) -> Expression:
    """One letter of several."""

    def build(net: _Net, start: Node) -> Node:
        end = net.node()
        for letter in letters:
            net.moves[start].setdefault(letter, set()).add(end)
        return end

    return Expression(build)


def word(text: str) -> Expression:
    """These letters in this order."""
    return then(*(one_of(letter) for letter in text))


def then(*pieces: Expression) -> Expression:
    """One piece after the other."""

    def build(net: _Net, start: Node) -> Node:
        for piece in pieces:
            start = piece.build(net, start)
        return start

    return Expression(build)


def either(*choices: Expression) -> Expression:
    """One of several pieces."""

    def build(net: _Net, start: Node) -> Node:
        end = net.node()
        for choice in choices:
            entry = net.node()
            net.free[start].add(entry)
            net.free[choice.build(net, entry)].add(end)
        return end

    return Expression(build)


def maybe(*pieces: Expression) -> Expression:
    """Pieces one after the other, or nothing."""
    return either(then(*pieces), then())


def many(piece: Expression) -> Expression:
    """A piece once or more."""

    def build(net: _Net, start: Node) -> Node:
        entry, end = net.node(), net.node()
        net.free[start].add(entry)
        last = piece.build(net, entry)
        net.free[last] |= {entry, end}
        return end

    return Expression(build)


class Language:
    """A language ready to be walked, letter by letter; the walked part is remembered.

    Args:
        expression: all its texts.
    """

    def __init__(self, expression: Expression) -> None:
        self._net = _Net()
        start = self._net.node()
        self._final = expression.build(self._net, start)
        self._sets: list[frozenset[Node]] = []
        self._numbers: dict[frozenset[Node], int] = {}
        self._known: dict[tuple[int, str], int | None] = {}
        self.start = self._number(self._reach({start}))

    def step(self, state: int, letter: str) -> int | None:
        """The state after one more letter; None when it cannot come here."""
        key = (state, letter)
        if key not in self._known:
            moves = self._net.moves
            reached = {to for node in self._sets[state] for to in moves[node].get(letter, ())}
            self._known[key] = self._number(self._reach(reached)) if reached else None
        return self._known[key]

    def may_end(self, state: int) -> bool:
        """Whether what was walked so far is a whole text."""
        return self._final in self._sets[state]

    def holds(self, text: str) -> bool:
        """Whether a text belongs to the language."""
        state: int | None = self.start
        for letter in text:
            if state is None:
                return False
            state = self.step(state, letter)
        return state is not None and self.may_end(state)

    def _reach(self, nodes: set[Node]) -> frozenset[Node]:
        reached, waiting = set(nodes), list(nodes)
        while waiting:
            for node in self._net.free[waiting.pop()] - reached:
                reached.add(node)
                waiting.append(node)
        return frozenset(reached)

    def _number(self, nodes: frozenset[Node]) -> int:
        if nodes not in self._numbers:
            self._numbers[nodes] = len(self._sets)
            self._sets.append(nodes)
        return self._numbers[nodes]
