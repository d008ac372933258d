"""Pages into requests: a form that begins again, or another patient, is another request."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from intake_daemon.model import PageSource
from parsers.fields.page import PageFacts
from parsers.normalise.text import words

_SAME_PERSON = 82  #: of 100, similarity of two names that are one person's, misread letters allowed


@dataclass
class Group:
    """Pages of one request, in order; covers before a request belong to it."""

    pages: list[PageFacts] = field(default_factory=list)

    @property
    def has_form(self) -> bool:
        """Whether a form begins in it."""
        return any(page.starts_form for page in self.pages)

    def patients(self) -> list[str]:
        """The patients' names its pages give."""
        return [name for page in self.pages if (name := page.patient())]


def split(pages: Sequence[PageFacts]) -> tuple[Group, ...]:
    """Group pages into requests; two patients are never in one group when both names were read."""
    groups: list[Group] = []
    waiting: list[PageFacts] = []
    for page in pages:
        if page.cover:
            waiting.append(page)
        elif not groups or _is_another(groups[-1], page):
            groups.append(Group([*waiting, page]))
            waiting = []
        else:
            groups[-1].pages += [*waiting, page]
            waiting = []
    if waiting:
        groups[-1:] = [Group([*groups[-1].pages, *waiting])] if groups else [Group(waiting)]
    return tuple(groups)


def _is_another(group: Group, page: PageFacts) -> bool:
    """Whether a page begins a request other than the group's."""
    name, known = page.patient(), group.patients()
    if page.starts_form and group.has_form:
        same = name is not None and any(same_person(name, other) for other in known)
        return not same or any(other.starts_form and _has_signature(other) for other in group.pages)
    if page.starts_form and name and known:
        return not any(same_person(name, other) for other in known)
    return False


def _has_signature(page: PageFacts) -> bool:
    """Whether a page has a place to sign; a letter with the patient's particulars in a table has none."""
    return any(claim.field == "authorization.signed" for claim in page.claims)


def same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's, written or read a little differently."""
    first, second = (" ".join(sorted(word for word in words(name) if len(word) > 1)) for name in (one, other))
    return fuzz.token_set_ratio(first, second) >= _SAME_PERSON or fuzz.ratio(first, second) >= _SAME_PERSON


def doubts(group: Group) -> tuple[str, ...]:
    """Reasons, in words, why a person must look at a group of pages."""
    names = group.patients()
    found = []
    if any(not same_person(names[0], name) for name in names[1:]):
        found.append("the pages name more than one patient")
    if sum(page.starts_form for page in group.pages) > 1:
        found.append("more than one form begins in these pages")
    return tuple(found)


def is_read_well(pages: Iterable[PageFacts], least: float) -> bool:
    """Whether every printed page was read with at least this confidence."""
    printed = [page.page for page in pages if page.page.source is PageSource.OCR and not page.page.blank]
    return all(page.confidence >= least for page in printed)
