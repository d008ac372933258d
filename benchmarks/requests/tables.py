"""Words that invented people, places and organizations are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


STREETS = _words(
    "Alder Ash Bay Birch Bridge Broad Canal Cedar Center Cherry Chestnut Church College Court Dogwood Elm Forest"
    " Franklin Garden Grove Harbor Hickory Highland Hill Holly Jefferson Lake Laurel Lincoln Locust Madison Magnolia"
    " Main Maple Market Meadow Mill Monroe North Oak Orchard Park Pearl Pine Poplar Prospect Quarry Railroad Ridge"
    " River School Spring Spruce Summit Sunset Sycamore Union Valley Walnut Washington Willow"
)
STREET_KINDS = {
    "Street": "St",
    "Avenue": "Ave",
    "Road": "Rd",
    "Drive": "Dr",
    "Lane": "Ln",
    "Court": "Ct",
    "Place": "Pl",
    "Boulevard": "Blvd",
}
CITIES = (
    ("Albany", "NY", "122"),
    ("Austin", "TX", "787"),
    ("Boise", "ID", "837"),
    ("Buffalo", "NY", "142"),
    ("Columbus", "OH", "432"),
    ("Dayton", "OH", "454"),
    ("Denver", "CO", "802"),
    ("Fresno", "CA", "937"),
    ("Houston", "TX", "770"),
    ("Macon", "GA", "312"),
    ("Oakland", "CA", "946"),
    ("Orlando", "FL", "328"),
    ("Peoria", "IL", "616"),
    ("Phoenix", "AZ", "850"),
    ("Savannah", "GA", "314"),
    ("Tampa", "FL", "336"),
)
FIRM_WORDS = _words(
    "Abernathy Alder Ashford Birchwood Blackwell Brennan Calloway Carrington Delacroix Ellsworth Fairmont Garrison"
    " Granite Hartwell Hollis Ironwood Juniper Kensington Keystone Kingsley Lakeside Lockhart Marlowe Meridian"
    " Northgate Norwood Oakmont Pacific Pemberton Pinnacle Prescott Redstone Sinclair Sterling Summit Thornton"
    " Whitfield Winslow Wexford Yardley"
)
FIRM_KINDS = (
    ("{0} & {1} LLP", "law"),
    ("{0} & {1}", "law"),
    ("{0} Copy Service LLC", "copy"),
    ("{0} Record Retrieval, Inc.", "copy"),
    ("{0} Life & Casualty Co.", "insurer"),
    ("{0} Insurance Company", "insurer"),
    ("{0} Disability Determination Services", "agency"),
    ("{0} Medical Center", "provider"),
    ("{0} Family Medicine", "provider"),
    ("{0} Orthopedic Associates", "provider"),
)
RECORD_TYPES = (
    "ED records",
    "billing records",
    "complete chart",
    "discharge summary",
    "immunization records",
    "lab results",
    "mental health records",
    "office visit notes",
    "operative reports",
    "physical therapy notes",
    "radiology images",
    "radiology reports",
)
PURPOSES = (
    "legal",
    "workers compensation",
    "personal",
    "insurance",
    "continuing care",
    "disability",
    "audit",
)
NICKNAMES = {
    "Alexander": ("Alex", "Al"),
    "Alexandra": ("Alex", "Sandra"),
    "Andrew": ("Andy", "Drew"),
    "Anthony": ("Tony",),
    "Barbara": ("Barb", "Babs"),
    "Benjamin": ("Ben", "Benny"),
    "Catherine": ("Cathy", "Kate"),
    "Charles": ("Charlie", "Chuck"),
    "Christine": ("Chris", "Tina"),
    "Christopher": ("Chris", "Kit"),
    "Cynthia": ("Cindy",),
    "Daniel": ("Dan", "Danny"),
    "David": ("Dave",),
    "Deborah": ("Debbie", "Deb"),
    "Donald": ("Don", "Donnie"),
    "Dorothy": ("Dot", "Dottie"),
    "Edward": ("Ed", "Ted", "Eddie"),
    "Elizabeth": ("Liz", "Beth", "Betty", "Eliza"),
    "Frances": ("Fran", "Frannie"),
    "Francisco": ("Paco", "Pancho"),
    "Gregory": ("Greg",),
    "Guadalupe": ("Lupe",),
    "Gerald": ("Jerry",),
    "Jacob": ("Jake",),
    "James": ("Jim", "Jimmy", "Jamie"),
    "Jeffrey": ("Jeff",),
    "Jennifer": ("Jen", "Jenny"),
    "Jessica": ("Jess", "Jessie"),
    "John": ("Jack", "Johnny"),
    "Jonathan": ("Jon",),
    "Jose": ("Pepe",),
    "Joseph": ("Joe", "Joey"),
    "Joshua": ("Josh",),
    "Katherine": ("Kate", "Kathy", "Katie"),
    "Kenneth": ("Ken", "Kenny"),
    "Kimberly": ("Kim",),
    "Lawrence": ("Larry",),
    "Margaret": ("Peggy", "Maggie", "Meg"),
    "Matthew": ("Matt",),
    "Michael": ("Mike", "Mickey"),
    "Nancy": ("Nan",),
    "Nathaniel": ("Nate", "Nathan"),
    "Nicholas": ("Nick",),
    "Pamela": ("Pam",),
    "Patricia": ("Pat", "Patty", "Trish"),
    "Patrick": ("Pat",),
    "Philip": ("Phil",),
    "Raymond": ("Ray",),
    "Rebecca": ("Becky",),
    "Richard": ("Rick", "Dick", "Rich"),
    "Robert": ("Bob", "Bobby", "Rob"),
    "Ronald": ("Ron", "Ronnie"),
    "Samantha": ("Sam",),
    "Samuel": ("Sam", "Sammy"),
    "Stephen": ("Steve",),
    "Steven": ("Steve",),
    "Susan": ("Sue", "Susie"),
    "Theresa": ("Terry", "Tess"),
    "Thomas": ("Tom", "Tommy"),
    "Timothy": ("Tim", "Timmy"),
    "Victoria": ("Vicky", "Tori"),
    "Vincent": ("Vince",),
    "Virginia": ("Ginny",),
    "Walter": ("Walt",),
    "William": ("Bill", "Will", "Billy"),
    "Zachary": ("Zach",),
}


@dataclass(frozen=True)
class Names:
    """Names and how often each is drawn, as running totals."""

    words: tuple[str, ...]
    totals: tuple[float, ...]

    def draw(self, chance: Random) -> str:
        """One name, by its share."""
        return chance.choices(self.words, cum_weights=self.totals)[0]


def _names(words: Sequence[str], weights: Sequence[float]) -> Names:
    totals, total = [], 0.0
    for weight in weights:
        total += weight
        totals.append(total)
    return Names(tuple(words), tuple(totals))


def _table(name: str) -> tuple[list[str], list[int]]:
    lines = files("intake_daemon.matching").joinpath("data", name).read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return [row[0].title() for row in rows], [int(row[1]) for row in rows]


@cache
def given_names() -> Names:
    """Given names by births in the United States."""
    return _names(*_table("given_names.txt"))


@cache
def surnames() -> Names:
    """Surnames by bearers in the United States."""
    return _names(*_table("surnames.txt"))


@cache
def few_given_names() -> Names:
    """The 180 most frequent given names, all alike: many people share one."""
    return _names(_table("given_names.txt")[0][:180], [1.0] * 180)


@cache
def crowded_surnames() -> Names:
    """300 surnames by the inverse of their rank: every sixth person is a Smith, so that namesakes abound."""
    return _names(_table("surnames.txt")[0][:300], [1 / rank for rank in range(1, 301)])
