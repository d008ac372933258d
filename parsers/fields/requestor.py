"""Who asks, from letterheads, signature blocks and the numbers a letter wants its answer at."""

import re
from collections.abc import Iterator

from intake_daemon.model import Evidence, Method, Page, PageSource, State, Value
from parsers.fields.claim import Claim
from parsers.lexicon import word_list
from parsers.normalise.identifiers import find_emails
from parsers.normalise.names import looks_like_organisation, read_name, trim
from parsers.normalise.phones import find_phones
from parsers.normalise.text import fold, words

_CLOSING = re.compile(
    r"^\W{0,3}(?:(?:many )?thanks|thank you|sincerely|(?:with )?(?:kind|best|warm)? ?regards|respectfully|"
    r"very truly yours|"
    r"yours truly|cordially|(?:muchas )?gracias|atentamente|cordialmente|saludos)\b[^a-z]{0,4}"
    r"(?:yours|again|so much|very much|in advance|for your [a-z ]{3,30})?\W{0,3}$"
)
_HEAD_ENDS = re.compile(
    r"^\W{0,3}(?:dear|to whom|to\s?:|re\s?:|date\s?:|patient|good (?:morning|afternoon|day)|hello|hi\b|estimad|"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\s[0-9])"
)
_STREET = re.compile(r"^(?:[0-9]{1,6}[A-Za-z]?\s+\S|P\.?\s?O\.?\s?Box)", re.IGNORECASE)
_ZIP = re.compile(r"\b[A-Z]{2}\.?,?\s{1,3}[0-9]{5}(?:-[0-9]{4})?\b")
_ISSUER = re.compile(
    r"(?:issued by:?\s{0,3})?((?:[A-Z][\w.'’-]{0,20} ){1,3}[A-Z][\w'’-]{1,20}),? (?i:attorney for|counsel for)"
)
_DATED = re.compile(r"^\W{0,3}(?:date|dated|fecha)\b")
_FAX = re.compile(r"\b(?:fax|facsimile|telefax)\b|\bf\s?:")
_ATTENTION = re.compile(r"\b(?:phone|tel|telephone|cell|call|direct|mobile|office|telefono)\b|\b[pt]\s?:")
_MOST_LINES = 9  #: of a letterhead or signature block
_SMALL_WORD = 3  #: signs of the words that names of organizations write small
_MOST_WORDS = 9  #: of an organization's name
_LINE = 70  #: characters beyond which a line is a sentence


def requestor_claims(page: Page, text: str, *, letterhead: bool, own: bool) -> Iterator[Claim]:
    """What one letter or mail says about its writer.

    Args:
        page: where it stands.
        text: its new text.
        letterhead: whether it is paper, whose first lines name the writer.
        own: whether the patient writes, whose fax numbers are other people's.
    """
    lines = [line.strip() for line in text.split("\n")]
    if letterhead and not own:
        yield from _block(page, _head(lines), 0.88)
    yield from _block(page, _foot(lines), 0.91)
    if match := _ISSUER.search(text):
        yield from _name(page, match[1], 0.9)
    if not own:
        yield from _numbers(page, text)


def _head(lines: list[str]) -> list[str]:
    """The first lines of a letter on paper, up to its date, addressee or salutation."""
    head = []
    for line in lines[:_MOST_LINES]:
        if _HEAD_ENDS.match(fold(line)) or line.rstrip(":").lower().endswith(" court"):
            break
        head.append(line)
    return head if head and looks_like_organisation(head[0]) and len(head[0]) < _LINE else []


def _foot(lines: list[str]) -> list[str]:
    """The lines below the closing words, or the short last lines."""
    closings = [at for at, line in enumerate(lines) if _CLOSING.match(fold(line))]
    if closings:
        return [line for line in lines[closings[-1] + 1 :] if line][:_MOST_LINES]
    block: list[str] = []
    for line in reversed([line for line in lines if line]):
        if (
            len(line) > _LINE
            or (line.endswith((".", "?", "!")) and not _ends_in_initials(line))
            or "\t" in line
        ):
            break
        if _DATED.match(fold(line)):
            continue
        if ":" in line and not (_FAX.search(fold(line)) or _ATTENTION.search(fold(line))):
            break
        block.insert(0, line)
    return block[-_MOST_LINES:]


def _ends_in_initials(line: str) -> bool:
    return line.endswith(("Inc.", "P.C.", "Co.", "Corp.", "Ltd.", "L.L.C.", "P.A.", "M.D."))


def _block(page: Page, lines: list[str], sure: float) -> Iterator[Claim]:
    """Name, organization, address and numbers from lines that stand together; the first of each counts."""
    seen: set[str] = set()
    address: list[str] = []
    for line in lines:
        if _STREET.match(line) or (address and _ZIP.search(line)):
            address.append(_street_of(line))
            continue
        for claim in _pieces(page, line, sure):
            if claim.field not in seen:
                seen.add(claim.field)
                yield claim
    whole = ", ".join(address)
    if _ZIP.search(whole):
        yield _claim(page, "requestor.address", trim(whole), sure - 0.03, whole)


def _street_of(line: str) -> str:
    """An address line without the numbers that follow it."""
    return trim(re.split(r"\b(?:tel|phone|fax|telephone)\b", line, maxsplit=1, flags=re.IGNORECASE)[0])


def _pieces(page: Page, line: str, sure: float) -> Iterator[Claim]:
    yield from _labelled_numbers(page, line)
    whole = trim(re.split(r"\s[-–|·]\s|\t", line)[0])
    if (
        looks_like_organisation(whole)
        and len(words(whole)) <= 8
        and not find_digits(whole)
        and not _has_name(whole)
    ):
        yield from _organisation(page, whole, sure)
        return
    for piece in re.split(r",\s|\s[-–|·]\s|\t", line):
        said = trim(piece)
        if not said or find_digits(said):
            continue
        if looks_like_organisation(said) and len(words(said)) > 1:
            yield from _organisation(page, said, sure - 0.03)
        else:
            yield from _name(page, said, sure)


def _has_name(line: str) -> bool:
    first = line.split(", ")[0]
    return ", " in line and read_name(first) is not None and first[:1].isupper()


def find_digits(text: str) -> bool:
    """Whether a text has a digit."""
    return any(sign.isdigit() for sign in text)


def _organisation(page: Page, said: str, sure: float) -> Iterator[Claim]:
    in_capitals = all(token[:1].isupper() for token in said.split() if len(token) > _SMALL_WORD)
    if not in_capitals or len(words(said)) > _MOST_WORDS:
        return  # a sentence that names one
    if not set(words(said)) <= word_list("departments") | word_list("job_titles"):
        yield _claim(page, "requestor.organization", said, sure, said)


def _name(page: Page, said: str, sure: float) -> Iterator[Claim]:
    tokens = said.split()
    if not all(token[:1].isupper() for token in tokens) or set(words(said)) & word_list("job_titles"):
        return
    read = read_name(said)
    if read and len(tokens) <= 4:
        yield _claim(page, "requestor.name", read.full, sure * read.certainty, said)


def _labelled_numbers(page: Page, line: str) -> Iterator[Claim]:
    for number in find_phones(line):
        before = fold(line[max(0, number.start - 24) : number.start])
        last_fax = max((m.start() for m in _FAX.finditer(before)), default=-1)
        last_phone = max((m.start() for m in _ATTENTION.finditer(before)), default=-1)
        kind = "fax" if last_fax > last_phone else "phone"
        sure = 0.92 if max(last_fax, last_phone) >= 0 else 0.85
        yield _claim(page, f"requestor.{kind}", number.e164, sure * number.certainty, line)
    for address in find_emails(line):
        yield _claim(page, "requestor.email", address.value, 0.9, line)


def _numbers(page: Page, text: str) -> Iterator[Claim]:
    """The fax an answer is wanted at, in a running text."""
    for number in find_phones(text):
        before = fold(text[max(0, number.start - 50) : number.start].replace("\n", " "))
        if _FAX.search(before) and not find_digits(before[_FAX.search(before).end() :]):  # type: ignore[union-attr]
            yield _claim(page, "requestor.fax", number.e164, 0.9 * number.certainty, before)
            return


def _claim(page: Page, field: str, value: Value, confidence: float, text: str) -> Claim:
    trust = 1.0 if page.source is not PageSource.OCR else max(0.0, page.confidence - 0.08)
    known = Evidence(
        part=page.part, page=page.number, box=(0, 0, 1, 1), text=text[:200].strip(), method=Method.PROSE
    )
    return Claim(field, value, State.PRESENT, round(confidence * trust, 3), (known,))
