"""What is owed beside the decision: extensions of the legal clock, verifications, follow-up dates, accounting."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("request", sa.Column("follow_up_on", sa.Date(), nullable=True))
    op.add_column("request", sa.Column("accounting", sa.Boolean(), nullable=True))
    _make_extensions()
    _make_verifications()
    op.create_table(
        "due_day",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("exception_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["exception_id"], ["exception.id"], name=op.f("fk_due_day_exception_id")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_due_day_request_id")),
        sa.PrimaryKeyConstraint("request_id", "due_on", "stage", name=op.f("pk_due_day")),
    )


def _make_extensions() -> None:
    op.create_table(
        "extension",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told_how", sa.String(), nullable=True),
        sa.Column("told_late", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["outbox_message.id"], name=op.f("fk_extension_message_id")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_extension_request_id")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_extension")),
    )


def _make_verifications() -> None:
    op.create_table(
        "verification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_by", sa.String(), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_verification_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
    )
    op.create_index(op.f("ix_verification_request_id"), "verification", ["request_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("verification")
    op.drop_table("due_day")
    op.drop_table("extension")
    op.drop_column("request", "accounting")
    op.drop_column("request", "follow_up_on")
