"""Takes from a process what reading a document does not need, before the document is looked at.

What remains: it can still read every file its user can read (there is no new root folder); the service's own
sandbox bounds that.
"""

import ctypes
import math
import resource
import signal
from pathlib import Path

from parsers.limits import Limits

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_MB = 1024 * 1024


def confine(limits: Limits, *, may_write: bool) -> None:
    """Bound this process: memory, processor time, files, network; and let it die with its parent.

    Args:
        limits: what one document may use; memory comes on top of what the process has already.
        may_write: the recogniser is a program that needs temporary files.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _leave_network(libc)
    cap(resource.RLIMIT_CORE, 0)
    cap(resource.RLIMIT_FSIZE, 256 * _MB if may_write else 0)
    cap(resource.RLIMIT_NOFILE, 64)
    cap(resource.RLIMIT_CPU, math.ceil(limits.seconds) + 1)
    cap(resource.RLIMIT_AS, _address_space() + limits.memory_mb * _MB)


def cap(what: int, most: int) -> None:
    """Lower a resource limit for good; one that is lower already stays."""
    _, hard = resource.getrlimit(what)
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (bound, bound))


def _leave_network(libc: ctypes.CDLL) -> None:
    """Move to an empty network where the system lets us; containers often forbid it, and then we stay."""
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _address_space() -> int:
    """Bytes of address space this process has now (proc(5), statm)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()
