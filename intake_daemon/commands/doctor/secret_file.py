"""Files with passwords."""

import stat
from pathlib import Path

from intake_daemon.commands.doctor.result import Result, fail


def check_secret(check: str, path: Path) -> Result | None:
    """What is wrong with a password file; None when nothing is."""
    try:
        content = path.read_text()
        mode = path.stat().st_mode
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        return fail(
            check,
            f"the password file {path} cannot be read: {reason}",
            "create it, owned by the daemon's user, mode 400",
        )
    if not content.strip():
        return fail(
            check, f"the password file {path} is empty", "write the password into it, and nothing else"
        )
    if mode & stat.S_IROTH:
        return fail(
            check, f"every user of this machine can read {path}", f"chmod 400 {path}, and change the password"
        )
    return None
