"""Where each referral stands, and every step on the way there."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "referral",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("came_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outreach_on", sa.Date(), nullable=True),
        sa.Column("delay_reason", sa.String(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("late_said_of", sa.Date(), nullable=True),
        sa.Column("appointment_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_referral_request_id")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_referral")),
    )
    op.create_index("ix_referral_status_follow_up_on", "referral", ["status", "follow_up_on"], unique=False)
    _make_steps()


def _make_steps() -> None:
    op.create_table(
        "referral_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("delay_reason", sa.String(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["referral.request_id"], name=op.f("fk_referral_step_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_step")),
    )
    op.create_index(op.f("ix_referral_step_request_id"), "referral_step", ["request_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("referral_step")
    op.drop_table("referral")
