"""Putting the parts together: from a configuration to the services that stages and commands work with."""

import json
import zlib

from dbos import DBOS
from sqlalchemy import Engine
from sqlalchemy.orm import Session

import rules
from intake_daemon.config import Config
from intake_daemon.durable import BlobStore, make_folder
from intake_daemon.engine import EngineSchedule
from intake_daemon.keys import match_key
from intake_daemon.pipeline.services import Policy, Services, utc_now
from intake_daemon.store import audit
from intake_daemon.store.database import migrate, open_engine, transaction
from intake_daemon.store.directory import RuleSetRow
from outbox.render import Templates
from parsers.readers import Readers


def load_policy(config: Config) -> Policy:
    """Load and check the rules and the message texts.

    Raises:
        ConfigError: with every mistake in them, by file and line.
    """
    folder = config.rules or rules.SHIPPED
    files = {path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*.yaml"))}
    return Policy(rules=rules.load(folder), templates=Templates.load(config.templates), rule_files=files)


def prepare_database(config: Config) -> Engine:
    """Open the database and bring all tables, ours and the engine's, to their newest form."""
    make_folder(config.state_dir)
    engine = open_engine(config.database_url)
    migrate(engine)
    _migrate_engine_tables(engine)
    return engine


def _migrate_engine_tables(engine: Engine) -> None:
    DBOS.migrate(engine.url.render_as_string(hide_password=False))


def assemble(config: Config) -> Services:
    """Open everything a stage needs. Close it with `dismantle`.

    Raises:
        ConfigError: rules, templates, key or database settings are wrong.
    """
    policy = load_policy(config)
    engine = prepare_database(config)
    services = Services(
        config=config,
        engine=engine,
        blobs=BlobStore(config.state_dir / "documents"),
        readers=Readers(config.reading.options(), workers=config.reading.workers),
        match_key=match_key(config.state_dir),
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
    content = zlib.compress(json.dumps(policy.rule_files).encode(), 6)
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
