"""Which set of rules is in force is a fact of the store; every change of it is kept with its author."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
IN_FORCE = sa.text("state = 'in_force'")


def upgrade() -> None:
    """Apply."""
    change = _make_tables()
    op.create_index(op.f("ix_decision_rule_set"), "decision", ["rule_set"], unique=False)
    op.bulk_insert(change, _changes_so_far())


def _make_tables() -> sa.Table:
    change = op.create_table(
        "rule_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("authors", JSON, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("changed", sa.String(), nullable=False),
        sa.Column("problems", JSON, nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.String(), nullable=False),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_change")),
    )
    op.create_index("ix_rule_change_version", "rule_change", ["version"], unique=False)
    op.create_index(
        "uq_rule_change_in_force",
        "rule_change",
        ["state"],
        unique=True,
        sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )
    op.create_table(
        "rule_folder",
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("texts", sa.String(), nullable=False),
        sa.Column("text_problems", JSON, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_rule_folder")),
    )
    return change


def _changes_so_far() -> list[dict[str, object]]:
    """The sets that were kept before, as changes: the one that decided last is in force."""
    moment = sa.column("loaded_at", sa.DateTime(timezone=True))
    kept = sa.table("rule_set", sa.column("version"), sa.column("content"), moment, sa.column("loaded_by"))
    rows = op.get_bind().execute(sa.select(kept).order_by(moment)).mappings().all()
    versions = [row["version"] for row in rows]
    decided = _decided_last()
    last = decided if decided in versions else versions[-1] if versions else None
    ends = [row["loaded_at"] for row in rows[1:]] + [None]
    return [
        _change(row) | ({"state": "in_force"} if row["version"] == last else {"ended_at": end})
        for row, end in zip(rows, ends, strict=False)  # no rows: one end too many
    ]


def _change(row: sa.RowMapping) -> dict[str, object]:
    return {
        "version": row["version"],
        "content": row["content"],
        "node": "",
        "noticed_at": row["loaded_at"],
        "authors": [row["loaded_by"]],
        "note": "",
        "state": "superseded",
        "changed": "",
        "problems": [],
        "decided_by": None,
        "decided_at": None,
        "decision_note": "",
        "in_force_at": row["loaded_at"],
        "ended_at": None,
    }


def _decided_last() -> str | None:
    decision = sa.table("decision", sa.column("id"), sa.column("rule_set"), sa.column("person"))
    query = sa.select(decision.c.rule_set).where(decision.c.person.is_(None)).order_by(decision.c.id.desc())
    last: str | None = op.get_bind().execute(query.limit(1)).scalar()
    return last


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_decision_rule_set"), table_name="decision")
    op.drop_table("rule_folder")
    op.drop_table("rule_change")
