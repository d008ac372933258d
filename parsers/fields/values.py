"""From the words in a place to the value a label asks for."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from parsers.fields.date_parts import without_part_names
from parsers.fields.lexicon import option_of
from parsers.fields.printed_expiry import event_said
from parsers.fields.token import Token
from parsers.lexicon import word_list
from parsers.normalise.dates import DateRole, read_date
from parsers.normalise.identifiers import read_email, read_mrn, read_ssn_last4
from parsers.normalise.names import looks_like_organisation, read_name, trim
from parsers.normalise.phones import find_phones
from parsers.normalise.text import key, words

Parts = dict[str, str]  #: by the field's last name(s): "name", "first", "dob" ...


@dataclass(frozen=True)
class Reading:
    """What the words of a place say: one or several parts, and how certain the text itself is."""

    parts: tuple[tuple[str, str], ...]
    certainty: float
    typed: bool  #: a grammar confirmed it (a date, a number, an address), not just "some words"


_EMPTY = re.compile(r"^(?:n/?a|none|not applicable|no aplica|ninguno|ninguna)\W*$", re.IGNORECASE)
_ATTENTION = re.compile(
    r"[,;]?\s{0,3}(?:\b(?:attn|attention|atencion|a la atenci[oó]n de)\b|\bc/o\b)[.:]?\s{0,3}", re.IGNORECASE
)
_STREET = re.compile(r"^(?:[0-9]{1,6}[A-Za-z]?\s|p\.?\s?o\.?\s?box|apartado)", re.IGNORECASE)
_RUN_ON = re.compile(
    r"^([^0-9]{4,80}?),?\s([0-9]{1,6}\s[A-Z][a-z].{3,80}\b[A-Z]{2}\.?,?\s{1,3}[0-9]{5}(?:-[0-9]{4})?)\W*$"
)  #: a name with a whole address behind it, and no comma between
_TORN_TO = re.compile(r"^[a-z]{1,2}:\s{1,3}(?=[A-Z])")  #: what is left of the "to:" before a line
_STATE_ZIP = re.compile(r"\b[A-Z]{2}\.?,?\s{1,3}[0-9]{5}(?:-[0-9]{4})?\b")
_MYSELF = re.compile(
    r"^(?:I|l|1|Yo)\s{0,2},\s{0,2}(?=\w{2})"
)  #: "I, Jane Public": the sentence begins before the line
_EVENT = re.compile(r"[^\W\d_]{3}")
_SMALL = 3  #: longer words in small letters that no name holds
_PARTS_OF_NAMES = frozenset({"last_name", "first_name", "middle_name"})
_WORDS_OF_A_PART = 4  #: "de la Cruz Ortega"
_PRINTED = word_list("printed")


def written(tokens: Sequence[Token]) -> str:
    """The words as one text; letters in comb boxes are put together again."""
    said = [token for token in tokens if token.key or token.text in "/&-,"]
    single = sum(len(token.key) <= 1 for token in said)
    if len(said) >= 4 and single >= 0.7 * len(said):
        return _from_comb(said)
    return " ".join(token.text for token in said)


def _from_comb(tokens: list[Token]) -> str:
    steps = [after.place[0] - token.place[0] for token, after in itertools.pairwise(tokens)]
    pitch = median(steps)
    text = tokens[0].text
    for step, token in zip(steps, tokens[1:], strict=True):
        text += (" " if step > 1.6 * pitch else "") + token.text
    return text.replace("|", "")


def read_value(
    what: str, tokens: Sequence[Token], today: date, *, last_first: bool = False
) -> Reading | None:
    """Read the value of a label's kind; None when the words cannot be one.

    Args:
        what: the kind of value, as `labels.yaml` names it.
        tokens: the words in the place.
        today: the day of receipt.
        last_first: the label asks for the last name first.
    """
    text = written(tokens)
    if not text or _EMPTY.match(text.strip()):
        return None
    if what in ("name", "print_name", "rep_name"):
        return _name(text, last_first)
    if what in ("dob", "date", "needed_by"):
        role = {"dob": DateRole.BIRTH, "date": DateRole.SIGNED}.get(what, DateRole.EXPIRY)
        found = read_date(text, role, today) or read_date(without_part_names(text), role, today)
        return Reading(((what, found.iso),), found.certainty, typed=True) if found else None
    if what in ("phone", "fax", "other_phone", "phone_fax", "fax_phone"):
        return _phones(what, text)
    if what == "fax_email":
        return _identifier("email", text) or _phones("fax", text)
    if what in ("ssn", "mrn", "email"):
        return _identifier(what, text)
    return _words(what, text, today)


def _name(text: str, last_first: bool) -> Reading | None:
    read = read_name(_MYSELF.sub("", text), last_first=last_first)
    if read is None:
        return None
    parts = [("name", read.full), ("first", read.first), ("middle", read.middle), ("last", read.last)]
    parts.append(("suffix", read.suffix))
    return Reading(tuple((part, value) for part, value in parts if value), read.certainty, typed=False)


def _phones(what: str, text: str) -> Reading | None:
    found = list(find_phones(text))
    if not found:
        return None
    rest = len(text) - sum(read.end - read.start for read in found)
    certainty = min(read.certainty for read in found) * (1.0 if rest < 12 else 0.8)
    if what in ("phone_fax", "fax_phone"):
        names = tuple(what.split("_")) if len(found) > 1 else ("phone_or_fax",)
        parts = tuple(zip(names, (read.e164 for read in found), strict=False))
        return Reading(parts, certainty, typed=True)
    return Reading(((what, found[0].e164),), certainty * (1.0 if len(found) == 1 else 0.7), typed=True)


def _identifier(what: str, text: str) -> Reading | None:
    read = {"ssn": read_ssn_last4, "mrn": read_mrn, "email": read_email}[what](text)
    return Reading(((what, read.value),), read.certainty, typed=True) if read else None


def _words(what: str, text: str, today: date) -> Reading | None:
    if what == "party":
        return read_party(text)
    if what == "expires":
        return _expiry(text, today)
    cleaned = trim(text)
    if not cleaned or all(word in _PRINTED for word in words(cleaned)):
        return None
    shapes = {"state": r"[A-Za-z]{2}\b.*|[A-Za-z ]{4,20}", "zip": r".*[0-9]{5}.*"}
    if what in shapes and not re.fullmatch(shapes[what], cleaned):
        return None
    if what == "address" and not (_STREET.match(cleaned) or any(sign.isdigit() for sign in cleaned)):
        return None
    if what == "authority" and not _is_authority(cleaned):
        return None
    if what == "city" and any(sign.isdigit() for sign in cleaned):
        return None
    if what in _PARTS_OF_NAMES and not _may_be_named(cleaned):
        return None
    known = what != "authority" or bool(set(words(cleaned)) & word_list("relations"))
    return Reading(
        ((what, cleaned),),
        0.97 if known else 0.8,
        typed=what in ("zip",) or (what == "address" and bool(_STREET.match(cleaned))),
    )


def _may_be_named(text: str) -> bool:
    """Whether a text may be a part of a person's name: few words, no figures, not a stretch of running print."""
    said = text.split()
    small = sum(word.islower() and len(word) > 3 for word in said)
    return len(said) <= _WORDS_OF_A_PART and small < _SMALL - 1 and not any(sign.isdigit() for sign in text)


def _is_authority(text: str) -> bool:
    """Whether a text may name how somebody stands to the patient: a few words, not a row of printed options."""
    said = words(text)
    if any(sign.isdigit() for sign in text) or not 1 <= len(said) <= 6 or max(map(len, said)) < 3:
        return False
    kinds = {option_of("authorization.representative.authority", word) for word in said} - {None}
    return len(kinds) <= 1


def _expiry(text: str, today: date) -> Reading | None:
    found = read_date(text, DateRole.EXPIRY, today)
    if found:
        return Reading((("expires_on", found.iso),), found.certainty, typed=True)
    cleaned = trim(event_said(text))
    if any(sign.isdigit() for sign in cleaned) or len(words(cleaned)) < 2 or not _EVENT.search(cleaned):
        return None
    if all(word in _PRINTED for word in words(cleaned)):
        return None
    return Reading((("expires_event", cleaned),), 0.85, typed=False)


def read_party(text: str) -> Reading | None:
    """A recipient or discloser as written: organisation, person ("Attn: ..."), address behind them."""
    if " ".join(words(text)) in word_list("self"):
        return Reading((("is_patient", "true"),), 0.97, typed=True)
    text = _TORN_TO.sub("", text)
    numbers = list(find_phones(text))
    head, address = _without_address(trim(text[: numbers[0].start] if numbers else text))
    pieces = [trim(piece) for piece in _ATTENTION.split(head, maxsplit=1)]
    first, person = pieces[0], pieces[1] if len(pieces) > 1 else ""
    if not _is_party(first):
        return None
    parts: list[tuple[str, str]] = []
    if person:
        parts = [("organization", first), ("name", person)]
    elif looks_like_organisation(first) or read_name(first) is None:
        parts = [("organization", first)]
    else:
        parts = [("name", first)]
    if address:
        parts.append(("address", address))
    return Reading(tuple(part for part in parts if part[1]), 0.97, typed=bool(person or address))


def _is_party(text: str) -> bool:
    said = words(text)
    if _STREET.match(text) or not any(word.isalpha() and len(word) > 1 for word in said):
        return False  # an address or a number, which stands beside a name but is none
    if not re.search(r"(?:^|\s)[\"'(]?[A-Z0-9]", text) or set(said) & word_list("of_instructions"):
        return False  # running print; names begin with a capital
    if sum(piece.islower() and len(piece) > 3 and piece.isalpha() for piece in text.split()) >= _SMALL:
        return False  # a sentence
    return bool(said) and any(len(word) > 2 for word in said) and not all(word in _PRINTED for word in said)


def _without_address(text: str) -> tuple[str, str]:
    pieces = [piece.strip() for piece in text.split(",")]
    for at, piece in enumerate(pieces):
        if at and _STREET.match(piece):
            return ", ".join(pieces[:at]), ", ".join(pieces[at:])
    run_on = _RUN_ON.match(text)
    return (trim(run_on[1]), run_on[2]) if run_on else (text, "")


def same_text(one: str, other: str) -> bool:
    """Whether two values differ only in signs and case."""
    return key(one) == key(other)
