"""Entries of the directory as lines of a file."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_daemon.pipeline.refusal import RefusedError
from intake_daemon.pipeline.requestor_entry import (
    COLUMNS,
    Entry,
    cells_of_row,
    entry_of,
    entry_of_row,
    values_of_cells,
    verification_of_cells,
)
from intake_daemon.pipeline.spreadsheet import meant, neutral
from intake_daemon.pipeline.words import REQUESTOR_KINDS
from intake_daemon.store.directory import DirectoryDetailRow, DirectoryRow

NOW = datetime(2026, 11, 5, 12, 0, tzinfo=UTC)
NAMES = st.text(alphabet=st.sampled_from("=+-@' Hñ,&\"9"), min_size=1, max_size=8).filter(
    lambda text: text.strip()
)
NUMBERS = st.integers(2_000_000, 9_999_999).map(lambda number: f"614{number}")
MAILS = st.sampled_from(["-desk@hale.example", "Records@Hale.example", "a+b@moss.example"])


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    own = draw(st.lists(NUMBERS, min_size=1, max_size=2, unique=True))
    mails = draw(st.lists(MAILS, max_size=2, unique=True))
    return entry_of(
        {
            "kind": draw(st.sampled_from(REQUESTOR_KINDS)),
            "organization": draw(NAMES),
            "other_names": draw(st.lists(NAMES, max_size=2)),
            "people": draw(st.lists(NAMES, max_size=2)),
            "faxes": own,
            "emails": mails,
            "shared": mails,
            "note": draw(st.sampled_from(["", "=1+1", "by; post"])),
        }
    )


def stored(entry: Entry) -> DirectoryRow:
    details = [
        DirectoryDetailRow(kind=kind, value=value, position=place, shared=value in entry.shared)
        for place, (kind, value) in enumerate(entry.details())
    ]
    return DirectoryRow(
        kind=entry.kind, organization=entry.organization, note=entry.note, verified_by="maria", verified_at=NOW,
        verified_how="-called", details=details,
    )  # fmt: skip


@settings(deadline=None)
@given(entries())
def test_an_entry_written_as_a_line_reads_back_the_same(entry: Entry) -> None:
    row = stored(entry)
    written = [meant(neutral(cell)) for cell in cells_of_row(row)]
    cells = dict(zip((column.name for column in COLUMNS), written, strict=True))

    assert entry_of_row(row) == entry
    assert entry_of(values_of_cells(cells)) == entry
    verified = verification_of_cells(cells, actor="me", now=NOW)
    assert (verified.by, verified.at, verified.how) == ("maria", NOW, "-called")


@pytest.mark.parametrize("written", ["31.3.2026", "2026-03-31T14:00:00", "2027-01-01", "soon"])
def test_a_verification_at_no_moment_or_in_the_future_is_refused(written: str) -> None:
    with pytest.raises(RefusedError, match="verified_at"):
        verification_of_cells({"verified_at": written}, actor="me", now=NOW)


def test_what_is_shared_must_be_among_the_numbers_in_whatever_form() -> None:
    numbers = {
        "organization": "Hale",
        "faxes": ("614-555-0150", "614-555-0151"),
        "domains": ("@Hale.example",),
    }

    entry = entry_of({**numbers, "shared": ("(614) 555 0150", "HALE.example.")})

    assert entry.shared == ("+16145550150", "hale.example")
    with pytest.raises(RefusedError, match="not among the others"):
        entry_of({**numbers, "shared": ("614 555 0199",)})
