"""Draws labelled requests from invented families: who asks again, who asks anew, and who is somebody else.

Its people, firms and mistakes are its own: keys struck wrongly, letters lost in a fax, lines left out,
children named like their parents, whole families in one claim. A seed gives the same draw every time.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

GIVEN = (
    "Oluwaseun", "Ngozi", "Chidi", "Thuy", "Minh", "Linh", "Anh", "Bao", "Sanjay", "Deepika", "Arjun",
    "Meera", "Yusuf", "Layla", "Omar", "Amina", "Bashir", "Fernanda", "Joaquin", "Ximena", "Rodrigo",
    "Marisol", "Esteban", "Graciela", "Ramiro", "Consuelo", "Walter", "Doris", "Gerald", "Lorraine",
    "Harold", "Peggy", "Norman", "Darlene", "Terrence", "Latoya", "Deshawn", "Keisha", "Tamika",
    "Marquis", "Brittany", "Cody", "Kayla", "Dustin", "Chelsea", "Trevor", "Hunter", "Savannah",
    "Wyatt", "Autumn", "Easton", "Piper", "Nolan", "Hazel", "Beckett", "Wren", "Margaret", "Robert",
    "Elizabeth", "William", "Katherine", "James", "Patricia", "Michael", "Susan", "Thomas", "Deborah",
    "Edward", "Rebecca", "Joseph", "Theodore", "Abigail", "Benjamin", "Samantha",
)  # fmt: skip
SURNAMES = (
    "Okafor", "Nwosu", "Pham", "Truong", "Hoang", "Dang", "Venkatesan", "Krishnan", "Bhatt", "Haddad",
    "Nasser", "Farouk", "Villanueva", "Escobedo", "Quintero", "Zamora", "Barrera", "Castellanos",
    "Whitaker", "Pruitt", "Lockwood", "Braddock", "Dunleavy", "McAllister", "O'Rourke", "Fitzgerald",
    "Kowalczyk", "Nowakowski", "Petrov", "Lindgren", "Haugen", "Bergeron", "Thibodeaux", "Fontenot",
    "Washington", "Jefferson", "Booker", "Gaines", "Smith", "Johnson", "Brown", "Garcia", "Martinez",
    "Nguyen", "Lee", "Miller", "Davis", "Anderson",
)  # fmt: skip
TWINS = (
    ("Jaxon", "Jaxton"), ("Kaylee", "Kylee"), ("Ayden", "Hayden"), ("Taylor", "Tyler"), ("Olivia", "Alivia"),
    ("Daniel", "Daniela"), ("Adrian", "Adriana"), ("Ronald", "Donald"), ("Joan", "Jean"), ("Mia", "Mya"),
    ("Christina", "Christine"), ("Luis", "Luisa"), ("Emma", "Ella"), ("Aaron", "Darren"), ("Thuy", "Thu"),
)  # fmt: skip
SHORT = {
    "Margaret": "Peggy", "Robert": "Bob", "Elizabeth": "Beth", "William": "Bill", "Katherine": "Kathy",
    "James": "Jim", "Patricia": "Pat", "Michael": "Mike", "Susan": "Sue", "Thomas": "Tom",
    "Deborah": "Debbie", "Edward": "Ed", "Rebecca": "Becky", "Joseph": "Joe", "Theodore": "Ted",
    "Abigail": "Abby", "Benjamin": "Ben", "Samantha": "Sam",
}  # fmt: skip
STREETS = (
    "Thistle", "Beacon", "Quarry", "Larkspur", "Juniper", "Millpond", "Copper", "Saddle", "Heron",
    "Granite", "Fox", "Canyon", "Bluff",
)  # fmt: skip
TOWNS = ("Tulsa OK 741", "Yakima WA 989", "Duluth MN 558", "Laredo TX 780", "Bangor ME 044", "Reno NV 895")
KINDS = ("notes", "labs", "imaging", "operative", "billing", "emergency", "therapy", "immunizations", "all")
FIRMS = (
    "Tidewater Injury Law", "Halvorsen Cho PLLC", "Bluestem Mutual", "Great Basin Workers", "Ochoa & Ruiz",
    "ChartBridge Retrieval", "Cedar Hollow Pediatrics", "Northgate Cardiology Group", "State Benefits Office",
)  # fmt: skip
NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopqsdfghjklaxcvbnmz", strict=True))
FAXED = {"m": "rn", "d": "cl", "o": "0", "l": "1", "i": "l", "s": "5", "e": "c", "b": "6", "g": "9", "u": "v"}
FAXED_DIGITS = {"8": "3", "1": "7", "5": "6", "0": "8", "9": "4", "3": "8", "6": "5", "7": "1"}


@dataclass(frozen=True)
class Household:
    """What a family shares."""

    last: str
    address: str
    phone: str


@dataclass
class Someone:
    """A person as they are, before any form is filled in."""

    first: str
    middle: str
    born: date
    home: Household
    ssn: str
    mrn: str
    suffix: str | None = None


@dataclass(frozen=True)
class Drawn:
    """One incoming request with its answer: `of` for a duplicate, `known` for a patient on file."""

    row: dict[str, object]
    kind: str
    of: str | None = None
    known: str | None = None


@dataclass
class Draw:
    """A whole labelled set: the rows on file and the incoming ones."""

    stored: list[dict[str, object]] = field(default_factory=list)
    incoming: list[Drawn] = field(default_factory=list)


class Drawer:
    """Draws people, forms and mistakes from one source of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.firms = [self._firm(name) for name in FIRMS]

    def _number(self) -> str:
        roll = self.chance.randint
        return f"({roll(205, 980)}) {roll(222, 999)}-{roll(0, 9999):04d}"

    def _firm(self, name: str) -> dict[str, object]:
        host = "".join(c for c in name.lower() if c.isalpha())
        return {
            "name": self._full_name(), "organization": name, "phone": self._number(), "fax": self._number(),
            "email": f"intake@{host}.example",
        }  # fmt: skip

    def _full_name(self) -> str:
        return f"{self.chance.choice(GIVEN)} {self.chance.choice(SURNAMES)}"

    def household(self) -> Household:
        """Draw a home."""
        town = self.chance.choice(TOWNS) + f"{self.chance.randint(0, 99):02d}"
        road = f"{self.chance.choice(STREETS)} {self.chance.choice(['Street', 'Road', 'Lane'])}"
        street = f"{self.chance.randint(2, 9900)} {road}"
        return Household(self.chance.choice(SURNAMES), f"{street}, {town}", self._number())

    def someone(self, home: Household, *, first: str | None = None, born: date | None = None) -> Someone:
        """Draw a person living there."""
        day = date(1932, 1, 1) + timedelta(days=self.chance.randint(0, 33000))
        return Someone(
            first or self.chance.choice(GIVEN), self.chance.choice(GIVEN), born or day, home,
            f"{self.chance.randint(0, 9999):04d}", f"{self.chance.randint(10**6, 10**7 - 1)}",
        )  # fmt: skip

    def ask(self, whom: Someone) -> dict[str, object]:
        """Draw a request about someone, as carefully filled in as such forms are."""
        start = date(2015, 1, 1) + timedelta(days=self.chance.randint(0, 3300))
        end = start + timedelta(days=self.chance.choice([30, 90, 181, 365, 730]))
        firm = self.chance.choice(self.firms)
        own = self.chance.random() < 0.15
        asker = {"name": f"{whom.first} {whom.home.last}", "phone": whom.home.phone} if own else dict(firm)
        return {
            "requestor": asker,
            "patient": self.patient(whom),
            "date_range": {"start": f"{start}", "end": None if self.chance.random() < 0.15 else f"{end}"},
            "record_types": sorted(self.chance.sample(KINDS, self.chance.randint(1, 3))),
            "received_at": datetime(2025, 3, 1, 9, tzinfo=UTC).isoformat(),
            "source": "fax",
        }

    def patient(self, whom: Someone, missing: float = 0.35) -> dict[str, object]:
        """Write someone's lines on a form; the identifiers are left out most often."""
        roll = self.chance.random
        return {
            "first": whom.first,
            "middle": None if roll() < missing else whom.middle if roll() < 0.5 else whom.middle[0],
            "last": whom.home.last,
            "suffix": whom.suffix if roll() < 0.8 else None,
            "dob": self.written(whom.born),
            "ssn_last4": whom.ssn if roll() > missing else None,
            "mrn": whom.mrn if roll() > 2 * missing else None,
            "address": whom.home.address if roll() > missing / 2 else None,
            "phone": whom.home.phone if roll() > missing / 2 else None,
        }

    def written(self, day: date) -> str:
        """Write a date in one of the ways people do."""
        return day.strftime(
            self.chance.choice(["%m/%d/%Y", "%Y-%m-%d", "%B %d, %Y", "%m-%d-%y", "%d %b %Y", "%m%d%Y"])
        )

    # ---- mistakes

    def mistype(self, word: str) -> str:
        """Strike a neighbouring key, drop, double or exchange a letter; never the first."""
        if len(word) < 5:
            return word
        at = self.chance.randrange(1, len(word) - 1)
        slips = (
            word[:at] + NEIGHBOURS.get(word[at], word[at]) + word[at + 1 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
        return self.chance.choice(slips)

    def fax(self, text: str, rate: float = 0.09) -> str:
        """Misread letters and digits of a faxed word at a rate."""
        roll = self.chance.random
        return "".join(FAXED.get(c, FAXED_DIGITS.get(c, c)) if roll() < rate else c for c in text)


Row = dict[str, dict[str, object]]


def _fax_everything(drawer: Drawer, row: Row, whom: Someone) -> None:
    for part in ("patient", "requestor"):
        row[part] = {k: drawer.fax(v) if isinstance(v, str) else v for k, v in row[part].items()}


def _mistype_names(drawer: Drawer, row: Row, whom: Someone) -> None:
    row["patient"]["last"] = drawer.mistype(str(row["patient"]["last"]))


def _use_short_form(drawer: Drawer, row: Row, whom: Someone) -> None:
    first = str(row["patient"]["first"])
    row["patient"]["first"] = SHORT.get(first, first)


def _exchange_names(drawer: Drawer, row: Row, whom: Someone) -> None:
    row["patient"] |= {"first": row["patient"]["last"], "last": row["patient"]["first"]}


def _leave_lines_out(drawer: Drawer, row: Row, whom: Someone) -> None:
    for name in drawer.chance.sample(["middle", "ssn_last4", "mrn", "address", "phone"], 3):
        row["patient"][name] = None


def _marry(drawer: Drawer, row: Row, whom: Someone) -> None:
    row["patient"]["last"] = f"{row['patient']['last']}-{drawer.chance.choice(SURNAMES)}"


def _slip_in_birth_date(drawer: Drawer, row: Row, whom: Someone) -> None:
    day = f"{whom.born:%m/%d/%Y}"
    row["patient"] |= {"dob": day[:4] + FAXED_DIGITS.get(day[4], day[4]) + day[5:], "phone": whom.home.phone}


def _change_nothing(drawer: Drawer, row: Row, whom: Someone) -> None:
    return None


AGAIN: tuple[Callable[[Drawer, Row, Someone], None], ...] = (
    _change_nothing, _fax_everything, _mistype_names, _use_short_form, _exchange_names, _leave_lines_out,
    _marry, _slip_in_birth_date,
)  # fmt: skip


def draw(seed: int, families: int = 300) -> Draw:
    """Draw a labelled set: per family one request on file, and one incoming of every sort in turn."""
    drawer, drawn = Drawer(seed), Draw()
    for number in range(families):
        twins = drawer.chance.choice(TWINS) if number % len(OTHERS) == 0 else (None, None)
        whom = drawer.someone(drawer.household(), first=twins[0])
        first = drawer.ask(whom) | {"id": f"S{number}"}
        drawn.stored.append(first)
        for sort, case in enumerate(_cases(drawer, first, whom, number, twins[1])):
            drawn.incoming.append(
                Drawn(case.row | {"id": f"I{number}.{sort}"}, case.kind, case.of, case.known)
            )
    return drawn


def _cases(
    drawer: Drawer, first: dict[str, object], whom: Someone, number: int, twin: str | None
) -> Iterator[Drawn]:
    key = f"S{number}"
    change = AGAIN[number % len(AGAIN)]
    again = _copy(first) | {"patient": drawer.patient(whom)}
    for mistake in (change, drawer.chance.choice(AGAIN)):
        mistake(drawer, again, whom)  # type: ignore[arg-type]
    yield Drawn(again, change.__name__, of=key, known=key)
    anew = drawer.ask(whom)
    yield Drawn(anew, "another request", known=key)
    kind = OTHERS[number % len(OTHERS)]
    other = _somebody_else(drawer, kind, whom, twin)
    yield Drawn(_copy(first) | {"patient": drawer.patient(other)}, kind)


def _copy(row: dict[str, object]) -> dict[str, object]:
    return {k: dict(v) if isinstance(v, dict) else v for k, v in row.items()}


OTHERS = ("twin", "spouse", "parent of the same name", "stranger", "namesake", "born the same day", "sibling")


def _somebody_else(drawer: Drawer, kind: str, whom: Someone, twin: str | None) -> Someone:
    """Draw the one whom the same requestor asks about in the same claim: the hard ones to keep apart."""
    home, away, roll = whom.home, drawer.household(), drawer.chance.randint
    days = {
        "twin": whom.born,
        "born the same day": whom.born,
        "sibling": whom.born + timedelta(days=roll(300, 3000)),
        "parent of the same name": whom.born.replace(year=whom.born.year - roll(20, 40), day=roll(1, 28)),
    }
    born = days.get(kind)
    if born and kind == "parent of the same name" and roll(0, 1):
        born = born.replace(month=whom.born.month, day=min(whom.born.day, 28))
    where = {
        "stranger": away,
        "born the same day": away,
        "namesake": Household(home.last, away.address, away.phone),
    }
    same_name = kind in ("parent of the same name", "namesake")
    first = whom.first if same_name else twin or _another(drawer, whom.first)
    return drawer.someone(where.get(kind, home), first=first, born=born)


def _another(drawer: Drawer, name: str) -> str:
    short = {name, SHORT.get(name, name), *(full for full, used in SHORT.items() if used == name)}
    return drawer.chance.choice([other for other in GIVEN if other not in short])
