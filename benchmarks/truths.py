"""Holds what `inspect` said of a document against what stands on it.

The truth comes as a line of the scoring format: `index.jsonl`, as `python -m fixtures.draw OUT --index` writes it.
What counts as the same: names without regard to case, punctuation, order and single letters; dates as ISO; telephone
and fax numbers by their last ten digits; recipients by their words, nine in ten alike.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from fixtures.draw.scoring import NAMES

Json = dict[str, object]

RECIPIENT = "authorization.recipient"  #: person and organization together
_FREE_TEXT = frozenset({"authorization.purpose", "authorization.expires_event"})
_PARTS = (f"{RECIPIENT}.name", f"{RECIPIENT}.organization")
#: compared fields: contract name → name in the scoring format
COMPARED = {
    name: scored for name, scored in NAMES.items() if name not in _FREE_TEXT and name not in _PARTS
} | {
    RECIPIENT: "recipient_name",
    "authorization.signed": "signature_present",
}
_ALIKE = 90  # of 100, by rapidfuzz
_DEFAULT_SLACK = 2  # days by which a counted expiration may differ


@dataclass(frozen=True)
class Answer:
    """What was said of one field.

    Args:
        value: None when no value was given, whatever the reason.
        absent: it was said to be absent.
        confidence: of the value, or of the absence.
    """

    value: object = None
    absent: bool = False
    confidence: float = 0.0
    method: str = "none"


@dataclass(frozen=True)
class Told:
    """One field of one document: what was said, what is true, and whether that is the same."""

    file: str
    quality: str
    field: str
    answer: Answer
    truth: object
    right: bool

    @property
    def given(self) -> bool:
        """Whether a value was given."""
        return self.answer.value is not None

    @property
    def on_paper(self) -> bool:
        """Whether there is one on the paper."""
        return self.truth is not None


def told(row: Json, report: Json) -> Iterator[Told]:
    """Compare one document's report with its truth, field by field; each true request with the found one it meets."""
    left = list(report.get("requests", []))  # type: ignore[call-overload]
    quality = f"{row['quality']}{' by hand' if row.get('handwriting') else ''}"
    for wanted in row["requests"]:  # type: ignore[attr-defined]
        found = _on_same_pages(wanted, left)
        for name, scored in COMPARED.items():
            if scored not in wanted["fields"]:
                continue  # a set that does not know the field
            truth = wanted["fields"][scored]
            if name == "authorization.signed":
                truth = True if truth else None
            answer = _answer(found.get("fields", {}), name)
            if not _settled_elsewhere(name, answer, wanted["fields"]):
                right = _right(name, answer.value, truth, wanted["fields"])
                yield Told(str(row["file"]), quality, name, answer, truth, right)


def same(name: str, said: object, truth: object) -> bool:
    """Whether two values of a field are the same, by the rules above."""
    if said is None or truth is None:
        return said is None and truth is None
    if name.endswith((".phone", ".fax")):
        return _digits(said) == _digits(truth)
    if name in ("patient.name", "authorization.representative.name"):
        return _long_words(said) == _long_words(truth)
    if name == RECIPIENT:
        return fuzz.token_sort_ratio(_addressee(said), _addressee(truth)) >= _ALIKE
    if name.endswith((".authority", ".mrn", ".ssn_last4")):
        return "".join(_words(said))[-12:] == "".join(_words(truth))[-12:]
    if name.endswith(".email"):
        return str(said).strip().lower() == str(truth).strip().lower()
    return str(said) == str(truth)


def _on_same_pages(wanted: Json, left: list[Json]) -> Json:
    """Take the found request that shares most pages out of the list; the truth counts pages from 0."""
    pages = {page + 1 for page in wanted["pages"]}  # type: ignore[attr-defined]
    if not left:
        return {}
    best = max(left, key=lambda found: len(pages & set(found["pages"])))  # type: ignore[call-overload]
    left.remove(best)
    return best


def _answer(fields: Json, name: str) -> Answer:
    if name == RECIPIENT:
        return _together([_answer(fields, part) for part in _PARTS])
    field = fields.get(name)
    if not isinstance(field, dict):
        return Answer()
    evidence = field["evidence"]
    method = evidence[0]["method"] if evidence else "none"
    given = field["state"] == "present" and field["value"] not in (None, "", False)
    return Answer(
        value=field["value"] if given else None,
        absent=field["state"] == "absent",
        confidence=float(field["confidence"]),
        method=method,
    )


def _together(parts: Sequence[Answer]) -> Answer:
    """A recipient's name and organization as one value, as sure as the less sure of them."""
    said = [part for part in parts if part.value is not None]
    if said:
        weakest = min(said, key=lambda part: part.confidence)
        words = " ".join(str(part.value) for part in said)
        return Answer(value=words, confidence=weakest.confidence, method=weakest.method)
    weakest = min(parts, key=lambda part: part.confidence)
    return Answer(
        absent=all(part.absent for part in parts), confidence=weakest.confidence, method=weakest.method
    )


def _settled_elsewhere(name: str, answer: Answer, truth: Json) -> bool:
    """Whether saying nothing is right: the recipient is the patient, who is named elsewhere."""
    return name == RECIPIENT and bool(truth.get("recipient_is_patient")) and answer.value is None


def _right(name: str, said: object, truth: object, facts: Json) -> bool:
    if name == RECIPIENT and facts.get("recipient_is_patient"):
        return same("patient.name", said, facts.get("patient_name")) or same(name, said, truth)
    if name == RECIPIENT and said is not None and truth is not None:
        return _names_recipient(said, truth, facts)
    if name == "authorization.expires_on" and truth is None and said is not None:
        return _counted_right(str(said), facts)
    return same(name, said, truth)


def _names_recipient(said: object, truth: object, facts: Json) -> bool:
    """Whether the organization, where there is one, is named, alone or with its person."""
    organization, person = facts.get("recipient_org"), facts.get("recipient_person")
    if not any(same(RECIPIENT, said, form) for form in (truth, organization, person) if form):
        return False
    if not organization:
        return True
    return fuzz.partial_ratio(" ".join(_words(organization)), " ".join(_words(said))) >= _ALIKE


def _counted_right(said: str, facts: Json) -> bool:
    """Whether an expiration follows from the signature's date and what the form prints."""
    days, signed = facts.get("expiration_printed_default_days"), facts.get("signature_date")
    if not isinstance(days, int) or not isinstance(signed, str):
        return False
    try:
        counted = (date.fromisoformat(said) - date.fromisoformat(signed)).days
    except ValueError:
        return False
    return abs(counted - days) <= _DEFAULT_SLACK


def _words(value: object) -> list[str]:
    plain = unicodedata.normalize("NFKD", str(value)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9@ ]+", " ", plain).split()


def _long_words(value: object) -> list[str]:
    return sorted(word for word in _words(value) if len(word) > 1)


def _addressee(value: object) -> str:
    return " ".join(word for word in _words(value) if word not in ("attn", "attention", "the"))


def _digits(value: object) -> str:
    return re.sub(r"\D", "", str(value))[-10:]
