"""Who is at the keyboard, as surely as the system can say; a change of the rules is signed with that name."""

import os
import pwd
from pathlib import Path

LOGIN_UID = Path("/proc/self/loginuid")
NOBODY_LOGGED_IN = 2**32 - 1  #: loginuid of what no login began (credentials(7), pam_loginuid(8))


def person() -> str:
    """The login name of the person.

    The kernel remembers who logged in through sudo and su, and an ordinary process cannot change it; where no login
    began, as in a container, sudo's word counts, then the account the command runs under.
    """
    return _logged_in() or os.environ.get("SUDO_USER") or _name_of(os.geteuid())


def _logged_in() -> str | None:
    try:
        number = int(LOGIN_UID.read_text())
    except (OSError, ValueError):
        return None
    if number in (0, NOBODY_LOGGED_IN):  # root's own login says less than sudo may
        return None
    return _name_of(number)


def _name_of(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"
