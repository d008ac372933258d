"""What comes with the package for every installation to change: rules and message texts."""

import shutil
from pathlib import Path

import rules
from outbox.render import SHIPPED as TEXTS


def copy_policy(folder: Path) -> None:
    """Copy the shipped rules and texts into `rules` and `templates` of a folder, which must not be there yet."""
    leave_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(rules.SHIPPED, folder / "rules", ignore=leave_out)
    shutil.copytree(TEXTS, folder / "templates", ignore=leave_out)
