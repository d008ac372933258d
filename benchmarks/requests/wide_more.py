"""More new requests for a known patient: by somebody nearly the same, or for nearly the same days."""

from dataclasses import replace
from datetime import timedelta

from benchmarks.requests.askers import LIKE_KINDS, from_home
from benchmarks.requests.dates import years_later
from benchmarks.requests.more import draw_new
from benchmarks.requests.requestors import mailbox
from benchmarks.requests.scene import Case, Drawn, Scene, Stored
from benchmarks.requests.truth import Asked


def _new(scene: Scene, stored: Stored, asked: Asked, *, doubtful: bool = False) -> Drawn:
    drawn = draw_new(scene, asked, scene.after(stored, scene.chance.randint(2, 65)))
    return replace(drawn, doubtful=doubtful)


def other_firm_same_service(scene: Scene, stored: Stored) -> Drawn | None:
    """Another firm asks through the same copy service: phone and fax are the service's, the names are not."""
    service = stored.asked.requestor
    if service.kind != "copy":
        return None
    firm = scene.other_firm(stored.asked.person)
    if firm.kind not in ("law", "insurer"):
        return None
    requestor = replace(firm, phone=service.phone, fax=service.fax)
    return _new(scene, stored, replace(stored.asked, requestor=requestor))


def look_alike_provider(scene: Scene, stored: Stored) -> Drawn | None:
    """A provider whose name begins alike asks, for the same days and records."""
    firm = stored.asked.requestor
    if firm.kind != "provider":
        return None
    name = f"{(firm.organization or '').split()[0]} {scene.chance.choice(LIKE_KINDS)}"
    if name == firm.organization:
        return None
    requestor = replace(scene.other_firm(stored.asked.person), organization=name, email=mailbox(name))
    return _new(scene, stored, replace(stored.asked, requestor=requestor))


def patient_asks_too(scene: Scene, stored: Stored) -> Drawn | None:
    """The patient, or a child's parent, asks for what a firm has asked for."""
    if stored.asked.requestor.organization is None:
        return None
    return _new(scene, stored, replace(stored.asked, requestor=from_home(scene, stored.asked.person)))


def open_ended_now(scene: Scene, stored: Stored) -> Drawn | None:
    """From the same day on, without an end: more than was asked for."""
    if stored.asked.end is None:
        return None
    return _new(scene, stored, replace(stored.asked, end=None), doubtful=True)


def a_year_on(scene: Scene, stored: Stored) -> Drawn | None:
    """The same days of another year."""
    start, end = stored.asked.start, stored.asked.end
    if start is None or end is None:
        return None
    years = scene.chance.choice((-2, -1, 1, 2))
    moved = replace(stored.asked, start=years_later(start, years), end=years_later(end, years))
    return _new(scene, stored, moved)


def fewer_days(scene: Scene, stored: Stored) -> Drawn | None:
    """Part of the days asked for before."""
    start, end = stored.asked.start, stored.asked.end
    if start is None or end is None or (end - start).days < 90:
        return None
    half = start + timedelta(days=(end - start).days // 2)
    return _new(scene, stored, replace(stored.asked, start=half), doubtful=True)


def more_types(scene: Scene, stored: Stored) -> Drawn:
    """What was asked for, and other records beside."""
    kinds = stored.asked.record_types
    more = tuple(sorted((*kinds, *scene.record_types(kinds))))
    return _new(scene, stored, replace(stored.asked, record_types=more), doubtful=True)


CASES: dict[str, tuple[Case, int]] = {
    "other_firm_same_service": (other_firm_same_service, 24),
    "look_alike_provider": (look_alike_provider, 20),
    "patient_asks_too": (patient_asks_too, 16),
    "open_ended_now": (open_ended_now, 8),
    "a_year_on": (a_year_on, 16),
    "fewer_days": (fewer_days, 8),
    "more_types": (more_types, 8),
}
