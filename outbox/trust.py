"""Who a mail is proven to come from: DMARC as our own mail server reports it (RFC 7489, RFC 8601).

Anyone can write an Authentication-Results header. Servers put theirs on top of what came, so of all the
headers that carry a trusted name only the topmost can be theirs; the ones below may be forged. It alone is
believed, also when it says nothing about DMARC. What this cannot see: a server that adds no header at all
and lets a foreign one with its name through (RFC 8601 section 5 forbids it; `trusted_authserv_ids` says so).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

import authres  # type: ignore[import-untyped]  # the library ships no types; `_dmarc_in` is where they end

from intake_daemon.model import Envelope
from outbox.addresses import domain_of, is_host_name, is_plain, within
from outbox.settings import EXCHANGE_ONLINE

_LONGEST_HEADER = 20_000  # characters; real ones stay below 3,000
_PARSER = authres.all_features()
_SERVER = re.compile(r'\s*(?:\([^()]*\)\s*)*(?:"(?P<quoted>[^"\\]+)"|(?P<token>[^\s;()"]+))')


@dataclass(frozen=True)
class _Dmarc:
    """One DMARC result: its word ("pass", "fail"...) and the From domains it is about."""

    result: str
    domains: tuple[str, ...]


def proven_sender(envelope: Envelope, trusted_authserv_ids: Collection[str]) -> str | None:
    """The From address when our mail server vouches for its domain, else None.

    `envelope.sender` is None for a mail with several From addresses or none, and such a mail proves nobody.

    Args:
        envelope: headers of the mail; `authentication_results` is topmost first.
        trusted_authserv_ids: the names our mail servers sign with (RFC 8601 section 2.5), in any case;
            `exchange-online` stands for lines without such a name.
    """
    if envelope.sender is None or not is_plain(envelope.sender.address):
        return None
    header = _believable(envelope.authentication_results, trusted_authserv_ids)
    if header is None or not _vouch_for(_dmarc_in(header), domain_of(envelope.sender.address)):
        return None
    return envelope.sender.address


def _believable(headers: tuple[str, ...], trusted_authserv_ids: Collection[str]) -> str | None:
    """The topmost header with a trusted name, as `name; results`.

    A header whose name cannot be told ends the search: it might be ours, and what is below it a forgery.
    """
    trusted = {name.lower() for name in trusted_authserv_ids}
    for header in headers:
        found = _SERVER.match(header[:_LONGEST_HEADER])
        if found is None:
            return None
        name = (found["quoted"] or found["token"]).lower()
        if "=" in name and EXCHANGE_ONLINE in trusted:
            return f"{EXCHANGE_ONLINE}; {header}"
        if name in trusted:
            return header
    return None


def _dmarc_in(header: str) -> tuple[_Dmarc, ...]:
    """The DMARC results of one header; none when it is broken or absurdly long."""
    if len(header) > _LONGEST_HEADER:
        return ()
    try:
        parsed = _PARSER.parse(f"Authentication-Results: {header}")
    except (authres.AuthResError, RecursionError, ValueError):
        return ()
    return tuple(
        _Dmarc(str(result.result).lower(), tuple(_from_domains(result)))
        for result in parsed.results
        if str(result.method).lower() == "dmarc"
    )


def _from_domains(result: authres.AuthenticationResult) -> list[str]:
    return [
        str(item.value).lower().rstrip(".")
        for item in result.properties
        if (str(item.type).lower(), str(item.name).lower()) == ("header", "from")
    ]


def _vouch_for(results: tuple[_Dmarc, ...], domain: str) -> bool:
    """Whether there is one DMARC result, it is a pass, and it is about this From domain.

    Some servers name the From domain in `header.from`, others the domain above it that publishes the
    policy, so `domain` may also lie below the named one. Two results contradict each other at best.
    """
    if len(results) != 1 or results[0].result != "pass" or len(results[0].domains) != 1:
        return False
    named = results[0].domains[0]
    return "." in named and is_host_name(named) and within(domain, named)
