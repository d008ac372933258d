"""The match index as the stages use it: records go in under hashed keys and come out as candidates.

For requests, the clinic's patients and the directory alike.
"""

from collections.abc import Callable, Collection, Iterable
from functools import cache
from hashlib import sha256

import structlog
from sqlalchemy.orm import Session

from intake_daemon.matching.bounds import Limits, choose
from intake_daemon.matching.features import Features
from intake_daemon.matching.filed import Filed, filed, pack, unpack
from intake_daemon.matching.keys import keys_of
from intake_daemon.matching.record import Record
from intake_daemon.store import match_index
from intake_daemon.store.match_index import Subject

log = structlog.get_logger(__name__)

LIMITS = Limits()
_BLOCK = sha256().block_size


def hashed_keys(secret: bytes, of: Features) -> list[int]:
    """The keys under which a record is found again, hashed so that the table gives nothing away."""
    return hashed(secret, keys_of(of))


def hashed(secret: bytes, keys: Iterable[str]) -> list[int]:
    """Keys of any subject, hashed."""
    one = hasher(secret)
    return [one(key) for key in keys]


@cache
def hasher(secret: bytes) -> Callable[[str], int]:
    """What makes a key the first eight bytes of its HMAC-SHA256, as the signed number that both databases index.

    The two hashes that RFC 2104 begins with the secret are begun once; a record has some twenty keys.
    """
    block = (
        secret.ljust(_BLOCK, b"\0") if len(secret) <= _BLOCK else sha256(secret).digest().ljust(_BLOCK, b"\0")
    )
    inner, outer = (sha256(bytes(byte ^ pad for byte in block)) for pad in (0x36, 0x5C))

    def one(key: str) -> int:
        within, whole = inner.copy(), outer.copy()
        within.update(key.encode())
        whole.update(within.digest())
        return int.from_bytes(whole.digest()[:8], signed=True)

    return one


def put(session: Session, secret: bytes, subject: Subject, id: int, record: Record) -> None:
    """Add one subject to the index, or bring it up to date."""
    remove(session, secret, subject, id)
    add(session, secret, subject, id, record)


def add(session: Session, secret: bytes, subject: Subject, id: int, record: Record) -> None:
    """Add one subject that is not in the index."""
    of = filed(record)
    match_index.put(session, subject, id, hashed_keys(secret, of.normal), pack(of))


def remove(session: Session, secret: bytes, subject: Subject, id: int) -> bool:
    """Take one subject out of the index; say whether it was there."""
    content = match_index.content_of(session, subject, id)
    if content is not None:
        match_index.remove(session, subject, id, hashed_keys(secret, unpack(content).normal))
    return content is not None


def find(
    session: Session,
    secret: bytes,
    subject: Subject,
    record: Record | Filed,
    *,
    leave_out: Collection[int] = (),
    before: int | None = None,
    limits: Limits = LIMITS,
) -> list[Filed]:
    """Those that share keys with a record, most keys first, each as it was put in: with the id of its record.

    Args:
        leave_out: ids of subjects not wanted.
        before: only subjects with an id below this one; None for all.
        limits: how many rows may be read and how many may be found.
    """
    hashes = hashed_keys(secret, filed(record).normal)
    # Those left out must not crowd out others, so that many more are read.
    sharing = match_index.sharing(session, subject, hashes, limit=limits.read + len(leave_out), before=before)
    wanted = [[id for id in ids if id not in leave_out][: limits.read] for ids in sharing]
    chosen = choose(wanted, limits)
    if chosen.left_out:
        log.info("candidates_capped", subject=subject.name.lower(), left_out=chosen.left_out)
    contents = match_index.contents(session, subject, chosen.ids) if chosen.ids else {}
    return [unpack(contents[id]) for id in chosen.ids if id in contents]
