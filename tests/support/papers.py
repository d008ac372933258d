"""Strategies for requests that nearly agree: two papers about one patient, or about two who share much."""

from typing import Any

from hypothesis import strategies as st

from intake_daemon.matching.record import DateRange, Patient, Record, Requestor

FIRSTS = (
    "Anna",
    "Hannah",
    "Ann",
    "Maria",
    "Marla",
    "John",
    "Jon",
    "Jack",
    "Walter",
    "Robert",
    "Bob",
    "J",
    "M.",
)
FIRSTS += ("Baby Boy A", "Baby Boy B", "Jose Luis", "Ar1na", "Nguyen", "Elizabeth", "Liz")
MIDDLES = ("J", "James", "Jane", "M", "Mary", "Emil", "E.", "Van")
LASTS = (
    "Smith",
    "Smyth",
    "Kowalczyk",
    "Kowa1czyk",
    "Garcia Lopez",
    "Garcia",
    "Lopez-Garcia",
    "O'Brien",
    "OBrien",
    "Nguyen",
)
BIRTHS = (
    "03/14/1957",
    "1957-03-14",
    "3/14/57",
    "Mar 14, 1957",
    "03/14/1975",
    "03/14/1987",
    "14.03.1957",
    "03/15/1957",
)
BIRTHS += ("01/02/2011", "2011-02-01", "0Z/14/l957", "1457-03-14", "03/14/", "unknown")
SSNS = ("4821", "4827", "XXX-XX-4821", "1190", "48Z1", "821")
MRNS = ("7714402", "MRN 7714402", "7714403", "0000118", "00007714402", "771")
ADDRESSES = (
    "218 Larkspur Road, Duluth, MN 55811",
    "218 LARKSPUR RD, DULUTH MN",
    "2I8 Larkspur Road, Duluth, MN 55811-0010",
    "77 Elm Court, Apt 4, Tampa, FL 33601",
    "PO Box 12, Duluth, MN 55811",
)
PHONES = ("(218) 555-0176", "218.555.0176", "1-218-555-0177", "(404) 555-0100 ext. 9", "555-0176")
POOLS: dict[str, tuple[str, ...]] = {
    "first": FIRSTS,
    "middle": MIDDLES,
    "last": LASTS,
    "suffix": ("Jr", "Sr", "III", "junior"),
    "dob": BIRTHS,
    "ssn_last4": SSNS,
    "mrn": MRNS,
    "address": ADDRESSES,
    "phone": PHONES,
}
ASKERS: dict[str, tuple[str, ...]] = {
    "name": ("Ines Calloway", "I. Calloway", "Omar Reyes", "Self", "Walter Kowalczyk"),
    "organization": (
        "Calloway & Moss LLP",
        "CALLOWAY AND MOSS",
        "Moss & Calloway LLP",
        "Ridge Copy Service LLC",
    ),
    "phone": ("(503) 555-0133", "503-555-0133 x22", "(503) 555-0199"),
    "fax": ("(503) 555-0134", "5035550134", "(503) 555-0184"),
    "email": ("records@callowaymoss.example", "ines@callowaymoss.example", "intake@ridge.example"),
}
DAYS = st.sampled_from(
    [
        DateRange(start="2021-01-01", end="2022-06-30"),
        DateRange(start="2021-01-01", end="2022-06-80"),
        DateRange(start="2021-01-01"),
        DateRange(start="2019-01-01", end="2020-12-31"),
        DateRange(),
        DateRange(all_dates=True),
    ]
)
KINDS = st.sampled_from([("labs",), ("labs", "notes"), ("notes", "labs"), ("images",), ()])
MOMENTS = st.sampled_from([None, "2026-03-02T15:00:00Z", "2026-03-05T09:00:00Z", "2026-06-01T09:00:00Z"])
HASHES = st.lists(st.sampled_from(["699c858dc5e6f62f", "699c858dc5e6f62e", "83cc3f9b21c60c5a"]), max_size=2)


def _some(pools: dict[str, tuple[str, ...]]) -> st.SearchStrategy[dict[str, str | None]]:
    return st.fixed_dictionaries({name: st.none() | st.sampled_from(pool) for name, pool in pools.items()})


@st.composite
def papers(draw: st.DrawFn, id: str = "stored") -> Record:
    """One request, anything of which may be missing."""
    return _record(id, draw(_some(POOLS)), draw(_some(ASKERS)), draw)


@st.composite
def two_papers(draw: st.DrawFn) -> tuple[Record, Record]:
    """Two requests: each part of the second is that of the first, or another, or missing."""
    patient, asker = draw(_some(POOLS)), draw(_some(ASKERS))
    stored = _record("stored", patient, asker, draw)
    second = _record("incoming", _again(draw, patient, POOLS), _again(draw, asker, ASKERS), draw)
    if draw(st.booleans()):
        same = {
            "date_range": stored.date_range,
            "record_types": stored.record_types,
            "purpose": stored.purpose,
        }
        second = second.model_copy(update=same)
    return stored, second


def _again(
    draw: st.DrawFn, known: dict[str, str | None], pools: dict[str, tuple[str, ...]]
) -> dict[str, str | None]:
    ways = {name: draw(st.sampled_from(["same", "same", "same", "other", "missing"])) for name in known}
    fresh = draw(_some(pools))
    return {
        name: known[name] if way == "same" else fresh[name] if way == "other" else None
        for name, way in ways.items()
    }


def _record(id: str, patient: dict[str, Any], asker: dict[str, Any], draw: st.DrawFn) -> Record:
    return Record(
        id=id,
        requestor=Requestor(**asker),
        patient=Patient(**patient),
        date_range=draw(DAYS),
        record_types=draw(KINDS),
        purpose=draw(st.sampled_from([None, "legal", "insurance"])),
        received_at=draw(MOMENTS),
        source=draw(st.sampled_from(["fax", "email"])),
        page_hashes=tuple(draw(HASHES)),
    )


@st.composite
def full_papers(draw: st.DrawFn, id: str = "stored") -> Record:
    """A request with enough on it: a whole name, a birth date, a home or a number, who asks and for what."""
    patient = draw(_some({**POOLS, "middle": ("James", "J"), "suffix": ("Jr",)}))
    patient["first"] = draw(st.sampled_from(["Anna", "Walter", "Elizabeth", "Robert", "Jose Luis"]))
    patient["last"] = draw(st.sampled_from(LASTS))
    patient["dob"] = draw(st.sampled_from([form for form in BIRTHS[:8] if form != "14.03.1957"]))
    patient |= draw(
        st.sampled_from(
            [{"ssn_last4": "4821"}, {"mrn": "7714402"}, {"address": ADDRESSES[0], "phone": PHONES[0]}]
        )
    )
    asker: dict[str, str | None] = {"organization": "Calloway & Moss LLP", "fax": "(503) 555-0134"}
    record = _record(id, patient, asker, draw)
    asked = {"date_range": DateRange(start="2021-01-01", end="2022-06-30"), "record_types": ("labs",)}
    return record.model_copy(update=asked)
