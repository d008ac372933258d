"""One YAML file with the place of everything in it: read strictly, because a rule lost is a harm done.

YAML 1.2 is read by ruamel's round-trip loader, which remembers lines and columns. Refused besides what
`rules.files.strict_yaml` refuses: tabs as indentation, and a bare `yes`, `no`, `on` or `off`, which one reader takes
for a word and another for a truth value.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import ScalarString

from rules.files.strict_yaml import read_yaml
from rules.problems import RuleProblem

Scalar = str | int | float | bool | date | None
Tree = Scalar | list["Tree"] | dict[str, "Tree"]
Path = tuple[str | int, ...]

AMBIGUOUS = frozenset({"yes", "no", "on", "off", "y", "n"})
BYTE_ORDER_MARK = "\ufeff"  #: some editors begin a file with it
LARGEST = 400_000  #: letters of one file; the whole library has fewer
INDENTED_BY_TAB = re.compile(r" *\t")


@dataclass(frozen=True)
class Sheet:
    """A file read: its plain content, and where each key and value stands.

    Args:
        name: file name.
        lines: the source, line by line.
        marked: what the round-trip loader gave, with line and column marks.
        content: the same as plain Python values.
    """

    name: str
    lines: tuple[str, ...]
    marked: object
    content: Tree

    def problem(
        self, path: Path, message: str, *, at_key: bool = False, suggestion: str | None = None
    ) -> RuleProblem:
        """A problem that points at the value (or key) under a path of keys and indexes."""
        line, column = self.place(path, at_key=at_key)
        return self.problem_at(line, column, path, message, suggestion=suggestion)

    def problem_at(
        self, line: int, column: int, path: Path, message: str, *, suggestion: str | None = None
    ) -> RuleProblem:
        """A problem that points at a line and column, both from 0."""
        if line >= len(self.lines) > 0:  # what is missing at the end is missing after the last letter
            line, column = len(self.lines) - 1, len(self.lines[-1])
        source = self.lines[line] if self.lines else ""
        return RuleProblem(
            file=self.name,
            line=line + 1,
            column=min(column, len(source)) + 1,
            key=self._key(path),
            message=message,
            source=source,
            suggestion=suggestion,
        )

    def place(self, path: Path, *, at_key: bool = False) -> tuple[int, int]:
        """Line and column, both from 0, of the deepest part of the path that is in the file."""
        node, where = self.marked, (0, 0)
        for depth, step in enumerate(path, start=1):
            if isinstance(node, CommentedMap) and step in (node.lc.data or {}):
                where = node.lc.key(step) if at_key and depth == len(path) else node.lc.value(step)
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                where = node.lc.item(step)
            else:
                break
            node = node[step]
        return int(where[0]), int(where[1])

    def _key(self, path: Path) -> str:
        """The path in words: a list item is called by its id where it has one."""
        words, node = [], self.content
        for step in path:
            node = _child(node, step)
            named = node.get("id") if isinstance(node, dict) and isinstance(step, int) else None
            words.append(str(named or step))
        return ".".join(words)


@lru_cache(maxsize=128)
def read_sheet(name: str, text: str) -> tuple[Sheet | None, tuple[RuleProblem, ...]]:
    """Read one YAML text; the sheet is None when its structure could not be read at all.

    Remembered, because a folder is often read again with one file changed, and reading is what takes time.
    """
    text = text.removeprefix(BYTE_ORDER_MARK)
    lines = tuple(text.splitlines())
    unread = Sheet(name=name, lines=lines, marked=None, content=None)
    if len(text) > LARGEST:
        message = f"this file has more than {LARGEST:,} letters; split it into several."
        return None, (RuleProblem(file=name, message=message),)
    tabs = tuple(_tabs(unread))
    if tabs:
        return None, tabs
    read = read_yaml(text)
    faults = tuple(unread.problem_at(fault.line, fault.column, (), fault.message) for fault in read.faults)
    if not read.readable:
        return None, faults
    sheet = Sheet(name=name, lines=lines, marked=read.marked, content=_plain(read.marked))
    return sheet, (*faults, *_ambiguous(sheet, read.marked, ()))


def _tabs(sheet: Sheet) -> Iterator[RuleProblem]:
    for number, line in enumerate(sheet.lines):
        if INDENTED_BY_TAB.match(line):
            problem = sheet.problem_at(number, line.index("\t"), (), "a tab indents this line; use spaces.")
            yield problem.model_copy(update={"source": line.replace("\t", " ")})


def _ambiguous(sheet: Sheet, node: object, path: Path) -> Iterator[RuleProblem]:
    """Bare words that half of the world's YAML readers take for true or false."""
    if isinstance(node, CommentedMap):
        for key, value in node.items():
            yield from _ambiguous(sheet, value, (*path, key))
    elif isinstance(node, CommentedSeq):
        for index, value in enumerate(node):
            yield from _ambiguous(sheet, value, (*path, index))
    elif isinstance(node, str) and not isinstance(node, ScalarString) and node.lower() in AMBIGUOUS:
        meant = "true" if node.lower() in {"yes", "on", "y"} else "false"
        yield sheet.problem(path, f"a bare {node} is a word to some readers and a truth value to others; "
                                  f"write {meant}, or put the word in quotes.")  # fmt: skip


def _plain(node: object) -> Tree:
    """Ordinary Python values without the loader's own classes."""
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    if isinstance(node, bool) or node is None:
        return node
    if isinstance(node, date):
        return node.isoformat() if isinstance(node, datetime) else node
    if isinstance(node, int):
        return int(node)
    return float(node) if isinstance(node, float) else str(node)


def _child(node: Tree, step: str | int) -> Tree:
    if isinstance(node, dict):
        return node.get(str(step))
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return node[step]
    return None
