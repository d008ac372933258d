"""The directory of verified requestors: whose verification has become old?"""

from collections.abc import Iterator

from intake_daemon.commands.doctor.result import Result, ok, warn
from intake_daemon.config import Config
from intake_daemon.errors import ConfigError, TransientError
from intake_daemon.pipeline.services import utc_now
from intake_daemon.pipeline.verified import entries, stale_before
from intake_daemon.store.database import reading
from intake_daemon.store.opening import open_existing

NAME = "directory"


def check_directory(config: Config) -> Iterator[Result]:
    """How many are in it, and which are to be verified once more."""
    try:
        engine = open_existing(config.database_url)
    except (ConfigError, TransientError):
        return  # the check of the database has said so
    try:
        with reading(engine) as session:
            found = entries(session)
    finally:
        engine.dispose()
    before = stale_before(utc_now(), config.directory.verify_again_days)
    stale = [row for row in found if before is not None and row.verified_at < before]
    if stale:
        words = f"{len(stale)} of {len(found)} entries were verified more than"
        fix = "`intake-daemon directory list --stale`; call them, then `directory verify NO --how TEXT`"
        yield warn(NAME, f"{words} {config.directory.verify_again_days} days ago", fix)
    else:
        yield ok(NAME, f"{len(found)} verified requestors")
