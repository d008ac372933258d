"""A decision keeps what the rules were told and what they laid down, so that it can be explained and replayed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Apply."""
    op.add_column("decision", sa.Column("judged_case", sa.LargeBinary(), nullable=True))
    op.add_column("decision", sa.Column("terms", JSON, nullable=True))
    op.add_column("finding", sa.Column("severity", sa.String(), server_default="normal", nullable=False))


def downgrade() -> None:
    """Take back."""
    op.drop_column("finding", "severity")
    op.drop_column("decision", "terms")
    op.drop_column("decision", "judged_case")
