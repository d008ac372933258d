"""Putting the parts together: from a configuration to the services that stages and commands work with."""

import os
from collections.abc import Callable
from pathlib import Path

from dbos import DBOS
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from intake_daemon.config import Config
from intake_daemon.durable import BlobStore, make_folder
from intake_daemon.engine import EngineSchedule
from intake_daemon.errors import ConfigError, TransientError
from intake_daemon.keys import match_key
from intake_daemon.pipeline.directory_index import rebuild_directory
from intake_daemon.pipeline.rebuild import rebuild_patients, rebuild_requests
from intake_daemon.pipeline.rule_sets.in_use import policy_in_use
from intake_daemon.pipeline.services import Services
from intake_daemon.store.database import migrate, open_engine, schema_is_current
from parsers.readers import Readers


def prepare_database(config: Config) -> Engine:
    """Open the database and bring all tables, ours and the engine's, to their newest form.

    Raises:
        ConfigError: state_dir cannot be made, or the URL is none of ours.
        TransientError: the database cannot be reached or opened now.
    """
    _prepare_folder(config.state_dir)
    engine = open_engine(config.database_url)
    try:
        if not schema_is_current(engine):
            migrate(engine)
        _migrate_engine_tables(engine)
    except DatabaseError as error:
        engine.dispose()
        reason = str(error.orig).splitlines()[0] if error.orig else "no answer"
        raise TransientError(f"database: {reason}; check file, server, disk and permissions") from error
    return engine


def _prepare_folder(state_dir: Path) -> None:
    try:
        make_folder(state_dir)
    except OSError as error:
        raise ConfigError(f"state_dir: {state_dir} cannot be made: {error.strerror}") from error
    if not state_dir.is_dir() or not os.access(state_dir, os.R_OK | os.W_OK | os.X_OK):
        raise ConfigError(f"state_dir: {state_dir} is no folder in which the daemon's user may write")


def _migrate_engine_tables(engine: Engine) -> None:
    DBOS.migrate(engine.url.render_as_string(hide_password=False))


def assemble(
    config: Config,
    *,
    ready_to_read: bool = True,
    follow: bool = False,
    beat: Callable[[], None] = lambda: None,
) -> Services:
    """Open everything a stage needs. Close it with `dismantle`.

    Args:
        ready_to_read: False for work that mostly reads no document; the readers then start with the first one.
        follow: take up what changed in the folder of rules, as a daemon does; else only what is in force counts.
        beat: called now and then while an upgrade's long work is done.

    Raises:
        ConfigError: rules, templates, key or database settings are wrong.
    """
    engine = prepare_database(config)
    policy = policy_in_use(engine, config, follow=follow)
    secret = match_key(config.state_dir)
    for rebuild in (rebuild_requests, rebuild_patients, rebuild_directory):
        rebuild(engine, secret, beat)
    blobs = BlobStore(config.state_dir / "documents")
    blobs.sweep()
    return Services(
        config=config,
        engine=engine,
        blobs=blobs,
        readers=Readers(config.read_options, workers=config.reading.workers, ready=ready_to_read),
        match_key=secret,
        schedule=EngineSchedule(engine),
        _policy=policy,
    )


def dismantle(services: Services) -> None:
    """Close what `assemble` opened."""
    services.readers.close()
    if isinstance(services.schedule, EngineSchedule):
        services.schedule.close()
    services.engine.dispose()
