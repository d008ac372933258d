"""Putting the parts together: from a configuration to the services that stages and commands work with."""

import json
import os
import zlib
from collections.abc import Callable
from pathlib import Path

from dbos import DBOS
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

import rules
from intake_daemon.config import Config
from intake_daemon.durable import BlobStore, make_folder
from intake_daemon.engine import EngineSchedule
from intake_daemon.errors import ConfigError, TransientError
from intake_daemon.keys import match_key
from intake_daemon.pipeline.directory_index import rebuild_directory
from intake_daemon.pipeline.rebuild import rebuild_patients, rebuild_requests
from intake_daemon.pipeline.services import Policy, Services, utc_now
from intake_daemon.store import audit
from intake_daemon.store.database import migrate, open_engine, schema_is_current, transaction
from intake_daemon.store.directory import RuleSetRow
from outbox.render import Templates
from parsers.readers import Readers


def load_policy(config: Config) -> Policy:
    """Load and check the rules and the message texts.

    Raises:
        ConfigError: with every mistake in them, by file and line.
    """
    folder = config.rules or rules.SHIPPED
    return Policy(rules=rules.load(folder), templates=Templates.load(config.templates))


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
    config: Config, *, ready_to_read: bool = True, beat: Callable[[], None] = lambda: None
) -> Services:
    """Open everything a stage needs. Close it with `dismantle`.

    Args:
        ready_to_read: False for work that mostly reads no document; the readers then start with the first one.
        beat: called now and then while an upgrade's long work is done.

    Raises:
        ConfigError: rules, templates, key or database settings are wrong.
    """
    policy = load_policy(config)
    engine = prepare_database(config)
    secret = match_key(config.state_dir)
    for rebuild in (rebuild_requests, rebuild_patients, rebuild_directory):
        rebuild(engine, secret, beat)
    blobs = BlobStore(config.state_dir / "documents")
    blobs.sweep()
    services = Services(
        config=config,
        engine=engine,
        blobs=blobs,
        readers=Readers(config.read_options, workers=config.reading.workers, ready=ready_to_read),
        match_key=secret,
        schedule=EngineSchedule(engine),
        _policy=policy,
    )
    with transaction(engine) as session:
        remember_rules(session, policy, "daemon")
    return services


def dismantle(services: Services) -> None:
    """Close what `assemble` opened."""
    services.readers.close()
    if isinstance(services.schedule, EngineSchedule):
        services.schedule.close()
    services.engine.dispose()


def remember_rules(session: Session, policy: Policy, actor: str) -> None:
    """Keep the rule set that decides from now on, once, with its audit row."""
    version = policy.rules.version
    if session.get(RuleSetRow, version) is not None:
        return
    content = zlib.compress(json.dumps(policy.rules.texts).encode(), 6)
    session.add(RuleSetRow(version=version, content=content, loaded_at=utc_now(), loaded_by=actor))
    audit.append(session, "rules.loaded", actor=actor, detail={"rule_set": version})


def replace_policy(services: Services, actor: str) -> Policy:
    """Load the rules and texts again and put them in force from the next document on.

    Raises:
        ConfigError: they are wrong; those in force stay.
    """
    policy = load_policy(services.config)
    with transaction(services.engine) as session:
        remember_rules(session, policy, actor)
    services.change_policy(policy)
    return policy
