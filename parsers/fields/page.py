"""Everything one page says by itself: its sheet, its place in a file, and its claims."""

import re
from dataclasses import dataclass, replace
from datetime import date

from intake_daemon.model import KnownPage, Page, PageSource, State
from parsers.fields.claim import Claim
from parsers.fields.expiry import written_claims
from parsers.fields.header import cover_claims, header_claims, is_cover, is_header_row
from parsers.fields.introduced import introduced_claims
from parsers.fields.known import known_claims
from parsers.fields.labelled import claims_of
from parsers.fields.labels import Label, find_labels
from parsers.fields.misread import without_misread
from parsers.fields.named import with_named
from parsers.fields.overwritten import overwritten_signatures
from parsers.fields.pairs import fill, is_typed, names_given
from parsers.fields.parted_date import parted_claims
from parsers.fields.plain import plain_claims
from parsers.fields.printed_expiry import without_lives
from parsers.fields.prose import prose_claims
from parsers.fields.purposes import stated_purposes, with_purposes
from parsers.fields.scope import scope_claims
from parsers.fields.sections import (
    Heading,
    assign_sections,
    find_headings,
    is_letterhead,
    row_ticked_away,
    ticked_away,
    without_swallowed,
)
from parsers.fields.sheet import Sheet, prepare
from parsers.fields.signature import signature_claims
from parsers.fields.slots import Places
from parsers.fields.statements import statement_claims
from parsers.fields.strangers import with_strangers
from parsers.fields.ticks import find_options, initialled_claims, option_claims, without_ticked_questions
from parsers.fields.written import is_written_behind, without_stray_x, without_written
from parsers.normalise.text import fold

_TITLE = re.compile(
    r"\b(?:authorization|autorizacion|request for|patient request|release of|solicitud|consent (?:to|"
    r"for)|permission to|divulgacion|disclosure of)\b"
)
_LATER_PAGE = re.compile(r"\bpag(?:e|ina)\s{0,2}([2-9])\s{0,2}(?:of|de|/)\s{0,2}[2-9]\b")
_CHECK = re.compile(r"\b(?:check|tick|circle|mark|marque|elija)\b", re.IGNORECASE)
_TITLE_ROWS = 14
_OF_LETTERHEADS = frozenset({"phone", "fax", "email", "address", "phone_fax", "fax_phone"})


@dataclass(frozen=True)
class PageFacts:
    """One page understood by itself.

    Args:
        page: the page as read.
        text: its new text, rows top to bottom.
        claims: what it says about fields.
        starts_form: whether a form begins here: a title and a place for the patient.
        cover: whether it is a fax cover sheet.
        form: whether it has the labels of a form.
    """

    page: Page
    text: str
    claims: tuple[Claim, ...]
    starts_form: bool
    cover: bool
    form: bool

    def patient(self) -> str | None:
        """The patient's name as this page gives it."""
        names = [c for c in self.claims if c.field == "patient.name" and c.state is State.PRESENT]
        best = max(names, key=lambda claim: claim.confidence, default=None)
        return str(best.value) if best else None


def page_facts(page: Page, today: date, new_text: str | None = None) -> PageFacts:
    """Understand one page.

    Args:
        page: the page.
        today: the day of receipt.
        new_text: for a mail's body, its text without what it quotes; None: all of it counts.
    """
    if page.source is PageSource.PLAIN:
        text = page.text() if new_text is None else new_text
        claims = (*plain_claims(page, text, today), *prose_claims(page, text, today))
        return PageFacts(page, text, claims, starts_form=False, cover=False, form=False)
    if page.known is not None:
        return _known(page, page.known, today)
    sheet = prepare(page)
    text = "\n".join(line for line in sheet.text().split("\n") if not is_header_row(line))
    if is_cover(text):
        claims = (*header_claims(sheet), *cover_claims(sheet))
        return PageFacts(page, text, claims, starts_form=False, cover=True, form=False)
    return _printed(sheet, text, today)


def _known(page: Page, known: KnownPage, today: date) -> PageFacts:
    """A page of a known form: its places have been read, and nothing has to be looked for."""
    sheet = prepare(page)
    text = "\n".join(line for line in sheet.text().split("\n") if not is_header_row(line))
    claims = (*header_claims(sheet), *known_claims(page, known, today))
    return PageFacts(page, text, claims, starts_form=known.title, cover=False, form=True)


def _printed(sheet: Sheet, text: str, today: date) -> PageFacts:
    places, headings = laid_out(sheet)
    options = with_purposes(sheet, find_options(sheet, headings), headings, places.labels)
    whose = with_strangers(sheet, places.labels, headings)
    filled = with_named(fill(places, today), places, whose, today)
    sheet = places.sheet = replace(sheet, typed=is_typed(filled))
    claims = [
        *header_claims(sheet),
        *without_ticked_questions(claims_of(places, filled), options),
        *introduced_claims(places),
        *scope_claims(places, today),
        *signature_claims(places, names_given(filled), today),
        *option_claims(sheet, options, places.labels),
        *initialled_claims(sheet, headings),
        *statement_claims(sheet),
    ]
    claims = _without_signing_date(claims)
    if not any(_is_expiry(claim) and claim.value for claim in claims):
        claims = _without_signing_date([*claims, *written_claims(places, today)])
    if not any(claim.field == "authorization.purpose" and claim.value for claim in claims):
        claims += stated_purposes(sheet)
    form = len(places.labels) >= 5
    if not form:
        claims += prose_claims(sheet.page, text, today)
    if parted := list(parted_claims(places, today)):
        claims = [claim for claim in claims if not _is_expiry(claim)] + parted
    return PageFacts(
        sheet.page, text, tuple(claims), _starts(sheet, text, places.labels), cover=False, form=form
    )


def laid_out(sheet: Sheet) -> tuple[Places, tuple[Heading, ...]]:
    """The labels of a sheet, where what they ask for may stand, and the headings above them."""
    found = without_stray_x(sheet, without_swallowed(sheet, find_labels(sheet)))
    found = without_lives(sheet, without_misread(sheet, without_written(sheet, found)))
    first = min((label.place[1] for label in found if _identifies(label)), default=sheet.page.height)
    found = tuple(label for label in found if not _declined(sheet, label, first))
    found += overwritten_signatures(sheet, found)
    headings = tuple(h for h in find_headings(sheet, found) if not is_written_behind(sheet, found, h.place))
    whose = with_strangers(sheet, found, headings)
    return Places(sheet, assign_sections(found, whose), [heading.place for heading in headings]), headings


def _is_expiry(claim: Claim) -> bool:
    return claim.field.startswith("authorization.expires")


def _without_signing_date(claims: list[Claim]) -> list[Claim]:
    """The claims without an expiration that is the very date of the signature."""
    dates = {
        item.box for claim in claims if claim.field == "authorization.signed_on" for item in claim.evidence
    }
    return [
        claim
        for claim in claims
        if not (_is_expiry(claim) and claim.value and any(item.box in dates for item in claim.evidence))
    ]


def _identifies(label: Label) -> bool:
    return label.meaning.what == "dob" or (label.meaning.what == "name" and label.meaning.role == "patient")


def _declined(sheet: Sheet, label: Label, first: float) -> bool:
    """Whether a label asks for nothing: a letterhead's, or an alternative that was not ticked.

    Args:
        sheet: the page.
        label: a label on it.
        first: where the questions about the patient begin; inches from the top.
    """
    above = label.place[1] < first - 0.1 or label.place[1] > 1.0
    if (
        label.meaning.what in _OF_LETTERHEADS
        and not label.meaning.role
        and above
        and is_letterhead(sheet, label)
    ):
        return True
    if label.meaning.what in _OF_LETTERHEADS and row_ticked_away(sheet, label.place):
        return True
    if label.meaning.what == "party" and _CHECK.search(label.remark):
        return True  # "Hospital (check all that apply):" heads a list of papers
    return label.meaning.what == "party" and ticked_away(sheet, label.place)


def _starts(sheet: Sheet, text: str, labels: tuple[Label, ...]) -> bool:
    top = fold("\n".join(text.split("\n")[:_TITLE_ROWS]))
    if _LATER_PAGE.search(fold(text)):
        return False
    whole = {
        label.meaning.what
        for label in labels
        if label.meaning.role in ("patient", "") and label.section in ("patient", "")
    }
    patient = any(label.meaning.what == "name" and label.role in ("patient", "") for label in labels)
    return bool(_TITLE.search(top)) and patient and bool(whole & {"dob", "ssn", "mrn", "address", "phone"})
