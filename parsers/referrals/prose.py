"""What letters and mails that refer a patient say in lines and sentences."""

import re
from collections.abc import Iterator
from datetime import date

from intake_daemon.model import Evidence, Method, Page, PageSource, State, Value
from parsers.fields.claim import Claim
from parsers.normalise.names import trim
from parsers.normalise.npi import read_npi
from parsers.normalise.text import fold, tidy, words
from parsers.referrals.lexicon import KINDS, chosen, only, referral_labels
from parsers.referrals.places import field_of_kind, field_of_part
from parsers.referrals.values import BAD_NPI, read_text

MOST_TEXT = 40_000  #: signs of one text that are looked at
_LINE = re.compile(r"^[\s>*•-]{0,6}([^\n:]{2,60}):[ \t]{0,4}(\S[^\n]{0,300})$", re.MULTILINE)
_LABELLED = 0.95
_REFERS = (
    r"(?:refer(?:ring|red|ral)?|referimos|remitimos|derivamos|referid[oa]|refiero|remito|"
    r"consult(?:ation)?|see|evaluate)"
)
_REASON = re.compile(
    rf"\b{_REFERS}\b[^.\n;]{{0,160}}?\b"
    r"(?:for (?:evaluation|assessment|management|consultation|treatment|workup|work-up)"
    r"(?: (?:and|&|/) (?:treatment|management|treat|manage))?(?: of| for)?|because of|due to|regarding|"
    r"para (?:su )?(?:evaluacion|valoracion|manejo|tratamiento)(?: y (?:tratamiento|manejo))?(?: de| por)?|debido a)"
    r"\s([^.\n;]{3,200}(?:\n(?![A-Z][a-z]{1,20}:)[^.\n;]{1,120})?)"
)
_FOR = re.compile(
    rf"\b{_REFERS}\b[^.\n;]{{0,120}}?\b"
    r"(?:for|por)\s((?!your|our|the|an? (?:appointment|consult)|su\b|la\b|el\b)[^.\n;]{4,160})"
)
_SERVICE = re.compile(
    rf"\b(?:{_REFERS}|your|to|a|por|al servicio de|department of|for)\b[^.\n;:]{{0,50}}", re.IGNORECASE
)
_INSURED = re.compile(
    r"\b(?:insurance (?:is|plan is)|insured (?:with|by|through)|covered (?:by|under)|"
    r"coverage (?:is )?(?:through|with)|"
    r"(?:su )?seguro (?:es|medico es)|(?:esta )?asegurad[oa] (?:con|por)|tiene seguro (?:de|con))\s"
    r"([^.,;()\n]{3,60})"
)
_MEMBER = re.compile(
    r"\b(?:member|subscriber|policy|insurance|medicaid|medicare|plan|poliza|miembro|afiliado)\s?"
    r"(?:id|number|no\.?|#|numero)?(?: (?:number|no\.?))?\s?(?:is|es|:|#)?\s{0,2}"
    r"((?=[a-z0-9-]{0,12}[0-9]{3})[a-z0-9][a-z0-9-]{4,20})\b"
)
_AUTHORIZED = re.compile(
    r"\b(?:prior )?(?:auth(?:orization)?|referral|autorizacion|pre-?auth(?:orization)?)\s?"
    r"(?:number|no\.?|#|numero)\s?"
    r"(?:is|es|:|#)?\s{0,2}((?=[a-z0-9-]{0,12}[0-9]{3})[a-z0-9][a-z0-9-]{3,20})\b"
)
_NPI = re.compile(r"\bnpi\b[^0-9\n]{0,12}([0-9][0-9 .-]{8,14}[0-9])")
_ENCLOSED = re.compile(
    r"\b(?:attach(?:ed|ing)|enclos(?:ed|ing)|includ(?:ed|ing)|encl\.?|adjunt[oa]s?|adjuntamos|anex[oa]s?|anexamos|"
    r"incluimos|incluid[oa]s?)\b"
)
_NOT_HERE = re.compile(
    r"\b(?:will (?:be )?(?:follow|send|sent|fax|faxed)|to follow|under separate cover|not attached|enviaremos)\b"
)
_URGENT = re.compile(
    r"\b(?:non-?urgent|not urgent|no es urgente|no urgente|routine|rutina|urgent(?:ly|e)?|stat|expedited?|asap|"
    r"emergent|"
    r"as soon as possible|lo antes posible|same day|within (?:24|48|72) hours)\b"
)
_SENTENCE = re.compile(r"[^.\n!?]{1,400}(?:\n(?!\s*\n)[^.\n!?:]{1,200})?")


def prose_claims(page: Page, text: str, today: date) -> Iterator[Claim]:
    """What the lines and sentences of a text say of a referral; each yields to what stands on a form.

    Args:
        page: where the text stands.
        text: its new text, what it quotes left out.
        today: the day of receipt.
    """
    text = text[:MOST_TEXT]
    folded = fold(text) if len(fold(text)) == len(text) else text.lower()
    if page.source is PageSource.PLAIN:
        yield from _lines(page, text, today)
    yield from _reason(page, text, folded)
    yield from _numbers(page, text, folded)
    yield from _sentences(page, text, folded)


def _lines(page: Page, text: str, today: date) -> Iterator[Claim]:
    """Lines like "Referring provider: Dr. Elaine Finch"."""
    for match in _LINE.finditer(text):
        said = words(match[1])
        found = referral_labels().longest(said, 0)
        if not found or found[1] != len(said) or not found[0].what.startswith(KINDS):
            continue
        reading = read_text(found[0].what, match[2].strip(), today)
        for part, value in reading.parts if reading else ():
            if part == BAD_NPI:
                yield _unread(page, tidy(match[0]))
            elif reading:
                yield _claim(
                    page, field_of_part(part), value, _LABELLED * reading.certainty, match[0], Method.LABEL
                )
        if reading is None and found[0].what != f"{KINDS}attachments":
            field = field_of_kind(found[0].what)
            yield Claim(
                field, None, State.UNREADABLE, 0.6, _evidence(page, match[0], Method.LABEL), weak=True
            )


def _reason(page: Page, text: str, folded: str) -> Iterator[Claim]:
    for pattern, sure in ((_REASON, 0.93), (_FOR, 0.8)):
        match = pattern.search(folded)
        if match:
            reason = tidy(trim(text[match.start(1) : match.end(1)]))
            if len(reason) > 2:
                yield _claim(page, "referral.reason", reason, sure, text[match.start() : match.end()])
                return


def _numbers(page: Page, text: str, folded: str) -> Iterator[Claim]:
    for pattern, field in ((_MEMBER, "referral.member_id"), (_AUTHORIZED, "referral.authorization_number")):
        found = {text[match.start(1) : match.end(1)].upper(): match for match in pattern.finditer(folded)}
        if len(found) == 1:
            value, match = next(iter(found.items()))
            yield _claim(page, field, value, 0.92, text[match.start() : match.end()])
    if insured := _INSURED.search(folded):
        plan = trim(
            re.split(r"\s(?:member|policy|id|with|and|numero)\b", text[insured.start(1) : insured.end(1)])[0]
        )
        if len(plan) > 2:
            yield _claim(page, "referral.insurance", plan, 0.88, text[insured.start() : insured.end()])
    if said := _NPI.search(folded):
        read = read_npi(said[1])
        if read and read.valid:
            yield _claim(page, "referral.provider.npi", read.value, 0.96, said[0])
        else:
            yield _unread(page, said[0])


def _sentences(page: Page, text: str, folded: str) -> Iterator[Claim]:
    """Specialty, urgency and what is enclosed, of the sentences that speak of them."""
    services: dict[str, str] = {}
    urgencies: dict[str, str] = {}
    enclosed: dict[str, str] = {}
    for match in _SENTENCE.finditer(folded):
        said = match[0]
        if re.search(rf"\b{_REFERS}\b", said):
            services |= dict.fromkeys(_services(said), said)
        if _URGENT.search(said) and "if" not in said.split():
            urgencies |= dict.fromkeys(chosen("urgency", said), said)
        if _ENCLOSED.search(said) and not _NOT_HERE.search(said):
            enclosed |= dict.fromkeys(chosen("attachments", said), said)
    if len(services) == 1:
        yield from (_claim(page, "referral.service", name, 0.92, said) for name, said in services.items())
    if len(urgencies) == 1:
        yield from (_claim(page, "referral.urgency", name, 0.92, said) for name, said in urgencies.items())
    if enclosed:
        yield _claim(page, "referral.attachments", tuple(enclosed), 0.92, next(iter(enclosed.values())))


def _services(said: str) -> tuple[str, ...]:
    """The specialties named behind a word that points to one."""
    pointed = " ".join(match[0] for match in _SERVICE.finditer(said))
    one = only("services", pointed)
    return (one,) if one else chosen("services", pointed)


def _unread(page: Page, text: str) -> Claim:
    """Ten digits that are no identifier by their check digit."""
    known = _evidence(page, text, Method.LABEL)
    return Claim("referral.provider.npi", None, State.UNREADABLE, 0.9, known)


def _claim(
    page: Page, field: str, value: Value, confidence: float, text: str, method: Method = Method.PROSE
) -> Claim:
    trust = 1.0 if page.source is not PageSource.OCR else max(0.0, page.confidence - 0.08)
    kept = tuple(value.split()) if field == "referral.attachments" and isinstance(value, str) else value
    known = _evidence(page, text, method)
    return Claim(field, kept, State.PRESENT, round(confidence * trust, 3), known, weak=method is Method.PROSE)


def _evidence(page: Page, text: str, method: Method) -> tuple[Evidence, ...]:
    return (
        Evidence(part=page.part, page=page.number, box=(0, 0, 1, 1), text=tidy(text)[:200], method=method),
    )
