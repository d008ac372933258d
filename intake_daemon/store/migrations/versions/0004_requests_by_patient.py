"""The requests of one patient are found without reading them all."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index(op.f("ix_request_patient_of"), "request", ["patient_of"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_request_patient_of"), table_name="request")
