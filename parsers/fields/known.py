"""What the places of a known form say: each becomes a claim about its field, without a search for labels."""

from collections.abc import Iterator
from datetime import date

from intake_daemon.model import Evidence, KnownPage, Method, Page, State, ZoneReading
from parsers.fields.claim import Claim
from parsers.fields.known_values import fields_of, told_by
from parsers.normalise.text import key

NONE, NOTE = "none", "note"
_TICKED = frozenset({"tick", "initials"})
_BOOLS = frozenset({"scope.all_dates", "scope.open_ended", "authorization.recipient.is_patient"})
_LISTS = frozenset({"scope.record_types", "scope.sensitive"})
_ASKED_BY_TICKS = frozenset({"authorization.purpose", "scope.record_types"})
_EMPTY_WORDS = frozenset({"na", "none", "notapplicable", "noaplica", "ninguno", "ninguna", "x"})
_MOST = 0.985
_OTHER_READING = 0.4
_UNSURE_ABSENCE = 0.8
_STATED = 0.97


def known_claims(page: Page, known: KnownPage, today: date) -> Iterator[Claim]:
    """What the places of one page say.

    Args:
        page: the page.
        known: its places as they were read.
        today: the day of receipt.
    """
    groups: dict[str, list[ZoneReading]] = {}
    for zone in known.zones:
        if zone.field not in (NONE, NOTE):
            groups.setdefault(zone.field, []).append(zone)
    for field, zones in groups.items():
        yield from _of_field(page, field, zones, today)
    whole = Evidence(part=page.part, page=page.number, box=(0, 0, 1, 1), text="", method=Method.PROSE)
    for statement in known.statements:
        yield Claim(f"authorization.statement.{statement}", True, State.PRESENT, _STATED, (whole,))
    for field, value in known.printed:
        yield Claim(field, value, State.PRESENT, _STATED, (whole.model_copy(update={"text": value}),))
    for field in known.unasked:
        yield Claim(field, None, State.ABSENT, 0.93)


def _of_field(page: Page, field: str, zones: list[ZoneReading], today: date) -> Iterator[Claim]:
    marked = [zone for zone in zones if zone.holds in _TICKED]
    lines = [zone for zone in zones if zone.holds not in _TICKED]
    ticks = list(_ticked(page, field, marked, asked=not lines))
    yield from ticks
    answered = any(claim.state is State.PRESENT and claim.value != "other" for claim in ticks)
    if field == "authorization.signed":
        yield from _signed(page, lines)
    elif lines and not (marked and answered):
        yield from _lettered(page, field, lines, today)


# --- boxes and signatures ---------------------------------------------------------------------------


def _ticked(page: Page, field: str, zones: list[ZoneReading], *, asked: bool) -> Iterator[Claim]:
    on = [zone for zone in zones if zone.written]
    values = tuple(dict.fromkeys(zone.value or "other" for zone in on))
    if on:
        method = Method.INK if all(zone.holds == "initials" for zone in on) else Method.CHECKBOX
        sure = min(zone.confidence for zone in on)
        known = tuple(_evidence(page, zone, method) for zone in on)
        if field in _LISTS:
            yield Claim(field, values, State.PRESENT, sure, known)
        elif field in _BOOLS:
            yield Claim(field, values[0] != "no", State.PRESENT, sure, known)
        else:
            several = len(values) > 1
            yield Claim(field, ", ".join(values), State.PRESENT, sure - 0.1 * several, known)
    elif zones and field in _ASKED_BY_TICKS and asked:
        unclear = any(zone.written is None for zone in zones)
        state = State.UNREADABLE if unclear else State.ABSENT
        known = (_evidence(page, zones[0], Method.CHECKBOX),)
        yield Claim(field, None, state, min(zone.confidence for zone in zones), known)


def _signed(page: Page, zones: list[ZoneReading]) -> Iterator[Claim]:
    """Any of a form's signature lines that is signed counts."""
    best = max(zones, key=lambda zone: (zone.written is True, zone.written is None))
    known = (_evidence(page, best, Method.INK),)
    if best.written is None:
        yield Claim("authorization.signed", None, State.UNREADABLE, best.confidence, known)
    elif not best.written:
        yield Claim("authorization.signed", None, State.ABSENT, best.confidence, known)
    else:
        kind = "ink" if not best.live else "typed" if best.text else "electronic"
        yield Claim("authorization.signed", True, State.PRESENT, best.confidence, known)
        yield Claim("authorization.signature_kind", kind, State.PRESENT, best.confidence, known)


# --- words ------------------------------------------------------------------------------------------


def _lettered(page: Page, field: str, zones: list[ZoneReading], today: date) -> Iterator[Claim]:
    """The lines of one field are read as one: a second line of an address, a date in three places."""
    written = [zone for zone in zones if zone.written]
    known = tuple(_evidence(page, zone, Method.ZONE) for zone in written or zones[:1])
    if any(zone.written is None for zone in zones):
        yield from _nothing(field, State.UNREADABLE, 0.9, known)
    elif not written:
        yield from _nothing(field, State.ABSENT, min(zone.confidence for zone in zones), known)
    else:
        yield from _said(field, written, known, today)


def _said(field: str, zones: list[ZoneReading], known: tuple[Evidence, ...], today: date) -> Iterator[Claim]:
    sure = min(zone.confidence for zone in zones)
    joint = "/" if zones[0].holds == "date" and all(len(zone.text) <= 4 for zone in zones) else " "
    text = joint.join(zone.text for zone in zones)
    if key(text) in _EMPTY_WORDS:
        yield from _nothing(field, State.ABSENT, min(sure, _UNSURE_ABSENCE), known)
        return
    told = told_by(field, text, zones[0], today)
    other = zones[0].alternatives[0] if len(zones) == 1 and zones[0].alternatives else ""
    instead = told_by(field, other, zones[0], today) if other else None
    if told is None:
        told, instead, sure = instead, None, min(sure, _UNSURE_ABSENCE)
    if told is None:
        yield from _nothing(field, State.UNREADABLE, 0.9, known)
        return
    for name, value in told.parts:
        yield Claim(name, value, State.PRESENT, round(min(_MOST, sure * told.certainty), 3), known)
    if instead is not None:
        same = dict(told.parts)
        for name, value in instead.parts:
            if same.get(name) != value:
                yield Claim(name, value, State.PRESENT, _OTHER_READING, known, weak=name not in same)


def _nothing(field: str, state: State, sure: float, known: tuple[Evidence, ...]) -> Iterator[Claim]:
    for name in fields_of(field):
        yield Claim(name, None, state, round(sure, 3), known)


def outside_doubts(known: KnownPage) -> Iterator[str]:
    """Reasons why a person must look at a page: writing outside its places, or in one that restricts."""
    for remark in known.remarks:
        said = f": “{remark.text[:80]}”" if remark.text else ", which could not be read"
        yield f"there is writing outside the form's places{said}"
    for zone in known.zones:
        if zone.field == NOTE and zone.written is not False:
            said = f": “{zone.text[:80]}”" if zone.text else ", which could not be read"
            yield f"something is written in place {zone.number} of the form {known.form}{said}"


def life_as_printed(page: Page, text: str) -> str:
    """The text in which the printed life of an authorization is looked for: of a known form, what its file says."""
    if page.known is None:
        return text
    return f"expires {page.known.life} after the date signed" if page.known.life else ""


def _evidence(page: Page, zone: ZoneReading, method: Method) -> Evidence:
    if zone.live:
        method = Method.FORM_FIELD
    return Evidence(part=page.part, page=page.number, box=zone.box, text=zone.text, method=method)
