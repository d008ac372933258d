"""Mistakes in templates that can be seen without rendering them.

Jinja2 passes over all three without a word, and a text that silently is not used is worse than an error.
"""

from collections.abc import Collection, Iterator

import jinja2
from jinja2 import meta, nodes

from outbox.language import VARIABLES


def find_slips(environment: jinja2.Environment, names: Collection[str]) -> Iterator[str]:
    """Unknown variables, text outside of blocks, and blocks that nothing uses, as "file:line: what".

    Args:
        names: every template of one language and the layouts; a block is used when one of them calls it.

    Raises:
        jinja2.TemplateError: a template is missing or cannot be parsed.
    """
    trees = {name: _parse(environment, name) for name in names}
    called = {call for _, tree in trees.values() for call in _called_blocks(tree)}
    for path, tree in trees.values():
        for line, slip in sorted(
            {*_unknown_variables(tree), *_lost_text(tree), *_unused_blocks(tree, called)}
        ):
            yield f"{path}:{line}: {slip}"


def _parse(environment: jinja2.Environment, name: str) -> tuple[str, nodes.Template]:
    assert environment.loader is not None  # noqa: S101 - every Language has one
    environment.get_template(name)  # compiling names the file of an unknown filter; looking at it does not
    source, path, _ = environment.loader.get_source(environment, name)
    return path or name, environment.parse(source, name, path)


def _called_blocks(tree: nodes.Template) -> Iterator[str]:
    """The names X of all `self.X()`."""
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name) and node.node.name == "self":
            yield node.attr


def _unknown_variables(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Variables that no message has, also in branches that no sample takes."""
    unknown = meta.find_undeclared_variables(tree) - VARIABLES - {"self", "super"}
    for node in tree.find_all(nodes.Name):
        if node.name in unknown:
            yield node.lineno, f"unknown variable {node.name}"


def _lost_text(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Text beside the blocks of a template that extends another is never shown."""
    if tree.find(nodes.Extends) is None:
        return
    for node in tree.body:
        if isinstance(node, nodes.Output) and not all(map(_is_blank, node.nodes)):
            line = next(part.lineno for part in node.nodes if not _is_blank(part))
            yield line, "text outside of a block is never shown"


def _is_blank(node: nodes.Expr) -> bool:
    return isinstance(node, nodes.TemplateData) and not node.data.strip()


def _unused_blocks(tree: nodes.Template, called: Collection[str]) -> Iterator[tuple[int, str]]:
    """A block at the top that nothing calls, such as one with a misspelt name."""
    for node in tree.body:
        if isinstance(node, nodes.Block) and node.name not in called:
            yield node.lineno, f"no layout or template uses a block named {node.name}"
