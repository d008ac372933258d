"""Labels and headings made of known words in an order nobody listed.

Forms word the same question in hundreds of ways. Where no listed phrase matches, a printed label counts when every
one of its words is known (`lexicon/wording.yaml`) and together they ask for one thing; a heading counts when it says
that records are given, and ends in the direction ("… to:", "… from:").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from parsers.fields.lexicon import Meaning
from parsers.lexicon import mapping, strings
from parsers.normalise.text import words

_MOST = 14  #: words; no label is longer
_LONGEST = 6  #: words of the longest known phrase
_PLACE = frozenset({"city", "state", "zip"})
_SPOKEN = frozenset({"phone", "fax"})
_SENT = frozenset({"fax", "email"})
_ALONE = frozenset({"dob", "ssn", "mrn", "phone", "fax", "email", "purpose", "expires"})
_ENDS = {
    "service_from": frozenset({"from", "since", "beginning", "starting", "between", "desde"}),
    "service_to": frozenset({"to", "through", "thru", "until", "ending", "hasta"}),
}
_COMPARED = frozenset({"different", "above", "than", "when", "treated"})
_THEN = frozenset({("at", "time"), ("when", "treated")})
_OF_PATIENT = frozenset({"ssn", "mrn", "purpose", "expires"})


@dataclass(frozen=True)
class Said:
    """What the words of a label say: what is asked for, whose it is, and whether it is to be printed."""

    asks: frozenset[str]
    whose: frozenset[str]
    printed: bool
    last_first: bool


@cache
def _known() -> dict[tuple[str, ...], tuple[str, str]]:
    loaded = mapping("wording")
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for kind in ("asks", "whose"):
        groups = loaded[kind]
        if not isinstance(groups, dict):
            raise TypeError("parsers/lexicon/wording.yaml: kinds with their words are needed")
        for name, phrases in groups.items():
            for phrase in strings(phrases):
                found.setdefault(tuple(words(phrase)), (kind, str(name)))
    for kind in ("printed", "filler"):
        for phrase in strings(loaded[kind]):
            found.setdefault(tuple(words(phrase)), (kind, ""))
    return found


@cache
def _vocabulary() -> tuple[str, ...]:
    return tuple(sorted({word for phrase in _known() for word in phrase if len(word) > 4}))


@cache
def _single() -> frozenset[str]:
    return frozenset(word for phrase in _known() for word in phrase)


def composed(text: str) -> Meaning | None:
    """What a whole label asks for by its words; None when a word is unknown or they ask for several things.

    Args:
        text: the label as printed, remarks in brackets included.
    """
    said = _corrected(words(text))
    if not 1 <= len(said) <= _MOST:
        return None
    end = _end_of_period(said)
    if end is not None:
        return end
    if _is_earlier_name(said):
        return Meaning("other_names", "patient", strong=True)
    parsed = _parsed(said)
    meaning = _meaning(parsed) if parsed is not None else None
    if meaning is not None and meaning.what == "phone_fax" and _first_fax(said) < _first_spoken(said):
        return replace(meaning, what="fax_phone")
    return meaning


def _is_earlier_name(said: list[str]) -> bool:
    """Whether a label asks for the name the patient had, as in "Name at time of treatment (if different)"."""
    if "name" not in said or not all(word in _single() or word in _COMPARED for word in said):
        return False
    then = any(pair in _THEN for pair in pairwise(said))
    return then or {"different", "above"} <= set(said)


def _first_fax(said: list[str]) -> int:
    return next((at for at, word in enumerate(said) if "fa" in word), len(said))


def _first_spoken(said: list[str]) -> int:
    return min(
        at
        for at, word in enumerate(said)
        if word.startswith(("phone", "tel", "cel", "mobile")) or at == len(said) - 1
    )


def _end_of_period(said: list[str]) -> Meaning | None:
    """One end of the dates of service, as in "Visits from" and "Treatment dates through"."""
    what = next((name for name, ends in _ENDS.items() if said[-1] in ends), None)
    rest = _parsed(said[:-1]) if what and len(said) > 1 else None
    if what is None or rest is None or not rest.asks or rest.whose:
        return None
    return Meaning(what) if rest.asks <= {"date", "service"} else None


def _corrected(said: Sequence[str]) -> list[str]:
    """The words with misread letters mended and torn pieces joined."""
    found: list[str] = []
    for word in said:
        if found and found[-1] not in _single() and found[-1] + word in _single():
            found[-1] += word
        else:
            found.append(word)
    return [_nearest(word) for word in found]


def _nearest(word: str) -> str:
    if word in _single() or len(word) < 5 or len(word) > 24 or word.isdigit():
        return word
    allowed = 1 if len(word) < 8 else 2
    near = process.extractOne(word, _vocabulary(), scorer=Levenshtein.distance, score_cutoff=allowed)
    return near[0] if near and (near[0][0] == word[0] or len(near[0]) == len(word)) else word


def _parsed(said: list[str]) -> Said | None:
    asks, whose = set[str](), set[str]()
    printed, at = False, 0
    while at < len(said):
        count = next(
            (n for n in range(min(_LONGEST, len(said) - at), 0, -1) if tuple(said[at : at + n]) in _known()),
            0,
        )
        if not count:
            return None
        kind, name = _known()[tuple(said[at : at + count])]
        printed = printed or kind == "printed"
        {"asks": asks, "whose": whose}.get(kind, set[str]()).add(name)
        at += count
    text = " ".join(said)
    last_first = "last" in said and "first" in said and text.index("last") < text.index("first")
    return Said(frozenset(asks), frozenset(whose), printed, last_first)


def _meaning(said: Said) -> Meaning | None:
    asks, role = said.asks, _role(said.whose)
    if "signature" in asks:
        return _signature(said)
    if "authority" in asks:
        return Meaning("authority", "representative", strong=True)
    if asks >= {"date", "service"} and not asks - {"date", "service", "entity"}:
        return Meaning("service_dates", strong=True)
    if asks == {"date"} and not said.whose:
        return Meaning("date")
    asks -= {"service"}
    if "name" in asks:
        return _named(said, asks, role)
    things = asks - {"entity"}
    if not things and asks:
        return Meaning("party", role if role in ("recipient", "discloser") else "")
    return _of_thing(things, role)


def _of_thing(things: frozenset[str], role: str) -> Meaning | None:
    """A telephone, an address, a date of birth ..."""
    if role == "office":
        return Meaning("stop")
    if things == _SPOKEN:
        return Meaning("phone_fax", role, bool(role))
    if things == _SENT:
        return Meaning("fax_email", role, bool(role))
    if "address" in things and not things - _PLACE - {"address"}:
        return Meaning("address", role, bool(role))
    if things and things <= _PLACE:
        return Meaning("city_state_zip" if len(things) > 1 else next(iter(things)), role)
    if len(things) != 1 or not things <= _ALONE:
        return None
    what = next(iter(things))
    if role in ("recipient", "discloser", "representative") and what in _OF_PATIENT | {"dob"}:
        return None
    return Meaning(what, "patient" if what in ("ssn", "mrn") else role, bool(role) or what in _OF_PATIENT)


def _role(whose: frozenset[str]) -> str:
    """Whose value it is; somebody who acts for the patient is named together with the patient."""
    for role in ("office", "recipient", "discloser", "representative", "patient"):
        if role in whose:
            return role
    return ""


def _signature(said: Said) -> Meaning:
    whose = said.whose
    if "office" in whose:
        return Meaning("signature", "office", strong=True)
    if "representative" in whose and "patient" not in whose:
        return Meaning("signature", "representative", strong=True)
    return Meaning("signature", "signer", strong=True)


def _named(said: Said, asks: frozenset[str], role: str) -> Meaning | None:
    """A name: the patient's, the signer's, somebody's who gets or gives the records."""
    if asks - {"name", "entity", "address", *_PLACE}:
        return None
    if role == "office":
        return Meaning("stop")
    if role in ("recipient", "discloser"):
        return Meaning("party", role, strong=True)
    if role == "representative":
        return (
            Meaning("print_name")
            if "patient" in said.whose
            else Meaning("rep_name", "representative", strong=True)
        )
    if role == "patient":
        return None if "entity" in asks else Meaning("name", "patient", True, said.last_first)
    if "entity" in asks or "address" in asks:
        return Meaning("party")
    return Meaning("print_name") if said.printed else Meaning("name", "", False, said.last_first)


_GIVE = re.compile(
    r"(?:releas|disclos|send|sent|mail|deliver|provid|furnish|forward|giv|shar|transfer|communicat|going|dispatch"
    r"|liber|divulg|envi|entreg|revel|proporcion|transf|compart|mand|suministr|remit)"
)  #: how words begin that say something is given
_GET = re.compile(
    r"(?:obtain|receiv|request|get$|gett|coming|record|information|recib|obten|solicit|ped|registro|expediente)"
)
_TAKE = re.compile(r"(?:receiv|get$|obtain|have$|recib|obten)")
_QUESTION = 11  #: words of a question that heads a section
_TO = frozenset({"to", "a", "al"})
_POINTING = frozenset({"following", "below", "named", "listed", "siguiente", "siguientes", "abajo"})
_FROM = frozenset({"from", "by", "de", "del", "por", "desde"})


@cache
def _heading_words(kind: str) -> frozenset[str]:
    """The words of headings: "whoever" may stand behind the direction, "papers" are no records."""
    return frozenset(strings(mapping("wording")[kind]))


def _asked(said: list[str]) -> str:
    """Whose data a question asks for: "Who shall receive the records", "Where should we send them?"."""
    first = next((word for word in said if not word.isdigit() and len(word) > 1), "")
    if len(said) > _QUESTION or len(said) < 3:
        return ""
    gives = any(_GIVE.match(word) for word in said)
    if first in ("who", "whom", "quien", "quienes"):
        gets = any(_TAKE.match(word) for word in said)
        return "recipient" if gets else "discloser" if gives else ""
    return "recipient" if first in ("where", "donde", "adonde") and gives else ""


def direction(text: str) -> str:
    """Whose data a heading announces by its verb and last preposition.

    Returns:
        "recipient", "discloser", "institution" (its own address), or "" when it announces nobody.
    """
    said = words(text)
    asked = _asked(said)
    if asked:
        return asked
    whole = len(said)
    points = text.rstrip().endswith(":") and not _POINTING.isdisjoint(said)
    while said and said[-1] in _heading_words("whoever"):
        said.pop()
    if not said or said[-1] not in _TO | _FROM:
        return ""
    rest = set(said[:-1])
    gives = any(_GIVE.match(word) for word in rest)
    if rest & _heading_words("papers"):
        return "institution" if gives and said[-1] in _TO else ""
    if len(said) == 1 < whole and text.rstrip().endswith(":"):
        return "recipient" if said[0] in _TO else "discloser"
    if not gives and not any(_GET.match(word) for word in rest):
        return ""
    if said[-1] in _TO:
        # "… give my" may stand on the line before: "medical records to the following person:"
        return "recipient" if gives or points else ""
    if said[-1] in ("by", "por"):
        if len(said) < 4:  # "Released by:" is for the clerk
            return ""
        return "recipient" if rest & {"received", "obtained", "recibida"} else "discloser"
    return "discloser"
