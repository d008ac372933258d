"""Where a value stands in a text of YAML: from which sign to which."""

from collections.abc import Sequence
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, SequenceNode

from intake_daemon.errors import IntakeError

Path = Sequence[str | int]


class RefusedError(IntakeError):
    """A change that was asked for cannot be made; nothing is changed."""


def root_of(text: str) -> Node | None:
    """The text as a tree of nodes with their places; None when there is nothing in it."""
    yaml = YAML(typ="rt", pure=True)
    composed: Node | None = yaml.compose(StringIO(text))
    return composed


def node_at(root: Node | None, path: Path) -> Node | None:
    """The node under a path of keys and indexes; None when the path leads nowhere."""
    node = root
    for step in path:
        node = _inside(node, step)
    return node


def _inside(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: Node = node.value[step]
        return found
    return None


def span(node: Node) -> tuple[int, int]:
    """The signs a value or a list in brackets takes up: from, and up to."""
    return node.start_mark.index, node.end_mark.index


def is_in_one_piece(node: Node) -> bool:
    """True for what can be replaced as it stands: a single value, or a list or block in brackets."""
    return not isinstance(node, CollectionNode) or bool(node.flow_style)


def end_of_lines(text: str, node: Node) -> int:
    """Where the last line of a node ends, its comment included, before the line's end."""
    last = node
    while not is_in_one_piece(last) and last.value:
        entry = last.value[-1]
        last = entry[1] if isinstance(last, MappingNode) else entry
    end = last.end_mark.index
    if last.end_mark.column == 0 and end > last.start_mark.index:  # a folded text ends with its line
        return len(text[:end].rstrip("\r\n"))
    at = text.find("\n", end)
    return len(text[:at].rstrip("\r")) if at >= 0 else len(text)


def line_end(text: str) -> str:
    """How the lines of a file end: as on Windows when any of them does."""
    return "\r\n" if "\r\n" in text else "\n"
