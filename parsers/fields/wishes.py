"""Which records a letter asks for in sentences, how they shall come, and to whom they shall go."""

import re
from collections.abc import Iterator

from intake_daemon.model import Evidence, Method, Page, PageSource, State, Value
from parsers.fields.claim import Claim
from parsers.fields.lexicon import options
from parsers.fields.requestor_kind import asks_for_own
from parsers.normalise.names import looks_like_organisation, read_name, trim
from parsers.normalise.phones import read_phone
from parsers.normalise.text import fold, words

_SPOKEN = frozenset(
    {"labs", "immunizations", "vaccines", "vacunas", "ekg", "pathology", "laboratorio", "radiografias", "mri"}
)
_WAYS = (
    ("media", re.compile(r"\b(?:on|en) (?:a |an? )?(?:cd|dvd|disc|disk|usb|flash drive)\b")),
    ("pickup", re.compile(r"\bpick (?:it |them |these )?up\b|\brecoger(?:los|las)?\b|\bpasar por\b")),
    (
        "portal",
        re.compile(r"\b(?:through|via|to|on|using) (?:the |my |our |your )?(?:patient )?portal\b|\bupload\b"),
    ),
    ("fax", re.compile(r"\b(?:by|via|por) fax\b|\bfax (?:it|them|over|to|the records|the)\b|\breturn fax\b")),
    (
        "email",
        re.compile(
            r"\b(?:by|via|por) (?:secure |encrypted )?(?:e-?mail|correo electronico)\b|\be-?mail(?:ed)? (?:it|"
            r"them|to|me)\b|"
            r"\bto this e-?mail\b|\ba este correo\b"
        ),
    ),
    (
        "paper",
        re.compile(r"\b(?:by|via|por) (?:u\.?s\.? )?(?:mail|correo postal)\b|\bmail (?:it|them|me|the)\b"),
    ),
)
_TO_ME = re.compile(
    r"\b(?:send|mail|e-?mail|fax|get|give)(?:ed)? (?:it |them |copies |a copy )?(?:to )?me\b|\bto (?:me|"
    r"my home|my address|this e-?mail)"
    r"\b|\bpick (?:it |them )?up\b|\b(?:enviarme|mandarme|me la pueden|me los pueden|a mi correo|a este correo)\b"
)
_PARTY = r"((?:(?:Dr|Dra)\.?\s)?[A-Z][\w'’&.-]*(?:[ ](?:of|and|&|de|at|[A-Z][\w'’&.-]*)){0,7})"
_DIRECTED = re.compile(
    r"(?i:\b(?:send|forward|fax|transfer|release|mail|give|provide|env[ií]en|mandar|enviar|"
    r"transferir)\b[^?!]{0,160}?)"
    r"\b(?i:directly to|over to|to|a)\s{1,3}(?i:(?:my (?:new )?(?:doctor|physician|attorney|lawyer|specialist|"
    r"surgeon|dentist|"
    rf"therapist|primary care(?: doctor)?|mi (?:doctor|m[eé]dico|abogad[oa])),?\s))?{_PARTY}"
)
_ATTENTION = re.compile(r"\s?,?\s(?:attention:?|attn\.?:?|at|de la|with|of)\s(?=(?:Dr\.?\s)?[A-Z])")
_NEXT_ATTENTION = re.compile(
    r"^,?\s{0,2}(?i:attention|attn)\.?:?\s{0,2}((?:Dr\.?\s)?(?:[A-Z][\w'’-]*[ ]?){2,3})"
)
_MOST_AFTER = 170  #: signs behind a recipient's name in which its fax number may stand


def wish_claims(page: Page, text: str) -> Iterator[Claim]:
    """Record types, the way of delivery, and whom the patient wants them sent to."""
    folded = fold(text)
    types = _types(folded)
    if types:
        yield _claim(page, "scope.record_types", types, 0.82, " ".join(types))
    ways = [way for way, pattern in _WAYS if pattern.search(folded)]
    if len(ways) == 1:
        yield _claim(page, "delivery.method", ways[0], 0.88, ways[0])
    if asks_for_own(text):
        yield from _recipient(page, text, folded)


def _types(folded: str) -> tuple[str, ...]:
    """Kinds of records that are named by phrases which mean nothing else."""
    said = f" {' '.join(words(folded))} "
    return tuple(
        value
        for value, phrases in options()["scope.record_types"]
        if value != "other"
        and any(
            f" {' '.join(phrase)} " in said for phrase in phrases if len(phrase) > 1 or phrase[0] in _SPOKEN
        )
    )


def _recipient(page: Page, text: str, folded: str) -> Iterator[Claim]:
    match = next((m for m in _DIRECTED.finditer(text) if _is_other(m[1])), None)
    if match is None:
        if _TO_ME.search(folded):
            yield _claim(page, "authorization.recipient.is_patient", True, 0.9, "to me")
        return
    for part, value in _parties(match[1], text[match.end() : match.end() + _MOST_AFTER]):
        yield _claim(page, f"authorization.recipient.{part}", value, 0.86, match[0])
    after = text[match.end() : match.end() + _MOST_AFTER]
    number = read_phone(after)
    if number and "fax" in fold(after[: number.start]):
        yield _claim(page, "authorization.recipient.fax", number.e164, 0.87 * number.certainty, after)
    yield _claim(page, "authorization.recipient.is_patient", False, 0.88, match[0])


def _is_other(party: str) -> bool:
    said = trim(party)
    return looks_like_organisation(said) or said.startswith("Dr") or read_name(said) is not None


def _parties(party: str, after: str) -> Iterator[tuple[str, str]]:
    pieces = [trim(piece) for piece in _ATTENTION.split(party)]
    if behind := _NEXT_ATTENTION.match(after):
        pieces.append(trim(behind[1]))
    for piece in pieces:
        if not piece:
            continue
        person = piece.startswith("Dr") or (
            not looks_like_organisation(piece) and read_name(piece) is not None
        )
        yield ("name" if person else "organization"), piece


def _claim(page: Page, field: str, value: Value, confidence: float, text: str) -> Claim:
    trust = 1.0 if page.source is not PageSource.OCR else max(0.0, page.confidence - 0.08)
    known = Evidence(
        part=page.part, page=page.number, box=(0, 0, 1, 1), text=text[:200].strip(), method=Method.PROSE
    )
    return Claim(field, value, State.PRESENT, round(confidence * trust, 3), (known,), weak=True)
