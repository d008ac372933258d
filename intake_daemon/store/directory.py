"""Tables of what people keep: verified requestors, and every rule set that ever decided something."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from intake_daemon.store.base import Base, Blob, Moment


class DirectoryRow(Base):
    """A requestor whose identity and addresses a person has verified."""

    __tablename__ = "directory_entry"
    __table_args__ = (Index("ix_directory_entry_email", "email"), Index("ix_directory_entry_fax", "fax"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  #: requestor.kind of the field catalogue
    organization: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")  #: E.164
    fax: Mapped[str] = mapped_column(default="")  #: E.164
    email: Mapped[str] = mapped_column(default="")  #: lower case
    verified_by: Mapped[str]
    verified_at: Mapped[datetime] = mapped_column(Moment)
    active: Mapped[bool] = mapped_column(default=True)


class RuleSetRow(Base):
    """One version of the rules, kept as long as the decisions it made (45 CFR 164.530(j): six years)."""

    __tablename__ = "rule_set"

    version: Mapped[str] = mapped_column(primary_key=True)  #: SHA-256 of the files
    content: Mapped[bytes] = mapped_column(Blob)  #: zlib JSON: file name to text
    loaded_at: Mapped[datetime] = mapped_column(Moment)
    loaded_by: Mapped[str]
