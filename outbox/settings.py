"""The settings of outgoing mail. The descriptions are the manual: the documentation is made from them."""

import ipaddress
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from intake_daemon.model import ExpandedPath, Frozen
from outbox.addresses import ENCODED_WORD, HostName, PlainAddress

EXCHANGE_ONLINE = "exchange-online"
"""Name for Authentication-Results lines without an authserv-id, as Microsoft 365 writes them."""

GATEWAYS = (
    "concord.net",
    "concordfax.com",
    "documo.com",
    "efax.com",
    "efaxsend.com",
    "faxage.com",
    "interfax.net",
    "metrofax.com",
    "myfax.com",
    "myupdox.com",
    "phaxio.com",
    "ringcentral.com",
    "srfax.com",
    "updox.com",
)
"""Domains from which e-fax services send what they received: nobody reads an answer there."""


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("holds a line break or another control character")
    if ENCODED_WORD in text:
        raise ValueError("holds =?, which mail programs take for the start of encoded text")
    return text.strip()


OneLine = Annotated[str, AfterValidator(_one_line)]


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


class SmtpSettings(Frozen):
    """How to reach the clinic's outgoing mail server."""

    host: str = Field(min_length=1, description="Name of the mail server; its certificate must carry it.")
    port: int = Field(default=587, ge=1, le=65535, description="587 for starttls, 465 for implicit.")
    tls: Literal["implicit", "starttls", "none"] = Field(
        default="starttls",
        description="How the connection is encrypted. It never falls back to plain text; "
        "'none' is accepted only for a mail server on this machine.",
    )
    user: OneLine | None = Field(default=None, description="Login name; leave out when none is needed.")
    password_file: ExpandedPath | None = Field(
        default=None,
        description="File holding the password, read at every delivery (a systemd credential fits).",
    )
    ca_file: ExpandedPath | None = Field(
        default=None,
        description="PEM file of the authority that signed the server's certificate; "
        "leave out for the system's own list.",
    )
    timeout: float = Field(
        default=60.0, gt=0, le=600, description="Seconds to wait for each answer of the server."
    )
    final_timeout: float = Field(
        default=600.0,
        gt=0,
        le=3600,
        description="Seconds to wait for the answer to a whole message. Short values make messages whose "
        "fate is unknown (RFC 5321 section 4.5.3.2.6 asks for ten minutes).",
    )
    helo_name: HostName | None = Field(
        default=None, description="Name we greet the server with; leave out for this machine's own name."
    )

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.tls == "none" and not is_loopback(self.host):
            raise ValueError("tls = 'none' is only for a mail server on this machine (localhost)")
        if (self.user is None) != (self.password_file is None):
            raise ValueError("user and password_file go together: give both or neither")
        return self


class DeliverySettings(Frozen):
    """When a message may leave, under which name, and how many a day."""

    mode: Literal["send", "hold", "dry_run"] = Field(
        default="hold",
        description="'hold' lets every message wait for a person (a clinic's first week); 'send' lets those "
        "go that pass every check; 'dry_run' writes these into dry_run_folder instead.",
    )
    from_address: PlainAddress = Field(description="Address our messages come from; a mailbox we read.")
    from_name: OneLine = Field(
        default="", max_length=100, description="Name shown beside it, such as the clinic's."
    )
    reply_to: PlainAddress | None = Field(
        default=None, description="Address for answers; leave out when it is from_address."
    )
    envelope_from: PlainAddress | Literal[""] | None = Field(
        default=None,
        description="Address for non-delivery reports. Left out: from_address, so that a message that could "
        "not be delivered is noticed. Empty text: the null sender, and such reports are never seen.",
    )
    message_id_domain: HostName | None = Field(
        default=None, description="Right-hand side of our Message-IDs; leave out for from_address's domain."
    )
    dry_run_folder: ExpandedPath | None = Field(
        default=None, description="Where mode 'dry_run' writes the messages, one .eml file each."
    )
    cap_per_address_day: int = Field(
        default=3, ge=0, description="Messages a day to one address; the next one waits for a person."
    )
    cap_per_day: int = Field(
        default=200, ge=0, description="Messages a day altogether; the next one waits for a person."
    )
    gateways: tuple[str, ...] = Field(
        default=GATEWAYS,
        description="Addresses and domains of e-fax services (domains with all below them), never answered.",
    )
    trusted_authserv_ids: tuple[str, ...] = Field(
        default=(),
        description="The names our own mail servers write at the start of Authentication-Results. Only "
        "their word proves a sender, so they must remove such lines that come from outside. For Microsoft "
        f"365, which writes none: '{EXCHANGE_ONLINE}'.",
    )

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.mode == "dry_run" and self.dry_run_folder is None:
            raise ValueError("mode = 'dry_run' needs dry_run_folder")
        return self

    def bounce_address(self) -> str:
        """The SMTP envelope sender; empty for the null sender.

        RFC 3834 section 3.3 allows both the null sender and an address that never answers by itself. Ours
        is the second kind (no answer ever goes to a delivery report), and a bounced question must be seen.
        """
        return self.from_address if self.envelope_from is None else self.envelope_from

    def id_domain(self) -> str:
        """The domain of our Message-IDs."""
        return self.message_id_domain or self.from_address.rpartition("@")[2]
