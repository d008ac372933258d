"""Entries of the first versions keep what they proved, and nothing more."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, text

from intake_daemon.store.database import alembic_config, migrate, open_engine, transaction
from intake_daemon.store.directory import DetailKind, DirectoryRow

FIRM = {
    "organization": "Hale LLP",
    "name": "Ann; Hale",
    "phone": "",
    "fax": "+16145550150",
    "email": "a@hale.example",
}
OTHER = {"organization": "Moss LLP", "name": "", "phone": "+16145550160", "fax": "+16145550150", "email": ""}
GONE = {"organization": "Gone Inc", "name": "", "phone": "+16145550160", "fax": "", "email": ""}


@pytest.fixture(params=["sqlite", "postgresql"])
def old_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database as the version before left it, with three entries."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path / 'old.db'}")
    else:
        engine = open_engine(request.getfixturevalue("postgres"))
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    with engine.begin() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for entry, active in ((FIRM, True), (OTHER, True), (GONE, False)):
            row = {**entry, "kind": "attorney", "verified_by": "maria", "active": active}
            row["verified_at"] = datetime(2026, 3, 2, tzinfo=UTC)
            names = ", ".join(row)
            marks = ", ".join(f":{name}" for name in row)
            connection.execute(text(f"INSERT INTO directory_entry ({names}) VALUES ({marks})"), row)  # noqa: S608
    yield engine
    engine.dispose()


def test_old_entries_are_carried_over_and_a_number_of_two_is_shared(old_engine: Engine) -> None:
    migrate(old_engine)

    with transaction(old_engine) as session:
        firm, other, gone = (session.get_one(DirectoryRow, number) for number in (1, 2, 3))
        assert (firm.organization, firm.verified_by, firm.verified_at) == (
            "Hale LLP",
            "maria",
            datetime(2026, 3, 2, tzinfo=UTC),
        )
        assert [(detail.kind, detail.value, detail.shared) for detail in firm.details] == [
            (DetailKind.PERSON, "Ann, Hale", False),
            (DetailKind.FAX, "+16145550150", True),
            (DetailKind.EMAIL, "a@hale.example", False),
        ]
        assert other.shared == ("+16145550150",)
        assert (gone.active, gone.values(DetailKind.PHONE), gone.shared) == (False, ("+16145550160",), ())
