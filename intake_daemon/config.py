"""The one configuration file: TOML, checked whole at start, every mistake reported at once.

Secrets are never in it: it names files (systemd puts credentials under $CREDENTIALS_DIRECTORY, which may be
written in a path). Every key carries its own description; `intake-daemon init` and docs/configuration.md are
made from them.
"""

import os
import socket
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from intake_daemon.errors import ConfigError
from intake_daemon.model import ExpandedPath, Frozen
from intake_daemon.sources.settings import DropSettings, MailboxSettings, MaildirSettings
from outbox.settings import DeliverySettings, SmtpSettings
from parsers.limits import Limits
from parsers.options import SEPARATORS, ReadOptions

DEFAULT_PATH = Path("/etc/intake-daemon/intake.toml")

PLACEHOLDER = "<fill in>"  #: stands in a new configuration file where a person has to decide


class FacilitySettings(Frozen):
    """Who we are: printed in messages, and needed to judge whether a form names us."""

    name: str = Field(description="Name of the hospital or clinic as it stands on letters.")
    other_names: tuple[str, ...] = Field((), description="Other names a form may call us by.")
    phone: str = Field(description="Telephone number of the records office, printed in messages.")
    fax: str = Field("", description="Fax number of the records office, printed in messages.")
    email: str = Field(description="Mail address of the records office, printed in messages.")
    address: str = Field("", description="Postal address of the records office.")
    time_zone: str = Field("America/New_York", description="IANA time zone in which days are counted.")
    own_addresses: tuple[str, ...] = Field((), description="All our own mail addresses; never answered.")
    own_numbers: tuple[str, ...] = Field((), description="All our own fax and phone numbers.")

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is not an IANA time zone such as America/Chicago")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.time_zone)

    @property
    def names(self) -> tuple[str, ...]:
        """All names we go by."""
        return (self.name, *self.other_names)

    @property
    def numbers(self) -> tuple[str, ...]:
        """All numbers we are reached at."""
        return tuple(number for number in (self.phone, self.fax, *self.own_numbers) if number)


class ReadingSettings(Frozen):
    """How documents are read, and what one document may use while it is."""

    engine: str = Field(
        "auto",
        pattern="^(auto|tesserocr|pytesseract)$",
        description='"auto" takes tesserocr where it is installed, else the portable pytesseract.',
    )
    languages: tuple[str, ...] = Field(("eng", "spa"), description="Tesseract languages to read.")
    tessdata: str | None = Field(
        None, description="Folder of Tesseract's language data; found by itself when unset."
    )
    second: bool = Field(
        True,
        description="Read places that hold values once more, with a second recogniser; where the two agree, a value "
        "can be trusted. Off, less is read with confidence, and more goes to people.",
    )
    processes: int = Field(
        0, ge=0, le=64, description="Documents read at the same time; 0: one for each processor."
    )
    seconds: float = Field(60.0, gt=0, description="Longest time one document may take, in seconds.")
    memory_mb: int = Field(1400, ge=256, description="Most memory one document may take, in MiB.")
    pages: int = Field(200, ge=1, description="Most pages one document may have.")

    separators: tuple[str, ...] = Field(
        SEPARATORS,
        description="Texts of the bar codes on sheets that part one request from the next in a batch; "
        "capitals, spaces and hyphens do not matter.",
    )

    def options(self) -> ReadOptions:
        """The same as the parsers want it."""
        limits = Limits(seconds=self.seconds, memory_mb=self.memory_mb, pages=self.pages)
        return ReadOptions.model_validate(
            {
                "engine": self.engine,
                "languages": self.languages,
                "tessdata": self.tessdata,
                "second": self.second,
                "limits": limits,
            }
        )

    @property
    def workers(self) -> int:
        """Documents read at the same time."""
        return self.processes or len(os.sched_getaffinity(0))


class DirectorySettings(Frozen):
    """How long a verification of a requestor counts as fresh."""

    verify_again_days: int = Field(
        365,
        ge=0,
        description="Days after which `doctor` and `directory list --stale` ask for a new verification; "
        "0: never. An old verification goes on counting.",
    )


class RuleChangeSettings(Frozen):
    """How changed rules come into force."""

    four_eyes: bool = Field(
        False,
        description="A changed set of rules waits until somebody else than its author has said "
        "`intake-daemon rules approve`; until then the one before it decides.",
    )
    watch_seconds: float = Field(
        3.0,
        ge=0,
        le=3600,
        description="How often the folders of rules and message texts are looked at for changes; 0: never, "
        "and changes come by `intake-daemon rules apply` or a reload (SIGHUP) only.",
    )
    settle_seconds: float = Field(
        5.0,
        ge=0,
        le=3600,
        description="A change is taken up when the folders have not changed for so long, so that half an edit "
        "is not. `rules apply` and a reload do not wait.",
    )


class Config(BaseSettings):
    """Everything the daemon can be told. Environment variables INTAKE_… override single keys."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix="INTAKE_", env_nested_delimiter="__"
    )

    state_dir: ExpandedPath = Field(
        Path("/var/lib/intake-daemon"), description="Folder for documents, the database and the match key."
    )
    database: str = Field(
        "",
        description="Database URL; empty: SQLite in state_dir. "
        "PostgreSQL: postgresql://intake@localhost/intake (password in ~/.pgpass).",
    )
    node: str = Field("", description="Name of this node, stable over restarts; empty: the host name.")
    rules: ExpandedPath | None = Field(
        None, description="Folder of the rules; unset: the rules shipped with the package."
    )
    templates: ExpandedPath | None = Field(
        None, description="Folder of the message texts; unset: the texts shipped with the package."
    )
    forms: ExpandedPath | None = Field(
        None, description="Folder of the known forms; unset: the folder `forms` beside this file."
    )
    max_arrival_mb: int = Field(100, ge=1, le=2000, description="Largest mail or fax taken in, in MiB.")
    same_arrival_minutes: int = Field(
        60,
        ge=0,
        description="Within this time the same bytes from the same envelope are one arrival seen twice.",
    )
    facility: FacilitySettings = Field(description="Who we are.")
    mailbox: tuple[MailboxSettings, ...] = Field((), description="Mailboxes to watch.")
    drop: tuple[DropSettings, ...] = Field(
        (), description="Folders in which a fax server or scanner drops files."
    )
    maildir: tuple[MaildirSettings, ...] = Field((), description="Local Maildir folders to watch.")
    smtp: SmtpSettings | None = Field(
        None, description="Server that takes our messages; unset: everything is held."
    )
    delivery: DeliverySettings = Field(description="What may leave by itself, and how.")
    reading: ReadingSettings = Field(ReadingSettings(), description="How documents are read.")
    directory: DirectorySettings = Field(
        DirectorySettings(), description="The directory of verified requestors."
    )
    rule_changes: RuleChangeSettings = Field(
        RuleChangeSettings(), description="How changed rules come into force."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file; nothing else is looked at."""
        return (env_settings, init_settings)

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [box.name for box in self.mailbox]
        names += [folder.name for folder in self.drop] + [folder.name for folder in self.maildir]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two sources are called {', '.join(twice)}; every source needs its own name")
        return self

    @property
    def read_options(self) -> ReadOptions:
        """How documents are read, the known forms included."""
        return self.reading.options().model_copy(update={"forms": self.forms})

    @property
    def sources(self) -> tuple[MailboxSettings | DropSettings | MaildirSettings, ...]:
        """The settings of all sources."""
        return (*self.mailbox, *self.drop, *self.maildir)

    @property
    def database_url(self) -> str:
        """The URL, with the default filled in."""
        return self.database or f"sqlite:///{self.state_dir / 'intake.db'}"

    @property
    def node_name(self) -> str:
        """This node's name, stable over restarts."""
        return self.node or socket.gethostname()


def load(path: Path) -> Config:
    """Read and check the configuration file.

    Raises:
        ConfigError: with every mistake in it: the file, the key, what is wrong.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: there is no such file; `intake-daemon init` writes one") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    empty = [key for key, value in _leaves("", content) if value == PLACEHOLDER]
    if empty:
        raise ConfigError(f"{path}: still to be filled in:\n" + "\n".join(f"  {key}" for key in empty))
    content.setdefault("forms", str(path.absolute().parent / "forms"))
    try:
        return Config(**content)
    except ValidationError as error:
        mistakes = "\n".join(f"  {_describe(detail)}" for detail in error.errors())
        raise ConfigError(f"{path}: {error.error_count()} mistake(s)\n{mistakes}") from error


def _leaves(key: str, value: object) -> Iterator[tuple[str, object]]:
    """Every single value with its key, such as facility.name or mailbox[0].host."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(f"{key}.{name}" if key else name, inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(f"{key}[{number}]", inner)
    else:
        yield key, value


def _describe(detail: ErrorDetails) -> str:
    key = ""
    for step in detail["loc"]:
        key += f"[{step}]" if isinstance(step, int) else f".{step}" if key else str(step)
    if detail["type"] == "extra_forbidden":
        return f"{key}: there is no such key"
    if detail["type"] == "missing":
        return f"{key}: is missing"
    message = detail["msg"].removeprefix("Value error, ")
    return f"{key}: {message}" if key else message
