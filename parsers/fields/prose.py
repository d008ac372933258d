"""What letters and mails say in sentences: about whom, born when, which dates, to whom."""

import itertools
import re
from collections.abc import Iterator
from datetime import date

from intake_daemon.model import Evidence, Method, Page, PageSource, State, Value
from parsers.fields.claim import Claim
from parsers.fields.deadlines import deadline_claims
from parsers.fields.requestor_kind import asks_for_own
from parsers.fields.wishes import wish_claims
from parsers.lexicon import word_list
from parsers.normalise.dates import DateRole, find_dates
from parsers.normalise.identifiers import read_mrn, read_ssn_last4
from parsers.normalise.names import NameRead, looks_like_organisation, read_name
from parsers.normalise.periods import PeriodRead, is_example, read_period
from parsers.normalise.text import fold, key, words

MOST_TEXT = 40_000  #: characters of one page's prose that are looked at
_CELL = 4  #: widths of a sign between two words of a line, from which they stand in different cells

_NAME = r"((?:[A-ZÁÉÍÓÚÑ][\w'’.-]{0,24},?[ ]){1,4}[A-ZÁÉÍÓÚÑ][\w'’-]{1,24})"
_TITLE = r"(?:(?:Mr|Mrs|Ms|Miss|Sr|Sra|Dr)\.?\s)?"
_PATIENT = (
    re.compile(
        rf"(?i:\b(?:re|patient|client|claimant|insured|insured person|proposed insured|member|veteran|"
        rf"injured worker|employee|"
        rf"paciente|cliente|asegurado|our client|your patient|(?:patient|client|member|claimant)(?:'s)? name|"
        rf"nombre del paciente|nombre))\s?[:#\t]\s{{0,8}}{_TITLE}{_NAME}"
    ),
    re.compile(
        rf"(?i:\b(?:my|our|your|mutual|the above|the|late)\s(?:client|patient|insured|member|claimant|"
        rf"employee|veteran|son|"
        rf"daughter|mother|father|wife|husband|child|spouse)),?\s{_TITLE}{_NAME}"
    ),
    re.compile(
        rf"(?i:\b(?:mi|nuestro|nuestra|la|el)\s(?:cliente|paciente|asegurad[oa]|hij[oa]|madre|padre|"
        rf"espos[oa])),?\s{_NAME}"
    ),
    re.compile(
        rf"(?i:\b(?:records?|claim|notes|chart|files?)\s(?:of|for|regarding|pertaining to|on)(?:\s(?:patient|"
        rf"our client|my "
        rf"client))?)\s{_TITLE}{_NAME}"
    ),
    re.compile(
        rf"(?i:\b(?:represents?|representing|represento a)(?:\smi cliente|\smy client)?)\s{_TITLE}{_NAME}"
    ),
    re.compile(rf"(?i:\bexpediente(?:\sm[eé]dico)?\sde)\s{_NAME}"),
)
_BEFORE_BIRTH = re.compile(
    rf"{_NAME}[,.]?\s{{1,3}}[(]?(?i:born|d\.?\s?o\.?\s?b\b|date of birth|birth ?date|nacid[oa]|"
    rf"fecha de nacimiento|naci)"
)
_SELF = (
    re.compile(rf"(?i:\b(?:my name is|i am|i'm|i,|mi nombre es|me llamo|yo,))\s{_NAME}"),
    re.compile(
        rf"(?im:^\s*(?:thank you|thanks|sincerely|regards|best regards|respectfully|kind regards|with kind regards|"
        rf"gracias|muchas gracias|atentamente|saludos)[,.!]?\s*$)\s*^\s*{_NAME}\s*$",
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
_NO_SERVICE = re.compile(
    r"\b(?:date of (?:injury|loss|accident|birth|incident)|d\.?o\.?[bia]\.?|birth ?date|birthday|born(?: on)?|"
    r"nacid[oa](?: el)?|"
    r"naci el|fecha de nacimiento|passed away|died|deceased|signed|sent|faxed|mailed|submitted|requested|"
    r"request of|before|by|"
    r"due|issued|scheduled|surgery|firme|^date:?|accident(?:e)?|incident|collision)\b[^0-9\n]{0,24}$"
)
_DATE_LIKE = re.compile(r"[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{2,4}|(?:19|20)[0-9]{2}")
_RANGE = re.compile(r"\b(?:from|between|through|since|desde|entre|hasta|del)\b")
_VISIT = re.compile(
    r"\b(?:visits?|seen|treated|treatment|admitted|admission|mri|ct scan|x-?rays?|surgery|procedure|"
    r"emergency room|er|stay|"
    r"hospitali[sz]ed|service|services|appointment|visita|consulta|cirugia|atendid[oa])\b"
    r"[^.;\n]{0,60}?\b(?:on|of|from|dated|del|el)\s{1,3}(?=[a-z0-9])"
)
_CLAIM_NO = re.compile(
    r"(?i:\b(?:claim|file|case|cause|matter|policy|order|reference|caso|our ref|wc claim|"
    r"civil action)(?:\s(?:number|no\.?|#|is|"
    r"number is|n[uú]mero)){0,2}\s?[:#\t]?\s{0,8})((?=[A-Z0-9/:-]{0,8}[0-9])[A-Z0-9][A-Z0-9/:-]{3,24})(?![\w/])"
)


def prose_claims(page: Page, text: str, today: date) -> Iterator[Claim]:
    """What the sentences of one page say; every claim yields to one found on a form.

    Args:
        page: where the text stands.
        text: the page's new text (quoted replies left out).
        today: the day of receipt.
    """
    text = with_cells(page, text)[:MOST_TEXT]
    folded = fold(text) if len(fold(text)) == len(text) else text.lower()
    yield from _names(page, text)
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
    yield from reference_claims(page, text)
    yield from wish_claims(page, text)
    yield from deadline_claims(page, text, folded, today)


def reference_claims(page: Page, text: str) -> Iterator[Claim]:
    """The requestor's own case, claim or file number, of a text or a subject."""
    for match in _CLAIM_NO.finditer(text):
        if not _DATE_LIKE.fullmatch(match[1]):
            yield _claim(page, "requestor.reference", match[1].rstrip(":/-"), 0.88, match[0])
            return


def with_cells(page: Page, text: str) -> str:
    """A typed text with a tab before each word that stands in a column of its own, as table cells do."""
    if page.source is not PageSource.PLAIN:
        return text
    cells = {}
    for before, word in itertools.pairwise(page.words):
        width = (word.box[2] - word.box[0]) / max(1, len(word.text))
        if before.line == word.line and word.box[0] - before.box[2] > _CELL * width:
            cells[f"{before.text} {word.text}"] = f"{before.text}\t{word.text}"
    return "\n".join(_spread(line, cells) for line in text.split("\n")) if cells else text


def _spread(line: str, cells: dict[str, str]) -> str:
    for joined, apart in cells.items():
        line = line.replace(joined, apart, 1)
    return line


def _names(page: Page, text: str) -> Iterator[Claim]:
    seen: set[str] = set()
    patterns = [(_BEFORE_BIRTH, 0.94)] + [(pattern, 0.92) for pattern in _PATIENT]
    if asks_for_own(text):
        patterns += [(pattern, 0.9) for pattern in _SELF]
    for pattern, certainty in patterns:
        for match in pattern.finditer(text):
            read = _last_name(match[1]) if pattern is _BEFORE_BIRTH else _as_name(match[1])
            if read is None or read.full in seen:
                continue
            seen.add(read.full)
            yield from name_claims(page, read, certainty, match[0])
            break


def _last_name(written: str) -> NameRead | None:
    """The name at the end of a run of capitalised words, behind what is no name: "Thanks Jane Public"."""
    tokens = written.replace(",", "").split()
    for at in reversed(range(len(tokens))):
        if key(tokens[at]) in word_list("before_names") or _ends_sentence(tokens[at]):
            tokens = tokens[at + 1 :]
            break
    return _as_name(" ".join(tokens)) if len(tokens) > 1 else None


def _ends_sentence(token: str) -> bool:
    """Whether a sentence ends with a word; initials and titles end in a full stop too."""
    return token.endswith(".") and len(token) > 3


def _as_name(written: str) -> NameRead | None:
    """The name at the start of a run of capitalised words; the sentence may go on with one."""
    tokens = written.replace("\n", " ").split()
    ended = next((at for at, token in enumerate(tokens) if _ends_sentence(token)), len(tokens) - 1)
    tokens = tokens[: ended + 1]
    for count in range(min(len(tokens), 4), 1, -1):
        said = " ".join(tokens[:count]).rstrip(",.")
        if looks_like_organisation(said) or set(words(said)) & (
            word_list("before_names") | word_list("job_titles")
        ):
            continue
        if read := read_name(said):
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
    text = _without_other_dates(text, folded, today)
    folded = fold(text) if len(fold(text)) == len(text) else text.lower()
    for match in _PERIOD.finditer(folded):
        said = re.split(r"[.;]\s|\n\s*\n", text[match.start() : match.start() + 110])[0]
        period = read_period(said, today)
        if period is not None and _is_span(period) and not is_example(said):
            yield from _period_claims(page, period, 0.93, said)
            return
    for match in _VISIT.finditer(folded):
        found = next(find_dates(text[match.end() : match.end() + 24], DateRole.SERVICE, today), None)
        if found and found.start <= 1 and found.iso <= today.isoformat():
            once = PeriodRead(found.iso, found.iso, certainty=found.certainty)
            yield from _period_claims(page, once, 0.88, text[match.start() : match.end() + found.end])
            return


def _is_span(period: PeriodRead) -> bool:
    different = bool(period.start and period.end and period.start != period.end)
    return period.all_dates or period.open_ended or different


def _without_other_dates(text: str, folded: str, today: date) -> str:
    """The text with its birth dates, accident dates and postmarks blanked out, sign for sign."""
    for read in find_dates(text, DateRole.BIRTH, today):
        before = folded[max(0, read.start - 60) : read.start]
        if _NO_SERVICE.search(before) and not _RANGE.search(before[-12:]):
            text = f"{text[: read.start]}{' ' * (read.end - read.start)}{text[read.end :]}"
    return text


def _period_claims(page: Page, period: PeriodRead, sure: float, said: str) -> Iterator[Claim]:
    values: tuple[tuple[str, Value | None], ...] = (
        ("scope.start", period.start),
        ("scope.end", period.end),
        ("scope.open_ended", period.open_ended or None),
        ("scope.all_dates", period.all_dates or None),
    )
    for field, value in values:
        if value is not None:
            yield _claim(page, field, value, sure * period.certainty, said)


def _claim(page: Page, field: str, value: Value, confidence: float, text: str) -> Claim:
    trust = 1.0 if page.source is not PageSource.OCR else max(0.0, page.confidence - 0.08)
    known = Evidence(
        part=page.part, page=page.number, box=(0, 0, 1, 1), text=text[:200].strip(), method=Method.PROSE
    )
    return Claim(field, value, State.PRESENT, round(confidence * trust, 3), (known,), weak=True)
