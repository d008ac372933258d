"""Writing other figures into a `matching.yaml`, so that comments and everything else stay as they are."""

from collections.abc import MutableMapping
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from intake_daemon.errors import ConfigError
from intake_daemon.model import Frozen
from intake_daemon.model.matching import MatchTuning
from rules.files.matching_file import MATCHING, read_matching
from rules.files.sheet import read_sheet
from rules.problems import render_all

_LONG = 4096  #: columns; lines are never broken anew


def rewritten(text: str, after: MatchTuning) -> str:
    """The file with the figures that changed, and nothing else changed.

    Args:
        text: the file as it is; empty for none.
        after: what it shall say.

    Raises:
        ConfigError: the file has mistakes of its own.
    """
    sheet, problems = read_sheet(MATCHING, text)
    before, faults = read_matching(sheet)
    if problems or before is None:
        raise ConfigError(render_all((*problems, *faults)))
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = _LONG
    content = yaml.load(text)
    block = CommentedMap() if content is None else content
    _put(block, before, after)
    target = StringIO()
    if block:
        yaml.dump(block, target)
    return text + target.getvalue() if content is None else target.getvalue()


def _put(block: MutableMapping[str, object], before: Frozen, after: Frozen) -> None:
    for name in type(before).model_fields:
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        if isinstance(old, Frozen) and isinstance(new, Frozen):
            inner = block.setdefault(name, CommentedMap())
            if isinstance(inner, MutableMapping):
                _put(inner, old, new)
        else:
            block[name] = _plain(new)


def _plain(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, tuple):
        return value
    listed = CommentedSeq(value)
    listed.fa.set_flow_style()
    return listed
