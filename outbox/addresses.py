"""Which strings are plain mail addresses, and how two of them compare.

Plain means: one ASCII local part without quoting, one `@`, one host name (RFC 5321 section 4.1.2 less the
quoted and literal forms), and nothing that looks like an encoded word (RFC 2047), which a mail library would
decode into who knows what. Whatever is not plain is never written into a header or an SMTP command.
"""

import re
from typing import Annotated

from pydantic import AfterValidator

ENCODED_WORD = "=?"
"""Start of an encoded word: Python's email library decodes these in what it is given, line breaks and all."""

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_LONGEST_LOCAL = 64  # RFC 5321 section 4.5.3.1.1
_LONGEST_DOMAIN = 255  # RFC 5321 section 4.5.3.1.2
_LONGEST_ADDRESS = 254  # what fits a 256-octet path with its brackets, RFC 5321 section 4.5.3.1.3


def is_host_name(text: str) -> bool:
    """Whether this is a host name of letters, digits and hyphens (RFC 1123 section 2.1)."""
    return len(text) <= _LONGEST_DOMAIN and _HOST.fullmatch(text) is not None


def is_plain(address: str) -> bool:
    """Whether this is one plain mail address and nothing else."""
    local, at, domain = address.rpartition("@")
    return (
        bool(at)
        and ENCODED_WORD not in address
        and len(address) <= _LONGEST_ADDRESS
        and len(local) <= _LONGEST_LOCAL
        and _LOCAL.fullmatch(local) is not None
        and is_host_name(domain)
    )


def domain_of(address: str) -> str:
    """The part after the last `@`, in lower case; empty when there is none."""
    return address.rpartition("@")[2].lower().rstrip(".") if "@" in address else ""


def same(one: str, other: str) -> bool:
    """Whether two addresses are the same mailbox as far as we can tell: case is ignored.

    RFC 5321 lets local parts differ by case; no mail system in use does, and for us the safer mistake is
    to take two mailboxes for one.
    """
    return one.strip().lower() == other.strip().lower()


def within(domain: str, parent: str) -> bool:
    """Whether `domain` is `parent` or lies below it."""
    domain, parent = domain.lower().rstrip("."), parent.lower().rstrip(".")
    return bool(parent) and (domain == parent or domain.endswith("." + parent))


def _must_be_plain(text: str) -> str:
    if not is_plain(text):
        raise ValueError("not a plain mail address such as records@clinic.example")
    return text


def _must_be_host_name(text: str) -> str:
    if not is_host_name(text):
        raise ValueError("not a host name such as mail.clinic.example")
    return text


PlainAddress = Annotated[str, AfterValidator(_must_be_plain)]
HostName = Annotated[str, AfterValidator(_must_be_host_name)]
