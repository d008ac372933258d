"""A node with a folder of rules and a database, without a daemon: looks are taken when a test says so."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select
from support.rule_folders import configured, rule_folder

from intake_daemon.pipeline.rule_sets.standing import standing_of
from intake_daemon.pipeline.rule_sets.taking_up import Looked, take_up
from intake_daemon.store import audit
from intake_daemon.store.audit import AuditRow
from intake_daemon.store.database import reading
from intake_daemon.store.rule_changes import RuleChangeRow, in_force

NOON = datetime(2026, 11, 5, 17, 0, tzinfo=UTC)


class Site:
    """One node with a folder of rules."""

    def __init__(self, engine: Engine, folder: Path, *, node: str = "one", **changes: object) -> None:
        self.engine, self.rules = engine, folder / f"rules-{node}"
        if not self.rules.exists():
            rule_folder(self.rules)
        self.config = configured(folder, self.rules, node=node, **changes)
        self.now = NOON

    def look(self, *, anew: bool = False) -> Looked | None:
        self.now += timedelta(minutes=1)
        return take_up(self.engine, self.config, at=self.now, anew=anew)

    def changes(self) -> list[tuple[str, str]]:
        with reading(self.engine) as session:
            rows = session.scalars(select(RuleChangeRow).order_by(RuleChangeRow.id)).all()
        return [(row.version, row.state) for row in rows]

    @property
    def in_force(self) -> str | None:
        with reading(self.engine) as session:
            row = in_force(session)
        return row.version if row else None

    def troubles(self) -> list[str]:
        with reading(self.engine) as session:
            return [one.words for one in standing_of(session, self.config)]

    def audited(self, action: str) -> list[AuditRow]:
        with reading(self.engine) as session:
            return [row for row in audit.rows(session) if row.action == action]
