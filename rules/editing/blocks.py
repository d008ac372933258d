"""Whole rules in a text: a new one, a copy of one, and one switched on or off."""

import re

from rules.editing.places import RefusedError, end_of_lines, line_end, node_at, root_of
from rules.editing.put import put
from rules.files.modeline import modeline
from rules.files.sheet import Tree, read_sheet

OWN = "own.yaml"  #: where new rules go: what is the clinic's own stands apart from what was shipped
HEAD = "# Our own rules.\n"
SKELETON = """\
- id: {id}
  title: What is so when this rule passes           # one sentence, true of a request that is in order
  why: "House policy: who decided this, and why"    # or the law: "45 CFR 164.508(c)(1)(iv)"
  enabled: false                                    # until it says what you mean: `rules switch {id} on`
  # kinds: [third_party_authorization]              # kinds of request it is for; left out: every kind
  # when: channel == "fax"                          # condition under which it applies; left out: always
  # What must be on the paper. Or instead a condition, `check:` that must hold or `forbid:` that must not, with
  # `field:` (what it is about) and `problem:` (one sentence for people). `rules words` lists what to write.
  require: {{field: patient.dob}}
  then: review                                      # ask, review, hold or note
  examples:                                         # small cases that are its tests; change them first
    pass:
      - {{patient.dob: 1971-04-09}}
    fail:
      - {{patient.dob: absent}}
"""


def with_skeleton(name: str, text: str, rule: str) -> str:
    """The file with a new rule at its end that loads as it is and says in comments what to write.

    Args:
        name: path of the file in the rules folder.
        text: the file as it is; empty for none.
        rule: the new rule's id.
    """
    return _with_block(name, text, SKELETON.format(id=rule))


def with_copy(name: str, text: str, rule: str, *, of: str, source: str) -> str:
    """The file with a copy of a rule at its end, under a new id and switched off until somebody has changed it.

    Args:
        of: the id of the rule to copy.
        source: the text of the file it stands in.
    """
    block = block_of(source, of)
    copied = put(name, block, (0, "id"), rule)
    return _with_block(name, text, put(name, copied, (0, "enabled"), False, after="why"))


def switched(name: str, text: str, rule: str, *, on: bool) -> str:
    """The file with one rule switched on or off."""
    index = _index(text, rule)
    node = node_at(root_of(text), (index, "enabled"))
    if on and node is None:
        return text
    return put(name, text, (index, "enabled"), on, after="why")


def block_of(text: str, rule: str) -> str:
    """The lines of one rule as they stand in a file, its comments included."""
    node = node_at(root_of(text), (_index(text, rule),))
    if node is None:
        raise RefusedError(f"there is no rule {rule}")
    start = text.rfind("\n", 0, node.start_mark.index) + 1
    return text[start : end_of_lines(text, node)] + "\n"


def _index(text: str, rule: str) -> int:
    sheet, _ = read_sheet("", text)
    content: Tree = sheet.content if sheet else None
    blocks = content if isinstance(content, list) else []
    found = (n for n, block in enumerate(blocks) if isinstance(block, dict) and block.get("id") == rule)
    index = next(found, None)
    if index is None:
        raise RefusedError(f"there is no rule {rule}")
    return index


def _with_block(name: str, text: str, block: str) -> str:
    """The block at the end, indented as the rules before it, with an empty line between."""
    if not text.strip():
        return f"{modeline(name)}{HEAD}\n{block}"
    end, wanted, given = line_end(text), _indent(text), _indent(block)
    before = text if text.endswith("\n") else f"{text}{end}"
    moved = (wanted + line.removeprefix(given) if line.strip() else line for line in block.splitlines())
    return f"{before}{end}{end.join(moved)}{end}"


def _indent(text: str) -> str:
    first = re.search(r"(?m)^( *)- ", text)
    return first.group(1) if first else ""
