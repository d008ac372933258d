"""The match index: short keys for several kinds of subjects, and one compact record for each.

The old keys are dropped. `match_form` is empty after this, so the next start builds the index anew from the stored
fields; only then is the secret key at hand that the hashes need.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.drop_table("match_key")
    op.create_table(
        "match_key",
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.SmallInteger(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash", "subject", "subject_id", name=op.f("pk_match_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "match_record",
        sa.Column("subject", sa.SmallInteger(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "subject_id", name=op.f("pk_match_record")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "match_form",
        sa.Column("subject", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("built_to", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_match_form")),
    )
