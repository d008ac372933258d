"""Single values as YAML, in one line."""

import json
import re
from collections.abc import Mapping
from datetime import date
from enum import Enum

Plain = str | int | float | bool | date | None | list["Plain"] | dict[str, "Plain"]

SAFE = re.compile(r"[A-Za-z_][\w /.()'+-]*(?<! )")
#: Words that some reader takes for something else.
NOT_A_WORD = re.compile(r"(?i)true|false|null|yes|no|on|off|y|n|~")


def as_yaml(value: Plain, *, quote: str = "") -> str:
    """A value as it is written; text is quoted where it has to be, or with the quotes that were there."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return f"{{{', '.join(f'{as_yaml(key)}: {as_yaml(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(as_yaml(inner) for inner in value)}]"
    return _text(value, quote) if isinstance(value, str) else repr(value)


def _text(value: str, quote: str) -> str:
    if quote == "'" and "\n" not in value:
        return "'" + value.replace("'", "''") + "'"
    if not quote and SAFE.fullmatch(value) and not NOT_A_WORD.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def plain(value: object) -> Plain:
    """What a model holds, as it is written into a file."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [plain(inner) for inner in value]
    if isinstance(value, frozenset):
        return sorted((plain(inner) for inner in value), key=str)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if value is None or isinstance(value, str | bool | int | float | date):
        return value
    raise TypeError(f"{type(value).__name__} is not written into a file of rules")
