"""Paths as they are written in settings."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator


def _expand(path: object) -> object:
    return os.path.expandvars(os.path.expanduser(path)) if isinstance(path, str) else path


ExpandedPath = Annotated[Path, BeforeValidator(_expand)]
"""A path in which ~ and variables such as $CREDENTIALS_DIRECTORY may be written."""
