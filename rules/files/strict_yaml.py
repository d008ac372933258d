"""YAML read strictly: what readers disagree on, or what hides a rule, is a fault and not a feature.

Refused besides what YAML itself refuses: a key given twice, anchors, aliases, merge keys and tags (a few lines
of aliases make gigabytes), directives, a day that no calendar has, very deep nesting. Faults that leave the
rest readable are collected, so that all are told at once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, ScalarEvent
from ruamel.yaml.nodes import MappingNode, ScalarNode
from ruamel.yaml.reader import ReaderError

from rules.files.yaml_words import in_plain_words

DEEPEST = 20  #: levels of nesting; a rule needs seven
NULL = "tag:yaml.org,2002:null"
SIMPLE = tuple(f"tag:yaml.org,2002:{kind}" for kind in ("timestamp", "int", "float"))


@dataclass(frozen=True)
class YamlFault:
    """What is wrong, and where: line and column from 0."""

    line: int
    column: int
    message: str


@dataclass
class StrictYaml:
    """What was read.

    Args:
        marked: what the round-trip loader gives, with line and column marks; None when it could not be read.
        readable: False when the structure itself is at fault.
        faults: everything that was found.
    """

    marked: object = None
    readable: bool = True
    faults: list[YamlFault] = field(default_factory=list)

    def refuse(self, event: Any, message: str) -> None:
        """Note a fault at a mark of the loader's."""
        mark = event.start_mark
        self.faults.append(YamlFault(mark.line, mark.column, message))


def read_yaml(text: str) -> StrictYaml:
    """Read one document; every fault is in what comes back, nothing is raised."""
    read = StrictYaml()
    for number, line in enumerate(text.splitlines()):
        if line.startswith("%"):
            read.faults.append(
                YamlFault(number, 0, "a line that begins with % is not used here; take it out.")
            )
            read.readable = False
            return read
    try:
        read.marked = _loader(read).load(text)
    except ReaderError as error:
        read.faults.append(_unprintable(text, error.position))
    except MarkedYAMLError as error:
        if read.readable:  # else it only follows from what is noted already
            read.faults.append(YamlFault(*_place(error), in_plain_words(error, text.splitlines())))
    except YAMLError:
        read.faults.append(YamlFault(0, 0, "this is not YAML."))
    else:
        return read if read.readable else StrictYaml(readable=False, faults=read.faults)
    read.readable = False
    return read


def _loader(read: StrictYaml) -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.max_depth = DEEPEST
    yaml.Composer = _composer(read)
    yaml.Constructor = _constructor(read)
    return yaml


def _composer(read: StrictYaml) -> type[Composer]:
    class Strict(Composer):
        """Notes what a plain block of keys and values does not need."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            event = self.parser.peek_event()
            if isinstance(event, AliasEvent):
                self.parser.get_event()
                read.refuse(event, _alias(event.anchor))
                read.readable = False
                return ScalarNode(NULL, "null", event.start_mark, event.end_mark)
            _look(read, event, parent, index)
            return super().compose_node(parent, index)

    return Strict


def _look(read: StrictYaml, event: Any, parent: Any, index: Any) -> None:
    if getattr(event, "anchor", None) is not None:
        read.refuse(event, "a name after & is not used here; put text that begins with & in quotes.")
        read.readable = False
    if getattr(event, "tag", None) is not None:
        message = "a value that begins with ! means something else to YAML; put the whole value in quotes."
        read.refuse(event, message)
        read.readable = False
    is_key = isinstance(parent, MappingNode) and index is None
    if is_key and isinstance(event, ScalarEvent) and event.value == "<<":
        read.refuse(event, "merging keys with << is not used here; write the keys out.")
        read.readable = False


def _alias(name: str) -> str:
    return (
        f"*{name} stands for something else to YAML; write it out, or put text that begins with * in quotes."
    )


def _constructor(read: StrictYaml) -> type[RoundTripConstructor]:
    class Strict(RoundTripConstructor):
        """Notes keys given twice and values that only look like a day or a number."""

        def check_mapping_key(self, node: Any, key_node: Any, mapping: Any, key: Any, value: Any) -> bool:
            if isinstance(key, tuple | list | dict):
                read.refuse(key_node, "a key is a single word; is '? ' or a blank too many here?")
                read.readable = False
                return False
            if key not in mapping:
                return True
            before = mapping.lc.data[key][0] + 1 if mapping.lc.data and key in mapping.lc.data else None
            where = f" (line {before})" if before else ""
            read.refuse(
                key_node, f"the key {key} stands here a second time{where}; a key may stand once only."
            )
            return False

    for tag in SIMPLE:
        Strict.add_constructor(tag, _careful(read, RoundTripConstructor.yaml_constructors[tag]))
    return Strict


def _careful(read: StrictYaml, make: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def made(constructor: Any, node: Any) -> Any:
        try:
            return make(constructor, node)
        except (ValueError, OverflowError):
            read.refuse(node, f"{node.value[:30]} looks like a day or a number and is none.")
            return str(node.value)

    return made


def _place(error: MarkedYAMLError) -> tuple[int, int]:
    """Where to look: at an open quote for its end that never comes, else where reading stopped."""
    never_ends = "unexpected end of stream" in str(error.problem)
    mark = (error.context_mark if never_ends else None) or error.problem_mark or error.context_mark
    return (mark.line, mark.column) if mark else (0, 0)


def _unprintable(text: str, position: int) -> YamlFault:
    line = text.count("\n", 0, position)
    column = position - (text.rfind("\n", 0, position) + 1)
    code = f"U+{ord(text[position]):04X}" if position < len(text) else "unknown"
    return YamlFault(line, column, f"here stands a character that cannot be seen ({code}); take it out.")
