"""Who is asking, as far as it is proven: decides whether they are verified and where we may write to.

Nothing on paper is proof of where to send. An address counts only when the mail that carries it was
authenticated (DMARC, by a server we trust) or when a person has put it into the directory.
"""

from typing import Literal

from rapidfuzz import fuzz
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from intake_daemon.config import Config
from intake_daemon.model import Envelope, Fields, Frozen, State
from intake_daemon.pipeline.services import Services
from intake_daemon.store.directory import DirectoryRow
from outbox.safety import never_answer
from outbox.trust import proven_sender

SAME_ORGANIZATION = 92  #: token-sort similarity, 0-100, above which two names are one organization


class Standing(Frozen):
    """What is proven of the requestor of one arrival.

    Args:
        verified: they are in the directory, found by more than a name.
        address: where we may write by ourselves; "" when nowhere.
        proof: "dmarc" or "directory" for `address`, None without one.
        silence: why this message must not be answered by itself at all; None: it may be.
    """

    verified: bool = False
    address: str = ""
    proof: Literal["dmarc", "directory"] | None = None
    silence: str | None = None

    @property
    def sender(self) -> str:
        """The authenticated sender of the mail; "" when it is not authenticated, or no mail at all."""
        return self.address if self.proof == "dmarc" else ""


def standing(session: Session, services: Services, envelope: Envelope | None, fields: Fields) -> Standing:
    """Find out what is proven of the requestor."""
    silence = _silence(services.config, envelope)
    sender = _proven(services.config, envelope)
    entry = _entry_by_address(session, sender) or _entry_by_paper(session, fields)
    if sender:
        return Standing(verified=entry is not None, address=sender, proof="dmarc", silence=silence)
    if entry and entry.email:
        return Standing(verified=True, address=entry.email, proof="directory", silence=silence)
    return Standing(verified=entry is not None, silence=silence)


def standing_without_directory(config: Config | None, envelope: Envelope | None) -> Standing:
    """What a mail alone proves of its sender; nothing without a configuration that names a trusted server."""
    if config is None:
        return Standing()
    silence, sender = _silence(config, envelope), _proven(config, envelope)
    return Standing(address=sender or "", proof="dmarc" if sender else None, silence=silence)


def _silence(config: Config, envelope: Envelope | None) -> str | None:
    if envelope is None:
        return None
    own = (config.facility.email, config.delivery.from_address, *config.facility.own_addresses)
    return never_answer(envelope, own, config.delivery.gateways)


def _proven(config: Config, envelope: Envelope | None) -> str | None:
    return proven_sender(envelope, config.delivery.trusted_authserv_ids) if envelope else None


def _entry_by_address(session: Session, sender: str | None) -> DirectoryRow | None:
    if not sender:
        return None
    query = select(DirectoryRow).where(DirectoryRow.active, DirectoryRow.email == sender.lower())
    return session.scalars(query).first()


def _entry_by_paper(session: Session, fields: Fields) -> DirectoryRow | None:
    """The entry whose organization *and* number stand on the paper; either alone names nobody."""
    organization = _text(fields, "requestor.organization")
    numbers = [n for n in (_text(fields, "requestor.fax"), _text(fields, "requestor.phone")) if n]
    if not organization or not numbers:
        return None
    query = select(DirectoryRow).where(
        DirectoryRow.active, or_(DirectoryRow.fax.in_(numbers), DirectoryRow.phone.in_(numbers))
    )
    alike = [
        entry
        for entry in session.scalars(query)
        if fuzz.token_sort_ratio(entry.organization.lower(), organization.lower()) >= SAME_ORGANIZATION
    ]
    return alike[0] if len(alike) == 1 else None


def _text(fields: Fields, name: str) -> str:
    field = fields.get(name)
    return field.value if field and field.state is State.PRESENT and isinstance(field.value, str) else ""
