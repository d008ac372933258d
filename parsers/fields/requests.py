"""Pages into requests: a separator, a form that begins again, or another patient, begins another request."""

import itertools
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field

from intake_daemon.model import PageSource, State
from parsers.fields.known import outside_doubts
from parsers.fields.page import PageFacts
from parsers.fields.whose import (
    Whose,
    is_certainly_another,
    is_perhaps_another,
    is_surely_same,
    same_person,
    whose,
)

_OUT_OF_ORDER = "the pages may be out of order"


@dataclass
class Group:
    """Pages of one request, in order; covers before a request belong to it.

    Args:
        doubted: why the pages may belong elsewhere; empty when nothing speaks for that.
    """

    pages: list[PageFacts] = field(default_factory=list)
    doubted: str = ""

    @property
    def has_form(self) -> bool:
        """Whether a form begins in it."""
        return any(page.starts_form for page in self.pages)

    def patients(self) -> list[Whose]:
        """Whose pages they are, as far as they say."""
        found = [whose(page) for page in self.pages]
        return [each for each in found if each.name or each.born]


def split(pages: Sequence[PageFacts], parted: Container[int] = ()) -> tuple[Group, ...]:
    """Group pages into requests; two patients are never in one group when both were read well.

    Args:
        pages: in order, without separator sheets.
        parted: numbers of the pages before which a separator lay.
    """
    runs: list[list[PageFacts]] = [[]]
    for page in pages:
        if page.page.number in parted and runs[-1]:
            runs.append([])
        runs[-1].append(page)
    return tuple(group for run in runs for group in _in_order(_grouped(run)))


def _grouped(pages: Sequence[PageFacts]) -> list[Group]:
    """Group pages that no separator parts."""
    groups: list[Group] = []
    waiting: list[PageFacts] = []
    for page in pages:
        if page.cover or (groups and _is_strange(groups[-1], page)):
            waiting.append(page)
        elif not groups or _is_another(groups[-1], page):
            groups.append(Group([*waiting, page]))
            waiting = []
        else:
            groups[-1].pages += [*waiting, page]
            waiting = []
    if waiting:
        groups[-1:] = [Group([*groups[-1].pages, *waiting])] if groups else [Group(waiting)]
    return groups


def _is_another(group: Group, page: PageFacts) -> bool:
    """Whether a page begins a request other than the group's."""
    this, known = whose(page), group.patients()
    if page.starts_form and group.has_form:
        same = any(this.name and other.name and same_person(this.name, other.name) for other in known)
        return not same or any(other.starts_form and _has_signature(other) for other in group.pages)
    if page.starts_form and this.name and any(other.name for other in known):
        return not any(other.name and same_person(this.name, other.name) for other in known)
    # A later page of the same form may name a representative where this one names the patient, so a name alone,
    # without a title over it, is not enough: a birth date must differ.
    asks = page.starts_form or this.asked
    differs = any(is_certainly_another(this, other) for other in known)
    return asks and differs and not any(is_surely_same(this, other) for other in known)


def _is_strange(group: Group, page: PageFacts) -> bool:
    """Whether a page that is no form speaks of somebody else: the copy of a card that belongs to what follows."""
    if page.form or page.starts_form or page.page.source is PageSource.PLAIN:
        return False
    this, known = whose(page), group.patients()
    told = [other for other in known if other.sure]
    return this.born is not None and bool(told) and all(is_perhaps_another(this, other) for other in told)


def _in_order(groups: list[Group]) -> list[Group]:
    """Give a signature page that came before its form back to it, as when a fax was fed last page first."""
    for before, after in itertools.pairwise(groups):
        last = before.pages[-1]
        rest = before.pages[:-1]
        stray = _has_signature(last) and not whose(last).asked and not last.starts_form
        complete = any(_has_signature(page) for page in rest)
        if stray and complete and not any(_has_signature(page) for page in after.pages):
            before.pages, after.pages = rest, [last, *after.pages]
            before.doubted = after.doubted = _OUT_OF_ORDER
    return groups


def _has_signature(page: PageFacts) -> bool:
    """Whether a page has a place to sign; a letter with the patient's particulars in a table has none."""
    return any(claim.field == "authorization.signed" for claim in page.claims)


def doubts(group: Group) -> tuple[str, ...]:
    """Reasons, in words, why a person must look at a group of pages."""
    known = group.patients()
    names = [each.name for each in known if each.name]
    found = [group.doubted] if group.doubted else []
    if any(not same_person(names[0], name) for name in names[1:]):
        found.append("the pages name more than one patient")
    elif any(is_perhaps_another(known[0], other) for other in known[1:]):
        found.append("the pages give more than one birth date for the patient")
    if sum(page.starts_form for page in group.pages) > 1:
        found.append("more than one form begins in these pages")
    elif _begins_unnoticed(group):
        found.append("another form may begin in these pages")
    found += [doubt for page in group.pages if page.page.known for doubt in outside_doubts(page.page.known)]
    return tuple(found)


def _begins_unnoticed(group: Group) -> bool:
    """Whether a second page asks who the patient is, and nothing says that it is the same."""
    asking = [page for page in group.pages if page.starts_form or whose(page).asked]
    first = whose(asking[0]) if asking else None
    return first is not None and any(
        not is_surely_same(first, whose(page)) and _has_signature(page) and not _left_blank(page)
        for page in asking[1:]
    )


def _left_blank(page: PageFacts) -> bool:
    """Whether the places for the patient on a page are empty, as on the back of a form filled in on its front."""
    said = [claim for claim in page.claims if claim.field in ("patient.name", "patient.dob")]
    return all(claim.state is State.ABSENT for claim in said)


def is_read_well(pages: Iterable[PageFacts], least: float) -> bool:
    """Whether every printed page was read with at least this confidence."""
    printed = [page.page for page in pages if page.page.source is PageSource.OCR and not page.page.blank]
    return all(page.confidence >= least for page in printed)
