"""What one check says."""

from typing import Literal

from intake_daemon.model import Frozen


class Result(Frozen):
    """One finding.

    Args:
        check: what was looked at.
        level: "fail" keeps the daemon from its work, "warn" may be meant, "ok" is as it should be.
        message: what was found.
        fix: what to do; "" when nothing is.
    """

    check: str
    level: Literal["ok", "warn", "fail"]
    message: str
    fix: str = ""


def ok(check: str, message: str) -> Result:
    """All is well."""
    return Result(check=check, level="ok", message=message)


def warn(check: str, message: str, fix: str) -> Result:
    """It may be meant like this, or not."""
    return Result(check=check, level="warn", message=message, fix=fix)


def fail(check: str, message: str, fix: str) -> Result:
    """The daemon cannot do its work like this."""
    return Result(check=check, level="fail", message=message, fix=fix)
