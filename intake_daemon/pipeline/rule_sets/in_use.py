"""The rules and texts that a process works by: the set in force, and the message texts on disk."""

from sqlalchemy import Engine

import rules
from intake_daemon.config import Config
from intake_daemon.errors import ConfigError
from intake_daemon.pipeline.rule_sets.loading import load_stored
from intake_daemon.pipeline.rule_sets.taking_up import Looked, take_up
from intake_daemon.pipeline.services import Policy, utc_now
from intake_daemon.store.database import reading
from intake_daemon.store.rule_changes import in_force
from outbox.render import Templates


def policy_in_use(engine: Engine, config: Config, *, follow: bool) -> Policy:
    """The rules in force, with the texts; what has never been in force is taken from the folder.

    Args:
        follow: look for changes in the folder first, as a daemon does when it starts.

    Raises:
        ConfigError: nothing is in force and the folder may not come into force; the set in force cannot be loaded
            by this version of the program; the texts have mistakes.
    """
    with reading(engine) as session:
        first = in_force(session) is None
    looked = take_up(engine, config, at=utc_now(), anew=True) if follow or first else None
    return Policy(rules=_rules_in_use(engine, looked), templates=Templates.load(config.templates))


def _rules_in_use(engine: Engine, looked: Looked | None) -> rules.RuleSet:
    with reading(engine) as session:
        current = in_force(session)
    if current is None:
        version = looked.version[:12] if looked else ""
        raise ConfigError(
            "rules: four_eyes is on, and no set of rules has been approved yet; let somebody else than its author "
            f"say `intake-daemon rules approve {version}`, then start again"
        )
    if looked and looked.rule_set and looked.version == current.version:
        return looked.rule_set  # checked a moment ago: once is enough
    return load_stored(current.version, current.files)
