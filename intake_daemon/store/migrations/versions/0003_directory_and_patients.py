"""Several names, people and addresses for a requestor; the clinic's own patients.

A number that stands in more than one entry in use proves neither of them: it is marked as shared.
"""

from collections import Counter

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

_OLD = ("name", "phone", "fax", "email")
_KINDS = {"name": "person"}


def upgrade() -> None:
    """Apply."""
    kept = _stored_details()
    with op.batch_alter_table("directory_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_directory_entry_email")
        batch_op.drop_index("ix_directory_entry_fax")
        for column in _OLD:
            batch_op.drop_column(column)
        batch_op.add_column(sa.Column("note", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("verified_how", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("directory_entry", schema=None) as batch_op:
        batch_op.alter_column("note", server_default=None)
        batch_op.alter_column("verified_how", server_default=None)
    _make_details(kept)
    _make_patients()


def _stored_details() -> list[dict[str, object]]:
    entry = sa.table("directory_entry", *(sa.column(name) for name in ("id", "active", *_OLD)))
    rows = op.get_bind().execute(sa.select(entry).order_by(entry.c.id)).mappings().all()
    numbers = Counter(
        value for row in rows if row["active"] for value in {row["phone"], row["fax"], row["email"]} if value
    )
    return [
        {
            "entry_id": row["id"],
            "kind": _KINDS.get(column, column),
            "value": str(row[column]).replace(";", ","),
            "position": position,
            "shared": column != "name" and numbers[row[column]] > 1,
        }
        for row in rows
        for position, column in enumerate(_OLD)
        if row[column]
    ]


def _make_details(kept: list[dict[str, object]]) -> None:
    table = op.create_table(
        "directory_detail",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["directory_entry.id"], name=op.f("fk_directory_detail_entry_id")
        ),
        sa.PrimaryKeyConstraint("entry_id", "kind", "value", name=op.f("pk_directory_detail")),
    )
    op.create_index("ix_directory_detail_value", "directory_detail", ["value"], unique=False)
    op.bulk_insert(table, kept)


def _make_patients() -> None:
    op.create_table(
        "clinic_patient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mrn", sa.String(), nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("middle", sa.String(), nullable=False),
        sa.Column("last", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("other_names", JSON, nullable=False),
        sa.Column("dob", sa.Date(), nullable=True),
        sa.Column("ssn_last4", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("merged_into", sa.String(), nullable=False),
        sa.Column("deceased_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic_patient")),
        sa.UniqueConstraint("mrn", name=op.f("uq_clinic_patient_mrn")),
    )
    op.create_index("ix_clinic_patient_last_first", "clinic_patient", ["last", "first"], unique=False)
    op.create_index(op.f("ix_clinic_patient_merged_into"), "clinic_patient", ["merged_into"], unique=False)
    op.create_table(
        "patient_tie",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("mrn", sa.String(), nullable=True),
        sa.Column("because", JSON, nullable=False),
        sa.Column("candidates", JSON, nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_patient_tie_request_id")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_patient_tie")),
    )
    op.create_index(op.f("ix_patient_tie_mrn"), "patient_tie", ["mrn"], unique=False)
