"""What people decide: decisions by a person, requests kept apart, kinds set by hand, notes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Apply."""
    op.add_column("decision", sa.Column("person", sa.String(), nullable=True))
    op.add_column("request", sa.Column("apart_from", JSON, nullable=False, server_default="[]"))
    op.add_column("request", sa.Column("kind_by", sa.String(), nullable=True))
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name="fk_note_request_id"),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
    )
    op.create_index("ix_note_request_id", "note", ["request_id"])
