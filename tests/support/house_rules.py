"""A copy of the shipped rules that trusts readings a little more, for tests that need one certain outcome.

How sure reading is of itself is for its own tests; here a plainly worded mail shall be acted on. A patient's own
request needs no signature, and is asked for the dates when it names none.
"""

import re
import shutil
from pathlib import Path

LIBRARY = Path(__file__).parents[2] / "rules" / "library"


def house_rules(folder: Path) -> Path:
    """Write the rules into a new folder and give it back."""
    rules = folder / "rules"
    shutil.copytree(LIBRARY, rules)
    _change(rules / "policy.yaml", r"act_above: [\d.]+", "act_above: 0.5")
    _change(rules / "policy.yaml", r"kind_above: [\d.]+", "kind_above: 0.1")
    _change(
        rules / "access" / "requests.yaml", "- id: access-signed\n", "- id: access-signed\n  enabled: false\n"
    )
    _change(
        rules / "access" / "requests.yaml", r"(- id: access-dates\n(?:  .*\n)*?)  enabled: false\n", r"\1"
    )
    return rules


def _change(file: Path, pattern: str, replacement: str) -> None:
    changed, times = re.subn(pattern, replacement, file.read_text(), count=1)
    assert times == 1, f"{pattern} is no longer in {file.name}"
    file.write_text(changed)
