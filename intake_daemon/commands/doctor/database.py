"""The database: can it be reached, is it of this version, does the audit hold?"""

from collections.abc import Iterator

from sqlalchemy import Engine

from intake_daemon.commands.doctor.result import Result, fail, ok, warn
from intake_daemon.config import Config
from intake_daemon.errors import ConfigError, TransientError
from intake_daemon.pipeline.rebuild import index_is_current
from intake_daemon.store.audit import BrokenChainError, verify_chain
from intake_daemon.store.database import open_engine, reading
from intake_daemon.store.opening import missing_file, open_existing
from intake_daemon.store.queries_reconcile import reconcile

NAME, INDEX, AUDIT = "database", "match index", "audit"


def check_database(config: Config) -> Iterator[Result]:
    """It opens, its tables are the newest, and the audit holds."""
    try:
        open_engine(config.database_url).dispose()  # says when it is no URL
        missing = missing_file(config.database_url)
        if missing:
            yield warn(
                NAME, f"{missing} does not exist yet", "`intake-daemon init` or the first run makes it"
            )
            return
        engine = open_existing(config.database_url)
    except (ConfigError, TransientError) as error:
        yield fail(NAME, str(error), "check the key `database`, the server, and the permissions of the file")
        return
    try:
        yield ok(NAME, f"{engine.dialect.name}, tables are the newest")
        yield _check_index(engine)
        yield from _check_audit(engine)
    finally:
        engine.dispose()


def _check_index(engine: Engine) -> Result:
    """Earlier requests can be found by their keys."""
    if index_is_current(engine):
        return ok(INDEX, "whole")
    return ok(
        INDEX, "the next start builds it anew before it takes anything in: about a minute for 50,000 requests"
    )


def _check_audit(engine: Engine) -> Iterator[Result]:
    """The chain is whole, and every document has its outcome."""
    fix = "see `intake-daemon audit verify`; compare with a backup and tell the privacy officer"
    try:
        with reading(engine) as session:
            rows, balance = verify_chain(session), reconcile(session)
    except BrokenChainError as error:
        yield fail(AUDIT, f"the chain is broken: {error}", fix)
        return
    except TransientError as error:
        yield fail(AUDIT, str(error), "try again; if it goes on, check the disk")
        return
    if balance.breaks:
        yield fail(AUDIT, f"{len(balance.breaks)} contradiction(s), the first: {balance.breaks[0].what}", fix)
    else:
        yield ok(AUDIT, f"{rows} rows, unbroken; every document has its outcome or is in work")
