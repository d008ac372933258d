"""Who is asking, as far as it is proven: decides whether they are verified and where we may write to.

Nothing on paper is proof of where to send. An address counts only when the mail that carries it was
authenticated (DMARC, by a server we trust) or when a person has put it into the directory. Who asks is looked up
there with all that stands on the paper, but what a header says (a caller ID, a From line) is no evidence at all.
"""

from typing import Literal

from sqlalchemy.orm import Session

from intake_daemon.config import Config
from intake_daemon.matching.directory import Asked, Recognised, recognise
from intake_daemon.model import Envelope, Fields, Frozen, Method, Reading, State
from intake_daemon.pipeline.directory_index import find_entries
from intake_daemon.pipeline.read import unpack
from intake_daemon.pipeline.services import Services
from intake_daemon.store.arrivals import ArrivalRow
from intake_daemon.store.directory import DetailKind, DirectoryRow
from outbox.safety import never_answer
from outbox.trust import proven_sender


class Standing(Frozen):
    """What is proven of the requestor of one arrival.

    Args:
        verified: they are in the directory, found by more than a name.
        address: where we may write by ourselves; "" when nowhere.
        proof: "dmarc" or "directory" for `address`, None without one.
        silence: why this message must not be answered by itself at all; None: it may be.
        entry: of the directory, when it is certain which one asks.
    """

    verified: bool = False
    address: str = ""
    proof: Literal["dmarc", "directory"] | None = None
    silence: str | None = None
    entry: int | None = None

    @property
    def sender(self) -> str:
        """The authenticated sender of the mail; "" when it is not authenticated, or no mail at all."""
        return self.address if self.proof == "dmarc" else ""


def standing(session: Session, services: Services, envelope: Envelope | None, fields: Fields) -> Standing:
    """Find out what is proven of the requestor."""
    silence = _silence(services.config, envelope)
    sender = _proven(services.config, envelope) or ""
    found = recognised(session, services.match_key, fields, sender)
    verified = found.entry is not None
    if sender:
        return Standing(verified=verified, address=sender, proof="dmarc", silence=silence, entry=found.entry)
    address = _address_of(session, found.entry, fields) if found.entry is not None else ""
    proof: Literal["directory"] | None = "directory" if address else None
    return Standing(verified=verified, address=address, proof=proof, silence=silence, entry=found.entry)


def standing_without_directory(config: Config | None, envelope: Envelope | None) -> Standing:
    """What a mail alone proves of its sender; nothing without a configuration that names a trusted server."""
    if config is None:
        return Standing()
    silence, sender = _silence(config, envelope), _proven(config, envelope)
    return Standing(address=sender or "", proof="dmarc" if sender else None, silence=silence)


def recognised(session: Session, secret: bytes, fields: Fields, sender: str) -> Recognised:
    """Look up in the directory who asks.

    Args:
        sender: the authenticated sender of the mail, "" without one.
    """
    asked = asked_in(fields, sender)
    return recognise(asked, find_entries(session, secret, asked))


def proven_in(session: Session, config: Config, arrival_id: int) -> str:
    """The authenticated sender of a stored arrival; "" without one."""
    content = session.get_one(ArrivalRow, arrival_id).reading
    envelope = unpack(Reading, content).envelope if content else None
    return _proven(config, envelope) or ""


def asked_in(fields: Fields, sender: str) -> Asked:
    """What a request says of who asks, headers left out."""
    return Asked(
        organization=_written(fields, "requestor.organization"),
        name=_written(fields, "requestor.name"),
        phone=_written(fields, "requestor.phone"),
        fax=_written(fields, "requestor.fax"),
        email=_written(fields, "requestor.email"),
        sender=sender,
    )


def _written(fields: Fields, name: str) -> str:
    """The value of a field that stands on the paper or in the text; "" when only a header says it."""
    field = fields.get(name)
    if field is None or field.state is not State.PRESENT or not isinstance(field.value, str):
        return ""
    only_header = bool(field.evidence) and all(item.method is Method.HEADER for item in field.evidence)
    return "" if only_header else field.value


def _address_of(session: Session, number: int, fields: Fields) -> str:
    """Where an entry is written to: the address the paper names if it is the entry's own, else its first."""
    row = session.get_one(DirectoryRow, number)
    own = [address for address in row.values(DetailKind.EMAIL) if address not in row.shared]
    named = _written(fields, "requestor.email").lower()
    return named if named in own else next(iter(own), "")


def _silence(config: Config, envelope: Envelope | None) -> str | None:
    if envelope is None:
        return None
    own = (config.facility.email, config.delivery.from_address, *config.facility.own_addresses)
    return never_answer(envelope, own, config.delivery.gateways)


def _proven(config: Config, envelope: Envelope | None) -> str | None:
    return proven_sender(envelope, config.delivery.trusted_authserv_ids) if envelope else None
