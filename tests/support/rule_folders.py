"""Folders of rules that differ in one figure, or have a mistake, and an installation that uses one."""

import re
import shutil
from pathlib import Path

import rules
from intake_daemon.config import Config

SPOILT = """\
- id: spoilt
  then: nonsense
"""
#: One rule is enough to change rules by, and loads faster than a whole library.
ONE_RULE = """\
- id: asks-in-writing
  title: The request says who asks
  why: House policy, for a clinic of one rule
  kinds: [other]
  require: {field: requestor.name}
  ask: requestor.name
  then: ask
  problem: Nobody says who asks.
  examples:
    pass:
      - {requestor.name: Ann Hale}
    fail:
      - {requestor.name: absent}
"""


def rule_folder(place: Path, days: int = 14) -> Path:
    """A new folder of rules: the shipped figures, and a single rule.

    Args:
        days: after which a request asked again is a repeat; what tells one version from another.
    """
    place.mkdir()
    (place / "house.yaml").write_text(ONE_RULE)
    set_days(place, days)
    return place


def whole_library(place: Path) -> Path:
    """The shipped rules in a new folder."""
    shutil.copytree(rules.SHIPPED, place)
    return place


def set_days(folder: Path, days: int) -> str:
    """Change the figure and give the version that comes of it."""
    policy = folder / "policy.yaml"
    text = policy.read_text() if policy.exists() else _figures()
    changed, times = re.subn(r"repeat_after_days: \d+", f"repeat_after_days: {days}", text)
    assert times == 1
    policy.write_text(changed)
    return version_in(folder)


def _figures() -> str:
    """The shipped figures, without the switches of folders that are not here."""
    return re.sub(r"(?ms)^folders:.*?(?=^\S|\Z)", "", (rules.SHIPPED / "policy.yaml").read_text())


def spoil(folder: Path) -> str:
    """Put a file with mistakes into a folder and give the version that comes of it."""
    (folder / "spoilt.yaml").write_text(SPOILT)
    return version_in(folder)


def mistakes_in(folder: Path) -> int:
    """How many mistakes keep a folder from loading."""
    return len(rules.mistakes(rules.check(folder)))


def mend(folder: Path) -> None:
    """Take it out again."""
    (folder / "spoilt.yaml").unlink()


def version_in(folder: Path) -> str:
    """The version of what a folder holds."""
    texts, _ = rules.read_texts(folder)
    return rules.version_of(texts)


def configured(folder: Path, rules_folder: Path, *, node: str = "one", **changes: object) -> Config:
    """A configuration that names a folder of rules.

    Args:
        changes: keys of [rule_changes].
    """
    return Config.model_validate(
        {
            "state_dir": folder / "state",
            "node": node,
            "rules": rules_folder,
            "rule_changes": changes,
            "facility": {"name": "Clinic", "phone": "(614) 555-0100", "email": "records@clinic.example"},
            "delivery": {"from_address": "records@clinic.example"},
        }
    )
