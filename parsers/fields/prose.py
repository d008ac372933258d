"""What letters and mails say in sentences: about whom, born when, which dates, to whom."""

import re
from collections.abc import Iterator
from datetime import date

from intake_daemon.model import Evidence, Method, Page, PageSource, State, Value
from parsers.fields.claim import Claim
from parsers.normalise.dates import DateRole, find_dates
from parsers.normalise.identifiers import read_mrn, read_ssn_last4
from parsers.normalise.names import NameRead, looks_like_organisation, read_name
from parsers.normalise.periods import read_period
from parsers.normalise.text import fold

MOST_TEXT = 40_000  #: characters of one page's prose that are looked at

_NAME = r"((?:[A-ZÁÉÍÓÚÑ][\w'’.-]{0,24},?[ ]){1,4}[A-ZÁÉÍÓÚÑ][\w'’-]{1,24})"
_PATIENT = (
    re.compile(
        rf"(?i:\b(?:re|patient|client|paciente|asunto|our client|your patient|patient name|client name|"
        rf"nombre del paciente|nombre))\s?[:#]\s{{0,3}}{_NAME}"
    ),
    re.compile(
        rf"(?i:\b(?:my|our|your|mutual|the above)\s(?:client|patient|insured|son|daughter|mother|father|"
        rf"wife|husband|child|spouse)),?\s{_NAME}"
    ),
    re.compile(
        rf"(?i:\b(?:mi|nuestro|nuestra)\s(?:cliente|paciente|hij[oa]|madre|padre|espos[oa])),?\s{_NAME}"
    ),
    re.compile(
        rf"(?i:\brecords\s(?:of|for|regarding|pertaining to|on)(?:\s(?:patient|our client|my client|mr\.|"
        rf"ms\.|mrs\.))?)\s{_NAME}"
    ),
    re.compile(rf"(?i:\bexpediente(?:\sm[eé]dico)?\sde)\s{_NAME}"),
)
_SELF = (
    re.compile(rf"(?i:\b(?:my name is|i am|i'm|i,|mi nombre es|me llamo|yo,))\s{_NAME}"),
    re.compile(
        rf"(?im:^\s*(?:thank you|thanks|sincerely|regards|best regards|respectfully|kind regards|gracias|"
        rf"atentamente|saludos)[,.!]?\s*$)\s*^\s*{_NAME}\s*$",
        re.MULTILINE,
    ),
)
_BORN = re.compile(
    r"\b(?:d\.?o\.?b\.?|date of birth|birth ?date|birthday|born(?: on)?|fecha de nacimiento|"
    r"f\. ?nac\.?|nacid[oa](?: el)?|naci el)\s?(?:is|es|:|#|-|was)?\s{0,3}"
)
_PERIOD = re.compile(
    r"\b(?:from|between|dates? of service|treatment dates?|dated|dates?|for the period|since|"
    r"covering|through|desde|entre|del|fechas?(?: de servicio)?|periodo)\b[:\s]"
)
_MRN = re.compile(
    r"\b(?:mrn|medical record (?:number|no\.?|#)|mr ?#|numero de expediente)\s?(?:is|:|#)?\s{0,3}"
)
_SSN = re.compile(
    r"\b(?:ssn|social security(?: number| no\.?)?|last (?:4|four)(?: of| digits of)?(?: my|"
    r" the)? ssn)\s?(?:is|:|#|\(last (?:4|four)\))?\s{0,3}"
)
_ASK_SELF = re.compile(
    r"\b(?:my (?:own )?(?:medical |health )?(?:records?|chart|file)|mis (?:registros|expedientes?|"
    r"records)|mi (?:expediente|historial))\b"
)
_CLAIM_NO = re.compile(
    r"(?i:\b(?:claim|file|case|matter|policy|reference|caso|our ref)(?:\s(?:number|no\.?|"
    r"#))?\s?[:#]\s{0,3})([A-Z0-9][A-Z0-9/-]{2,24})"
)


def prose_claims(page: Page, text: str, today: date) -> Iterator[Claim]:
    """What the sentences of one page say; every claim yields to one found on a form.

    Args:
        page: where the text stands.
        text: the page's new text (quoted replies left out).
        today: the day of receipt.
    """
    text = text[:MOST_TEXT]
    yield from _names(page, text)
    folded = fold(text) if len(fold(text)) == len(text) else text.lower()
    yield from _birth(page, text, folded, today)
    yield from _period(page, text, folded, today)
    for pattern, field, read in (
        (_MRN, "patient.mrn", read_mrn),
        (_SSN, "patient.ssn_last4", read_ssn_last4),
    ):
        match = pattern.search(folded)
        found = read(text[match.end() : match.end() + 16].split("\n")[0]) if match else None
        if match and found:
            yield _claim(page, field, found.value, 0.9 * found.certainty, match[0] + found.value)
    if match := _CLAIM_NO.search(text):
        yield _claim(page, "requestor.reference", match[1], 0.85, match[0])


def _names(page: Page, text: str) -> Iterator[Claim]:
    seen: set[str] = set()
    asks_for_self = _ASK_SELF.search(fold(text)) is not None
    patterns = [(pattern, 0.92) for pattern in _PATIENT] + [
        (pattern, 0.9) for pattern in _SELF if asks_for_self
    ]
    for pattern, certainty in patterns:
        for match in pattern.finditer(text):
            read = _as_name(match[1])
            if read is None or read.full in seen:
                continue
            seen.add(read.full)
            yield from name_claims(page, read, certainty, match[0])
            break


def _as_name(written: str) -> NameRead | None:
    """The name at the start of a run of capitalised words; the sentence may go on with one."""
    tokens = written.replace("\n", " ").split()
    for count in range(min(len(tokens), 4), 1, -1):
        said = " ".join(tokens[:count]).rstrip(",.")
        if not looks_like_organisation(said) and (read := read_name(said)):
            return read
    return None


def name_claims(page: Page, read: NameRead, certainty: float, text: str) -> Iterator[Claim]:
    """The patient's name and its parts."""
    parts = (
        ("name", read.full),
        ("first", read.first),
        ("middle", read.middle),
        ("last", read.last),
        ("suffix", read.suffix),
    )
    for part, value in parts:
        if value:
            yield _claim(page, f"patient.{part}", value, certainty * read.certainty, text)


def _birth(page: Page, text: str, folded: str, today: date) -> Iterator[Claim]:
    for match in _BORN.finditer(folded):
        found = next(find_dates(text[match.end() : match.end() + 30], DateRole.BIRTH, today), None)
        if found and found.start <= 4:
            yield _claim(
                page,
                "patient.dob",
                found.iso,
                0.95 * found.certainty,
                text[match.start() : match.end() + found.end],
            )


def _period(page: Page, text: str, folded: str, today: date) -> Iterator[Claim]:
    for match in _PERIOD.finditer(folded):
        said = re.split(r"[.;]\s|\n\s*\n", text[match.start() : match.start() + 90])[0]
        births = [
            read.iso
            for read in find_dates(said, DateRole.BIRTH, today)
            if _BORN.search(folded[max(0, match.start() - 25) : match.end()])
        ]
        period = None if births else read_period(said, today)
        if period is None or not (
            period.all_dates
            or period.open_ended
            or (period.start and period.end and period.start != period.end)
        ):
            continue
        values: tuple[tuple[str, Value | None], ...] = (
            ("scope.start", period.start),
            ("scope.end", period.end),
            ("scope.open_ended", period.open_ended or None),
            ("scope.all_dates", period.all_dates or None),
        )
        for field, value in values:
            if value is not None:
                yield _claim(page, field, value, 0.93 * period.certainty, said)
        return


def _claim(page: Page, field: str, value: Value, confidence: float, text: str) -> Claim:
    trust = 1.0 if page.source is not PageSource.OCR else max(0.0, page.confidence - 0.08)
    known = Evidence(
        part=page.part, page=page.number, box=(0, 0, 1, 1), text=text[:200].strip(), method=Method.PROSE
    )
    return Claim(field, value, State.PRESENT, round(confidence * trust, 3), (known,), weak=True)
