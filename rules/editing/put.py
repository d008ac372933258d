"""Putting one value into a text of YAML."""

import re
from collections.abc import Sequence

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from rules.editing.places import (
    Path,
    RefusedError,
    end_of_lines,
    is_in_one_piece,
    line_end,
    node_at,
    root_of,
    span,
)
from rules.editing.written import Plain, as_yaml
from rules.files.sheet import Tree, read_sheet


def put(name: str, text: str, path: Path, value: Plain, *, after: str | None = None) -> str:
    """The text with this value under this path, and not a sign changed besides.

    What is there is replaced; what is not is added behind the last entry of the block it belongs to.

    Args:
        name: of the file, for messages.
        after: the entry behind which a new one is put, when it shall not be the last.

    Raises:
        RefusedError: the place is a list or block of several lines, or no place for such a value.
    """
    root = root_of(text)
    there = node_at(root, path)
    if there is None:
        changed = _added(name, text, root, path, value, after)
    elif is_in_one_piece(there):
        changed = _replaced(text, there, value)
    else:
        line = there.start_mark.line + 1
        raise RefusedError(f"{name}:{line}: {dotted(path)} stands on several lines; change it there by hand")
    return _proved(name, text, changed, path, value)


def dotted(path: Path) -> str:
    """A path as people write it."""
    return ".".join(str(step) for step in path)


def _replaced(text: str, node: Node, value: Plain) -> str:
    start, end = span(node)
    quote = node.style if isinstance(node, ScalarNode) and node.style in ("'", '"') else ""
    if isinstance(node, ScalarNode) and node.style in (">", "|"):
        end = len(text[:end].rstrip("\r\n"))
    return text[:start] + as_yaml(value, quote=quote) + text[end:]


def _added(name: str, text: str, root: Node | None, path: Path, value: Plain, after: str | None) -> str:
    """Add the entry to the deepest block of its path that is there."""
    depth = next((n for n in range(len(path) - 1, -1, -1) if node_at(root, path[:n]) is not None), 0)
    block = node_at(root, path[:depth])
    key, rest = path[depth], path[depth + 1 :]
    written = f"{as_yaml(str(key))}: {as_yaml(_nested(rest, value))}"
    if block is None:
        return f"{text.rstrip()}\n{written}\n".lstrip("\n")
    if not isinstance(block, MappingNode):
        raise RefusedError(f"{name}:{block.start_mark.line + 1}: there is no place for {dotted(path)}")
    if block.flow_style:
        return _in_brackets(text, block, written)
    behind = next((v for k, v in block.value if k.value == after), None) or block
    at, indent = end_of_lines(text, behind), " " * block.start_mark.column
    return f"{text[:at]}{line_end(text)}{indent}{written}{text[at:]}"


def _in_brackets(text: str, block: MappingNode, written: str) -> str:
    close = block.end_mark.index - 1
    if not block.value:
        return f"{text[:close].rstrip()}{written}{text[close:]}"
    last = block.value[-1][1].end_mark.index
    comma = "" if re.match(r"\s*,", text[last:close]) else ","
    last += 0 if comma else text[last:close].index(",") + 1
    return f"{text[:last]}{comma} {written}{text[last:]}"


def _nested(path: Sequence[str | int], value: Plain) -> Plain:
    for step in reversed(path):
        value = {str(step): value}
    return value


def _proved(name: str, before: str, after: str, path: Path, value: Plain) -> str:
    """The new text, if reading it gives what was there with this one value changed, and nothing else."""
    old, _ = read_sheet(name, before)
    new, problems = read_sheet(name, after)
    expected = _with(old.content if old else None, path, value)
    if new is None or problems or new.content != expected:
        raise RefusedError(
            f"{name}: {dotted(path)} cannot be put into this file without more; change it by hand"
        )
    return after


def _with(content: Tree, path: Path, value: Plain) -> Tree:
    """A copy of the content with one value put in."""
    if not path:
        return plain_tree(value)
    step, rest = path[0], path[1:]
    if isinstance(content, list) and isinstance(step, int):
        return [_with(item, rest, value) if n == step else item for n, item in enumerate(content)]
    entries = dict(content) if isinstance(content, dict) else {}
    return {**entries, str(step): _with(entries.get(str(step)), rest, value)}


def plain_tree(value: Plain) -> Tree:
    """A value as reading it back from a file would give it."""
    if isinstance(value, dict):
        return {key: plain_tree(inner) for key, inner in value.items()}
    return [plain_tree(inner) for inner in value] if isinstance(value, list) else value
