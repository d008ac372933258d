"""Names that do not fit first-middle-last: several surnames, other orders, marks, suffixes, the newly born."""

from dataclasses import replace
from datetime import date

from benchmarks.requests.dates import some_day
from benchmarks.requests.scene import Scene
from benchmarks.requests.truth import Person

SPANISH_FIRST = (
    "Maria", "Jose", "Juan", "Luis", "Carlos", "Ana", "Carmen", "Rosa", "Miguel", "Francisco", "Guadalupe", "Jesus",
    "Maria Elena", "Jose Luis", "Ana Maria", "Juan Carlos", "Maria del Carmen", "Rafael", "Lucia", "Esperanza",
)  # fmt: skip
SPANISH_LAST = (
    "Garcia", "Rodriguez", "Martinez", "Hernandez", "Lopez", "Gonzalez", "Perez", "Sanchez", "Ramirez", "Torres",
    "Flores", "Rivera", "Gomez", "Diaz", "Reyes", "Morales", "Cruz", "Ortiz", "Gutierrez", "Chavez", "de la Cruz",
    "del Rio", "Nuñez", "Muñoz", "Peña", "Ibáñez",
)  # fmt: skip
VIETNAMESE_LAST = (
    "Nguyen",
    "Nguyen",
    "Nguyen",
    "Tran",
    "Tran",
    "Le",
    "Pham",
    "Huynh",
    "Vo",
    "Bui",
    "Do",
    "Ngo",
)
VIETNAMESE_MIDDLE = ("Thi", "Thi", "Van", "Van", "Minh", "Ngoc", "Duc", "Quang", "Thanh")
VIETNAMESE_FIRST = (
    "Lan", "Huong", "Mai", "Anh", "Hoa", "Thu", "Linh", "Minh", "Hung", "Tuan", "Dung", "Son", "Long", "Hai", "Duc",
)  # fmt: skip
CHINESE_LAST = ("Wang", "Li", "Zhang", "Liu", "Chen", "Yang", "Huang", "Zhao", "Wu", "Zhou", "Lin", "Xu")
CHINESE_FIRST = (
    "Wei", "Xiao Ming", "Xiaoming", "Jing", "Li Na", "Lina", "Yan", "Hui", "Mei Ling", "Jun", "Xin Yi", "Yu", "Fang",
)  # fmt: skip
ARABIC_FIRST = (
    "Mohammed", "Ahmed", "Fatima", "Aisha", "Omar", "Ali", "Hassan", "Yusuf", "Khalid", "Mariam", "Abdul Rahman",
)  # fmt: skip
ARABIC_LAST = (
    "Al-Hassan", "El-Sayed", "Khan", "Hussein", "Abdullah", "Al Rashid", "Haddad", "Mansour", "Abu Bakr", "Nasser",
)  # fmt: skip
INDIAN_FIRST = (
    "Priya",
    "Rajesh",
    "Anil",
    "Sunita",
    "Amit",
    "Deepak",
    "Harpreet",
    "Lakshmi",
    "Venkata",
    "Ravi",
)
INDIAN_LAST = (
    "Patel",
    "Singh",
    "Kaur",
    "Sharma",
    "Reddy",
    "Gupta",
    "Venkataraman",
    "Subramanian",
    "Rao",
    "Iyer",
)
MARKED_LAST = (
    "O'Brien", "O'Connor", "O'Neill", "D'Angelo", "McDonald", "MacDonald", "St. John", "Van der Berg", "De Luca",
    "LaFleur", "D'Souza", "O'Malley",
)  # fmt: skip
SUFFIXES = ("Jr", "Sr", "III", "II")


def any_patient(scene: Scene, person: Person) -> Person:
    """The person, or in two of five cases one with a name of another shape; the key stays."""
    chance = scene.chance
    roll = chance.random()
    makers = (
        (0.14, spanish), (0.18, vietnamese), (0.22, chinese), (0.26, arabic), (0.30, indian), (0.35, hyphenated),
        (0.39, marked), (0.43, suffixed), (0.46, newborn),
    )  # fmt: skip
    for limit, make in makers:
        if roll < limit:
            return make(scene, person)
    return person


def spanish(scene: Scene, person: Person) -> Person:
    """Two surnames for most, a compound given name for some."""
    one, two = scene.chance.sample(SPANISH_LAST, 2)
    last = scene.chance.choice((f"{one} {two}", f"{one} {two}", f"{one}-{two}", one))
    return replace(person, first=scene.chance.choice(SPANISH_FIRST), last=last)


def vietnamese(scene: Scene, person: Person) -> Person:
    """Few surnames, few middle names."""
    choice = scene.chance.choice
    return replace(
        person, first=choice(VIETNAMESE_FIRST), middle=choice(VIETNAMESE_MIDDLE), last=choice(VIETNAMESE_LAST)
    )


def chinese(scene: Scene, person: Person) -> Person:
    """A given name of one or two syllables, no middle name."""
    choice = scene.chance.choice
    return replace(person, first=choice(CHINESE_FIRST), middle=None, last=choice(CHINESE_LAST))


def arabic(scene: Scene, person: Person) -> Person:
    """A surname with an article for some."""
    choice = scene.chance.choice
    return replace(person, first=choice(ARABIC_FIRST), middle=choice(ARABIC_FIRST), last=choice(ARABIC_LAST))


def indian(scene: Scene, person: Person) -> Person:
    """A long or a very frequent surname."""
    return replace(
        person, first=scene.chance.choice(INDIAN_FIRST), middle=None, last=scene.chance.choice(INDIAN_LAST)
    )


def hyphenated(scene: Scene, person: Person) -> Person:
    """Two surnames with a hyphen."""
    return replace(person, last=f"{person.last}-{scene.people.surnames.draw(scene.chance)}")


def marked(scene: Scene, person: Person) -> Person:
    """A surname with an apostrophe, a particle or a capital inside."""
    return replace(person, last=scene.chance.choice(MARKED_LAST))


def suffixed(scene: Scene, person: Person) -> Person:
    """Junior, senior, the third."""
    return replace(person, suffix=scene.chance.choice(SUFFIXES))


def newborn(scene: Scene, person: Person) -> Person:
    """Not named yet; one of several for some."""
    letter = scene.chance.choice(("", "", " A", " B"))
    first = scene.chance.choice(("Baby Boy", "Baby Girl")) + letter
    born = some_day(date(2024, 1, 1), date(2025, 5, 31), scene.chance)
    return replace(person, first=first, middle=None, born=born)
