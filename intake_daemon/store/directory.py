"""Tables of what people keep: verified requestors, and every rule set that ever decided something."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from intake_daemon.store.base import Base, Blob, Moment


class DetailKind(StrEnum):
    """What a detail of an entry is."""

    OTHER_NAME = "other_name"  #: of the organization: an abbreviation, a name it does business under
    PERSON = "person"
    PHONE = "phone"  #: E.164
    FAX = "fax"  #: E.164
    EMAIL = "email"  #: lower case
    DOMAIN = "domain"  #: of the mail addresses of its people, lower case


#: The kinds that prove something, so that no two entries may own the same.
ADDRESSES = (DetailKind.PHONE, DetailKind.FAX, DetailKind.EMAIL, DetailKind.DOMAIN)


class DirectoryRow(Base):
    """A requestor whose identity and addresses a person has verified."""

    __tablename__ = "directory_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  #: requestor.kind of the field catalogue
    organization: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    verified_by: Mapped[str]
    verified_at: Mapped[datetime] = mapped_column(Moment)
    verified_how: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    details: Mapped[list["DirectoryDetailRow"]] = relationship(
        cascade="all, delete-orphan", order_by="DirectoryDetailRow.position", lazy="selectin"
    )

    def values(self, kind: DetailKind) -> tuple[str, ...]:
        """The details of one kind, in the order a person gave them."""
        return tuple(detail.value for detail in self.details if detail.kind == kind)

    @property
    def shared(self) -> tuple[str, ...]:
        """The numbers, addresses and domains that others use as well, each once."""
        return tuple(dict.fromkeys(detail.value for detail in self.details if detail.shared))


class DirectoryDetailRow(Base):
    """A name, person, number, mail address or domain of an entry."""

    __tablename__ = "directory_detail"
    __table_args__ = (Index("ix_directory_detail_value", "value"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("directory_entry.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    shared: Mapped[bool] = mapped_column(default=False)  #: others use it as well: alone it proves nothing


def numbers_behind(session: Session, sender: str) -> list[str]:
    """The numbers that the directory keeps for the owner of a mail address, those left out that others share."""
    owner = (
        select(DirectoryDetailRow.entry_id)
        .join(DirectoryRow, DirectoryRow.id == DirectoryDetailRow.entry_id)
        .where(
            DirectoryRow.active,
            DirectoryDetailRow.kind == DetailKind.EMAIL,
            DirectoryDetailRow.value == sender.lower(),
            DirectoryDetailRow.shared.is_(False),
        )
    )
    numbers = select(DirectoryDetailRow.value).where(
        DirectoryDetailRow.entry_id.in_(owner),
        DirectoryDetailRow.kind.in_((DetailKind.PHONE, DetailKind.FAX)),
        DirectoryDetailRow.shared.is_(False),
    )
    return sorted(set(session.scalars(numbers)))


class RuleSetRow(Base):
    """One version of the rules, kept as long as the decisions it made (45 CFR 164.530(j): six years)."""

    __tablename__ = "rule_set"

    version: Mapped[str] = mapped_column(primary_key=True)  #: SHA-256 of the files
    content: Mapped[bytes] = mapped_column(Blob)  #: zlib JSON: file name to text
    loaded_at: Mapped[datetime] = mapped_column(Moment)
    loaded_by: Mapped[str]
