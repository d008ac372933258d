"""A daemon of its own for a measurement: a folder, a small configuration, a drop folder and a Maildir."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from intake_daemon.demo.place import Place
from intake_daemon.demo.process import running_daemon
from intake_daemon.store.database import open_engine

_CONFIG = """\
state_dir = "{root}/state"
[facility]
name = "Cedar Hollow Medical Center"
phone = "(614) 555-0100"
email = "records@cedarhollow.example"
[delivery]
mode = "hold"
from_address = "records@cedarhollow.example"
trusted_authserv_ids = ["mx.cedarhollow.example"]
[[drop]]
name = "fax"
folder = "{root}/fax"
settle_seconds = 0.2
scan_seconds = 1.0
[[maildir]]
name = "mail"
folder = "{root}/mail"
poll_seconds = 0.5
"""


@dataclass(frozen=True)
class Scene:
    """The folder of one measurement."""

    root: Path

    @property
    def drop(self) -> Path:
        """The drop folder."""
        return self.root / "fax"

    @property
    def maildir(self) -> Path:
        """The Maildir."""
        return self.root / "mail"

    def lay_out(self) -> Place:
        """Write the configuration and make the folders."""
        for folder in ("fax", "mail/new", "mail/cur", "mail/tmp"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        (self.root / "intake.toml").write_text(_CONFIG.format(root=self.root))
        return Place(self.root)


@contextmanager
def running(scene: Scene) -> Iterator[Engine]:
    """The daemon, ready; gives an engine for looking at its tables."""
    with running_daemon(scene.lay_out()):
        engine = open_engine(f"sqlite:///{scene.root / 'state' / 'intake.db'}")
        yield engine
        engine.dispose()
