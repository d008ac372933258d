"""A record as it is kept to be compared: normalised once, when it comes in, not at every look.

It is packed as JSON, deflated with a dictionary of the words that every record has. `form` tells entries that other
code made: they must be made anew.
"""

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from pydantic import TypeAdapter

from intake_daemon.matching.features import Features, features
from intake_daemon.matching.keys import keys_of
from intake_daemon.matching.record import DateRange, Patient, Record, Requestor

EDITION = 1  #: raise it when records must be made anew for a reason that the samples do not show
_RAW = -zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Filed:
    """One record on file, ready to be compared."""

    id: str
    received_at: datetime | None
    normal: Features


_FORMAT: TypeAdapter[Filed] = TypeAdapter(Filed)


def filed(record: Record | Filed) -> Filed:
    """Normalise a record, unless that was done before."""
    if isinstance(record, Filed):
        return record
    return Filed(record.id, record.received_at, features(record))


def pack(of: Filed) -> bytes:
    """The bytes to store: some 250 for a usual request."""
    deflate = zlib.compressobj(level=1, wbits=_RAW, zdict=_common_words())
    return deflate.compress(_FORMAT.dump_json(of)) + deflate.flush()


def unpack(content: bytes) -> Filed:
    """Read what `pack` wrote in the same form."""
    return _FORMAT.validate_json(zlib.decompressobj(wbits=_RAW, zdict=_common_words()).decompress(content))


@cache
def _common_words() -> bytes:
    """The names of all parts and some frequent values; what is likeliest stands last (RFC 1951, RFC 1950)."""
    empty, full = filed(Record(id="R-")), filed(_SAMPLES[0])
    return _FORMAT.dump_json(full) + _FORMAT.dump_json(empty)


@cache
def form() -> str:
    """A digest of how records are normalised, keyed and packed, taken from samples of every kind of value."""
    digest = hashlib.sha256(str(EDITION).encode())
    for sample in _SAMPLES:
        of = filed(sample)
        digest.update(pack(of))
        digest.update("\n".join(keys_of(of.normal)).encode())
    return digest.hexdigest()[:16]


_SAMPLES = (
    Record(
        id="R-2222-2222",
        requestor=Requestor(
            name="Dana Whitfield",
            organization="Law Offices of Whitfield & Group LLP",
            phone="+1 (503) 555-0100 ext. 7",
            fax="503-555-0101",
            email="records@whitfield.example",
        ),
        patient=Patient(
            first="María José",
            middle="Q.",
            last="O'Neill-García Jr.",
            dob="March 7, 1961",
            ssn_last4="12B4",
            mrn="MRN 00-12345",
            address="77 North Main Street Apt. 5, Salem, OR 97301-1234",
            phone="(503) 555-0102",
        ),
        date_range=DateRange(start="01/02/2020", end="2021-12-31"),
        record_types=("imaging reports",),  # one only: the order of a set differs from start to start
        purpose="continuing care",
        received_at="2026-01-02T03:04:05Z",
    ),
    Record(
        id="R-3333-3333",
        requestor=Requestor(name="Bob Smyth", email="bob.smyth@gmail.com"),
        patient=Patient(first="Bob", last="Smyth", suffix="III", dob="13/02/61", phone="555-0103"),
        date_range=DateRange(all_dates=True),
    ),
    Record(
        id="R-4444-4444", patient=Patient(first="Mrs Kathy Ann", last="von der Berg", address="#12 Elm Ave")
    ),
    Record(id="R-5555-5555", patient=Patient(first="Baby Boy A", last="Ito", dob="196-11-15", mrn="0000000")),
)
