"""Which papers are referrals, and what came with them."""

import re
from collections.abc import Sequence

from parsers.fields.page import PageFacts
from parsers.normalise.text import fold

_TITLE_LINES = 14
_MOST = 6000  #: signs of a page that are looked at
_TITLE = re.compile(
    r"\b(?:referral|consult(?:ation)?|interconsulta)\b[^\n]{0,30}\b(?:form|order|request|requisition|packet|sheet|letter)\b|"
    r"\b(?:form|order|request) for (?:referral|consult(?:ation)?)\b|^\W{0,4}(?:\w{1,14} ){0,4}referral\W{0,4}$|"
    r"\b(?:patient|physician|provider|specialist|specialty|outpatient|medical|new) referral\b|"
    r"\b(?:hoja|formulario|orden|solicitud|formato) de "
    r"(?:referid[oa]|referencia|remision|derivacion|interconsulta)\b|"
    r"^\W{0,4}(?:\w{1,14} ){0,2}(?:referido|remision|interconsulta)(?: \w{1,14}){0,2}\W{0,4}$",
    re.MULTILINE,
)
_WORD = re.compile(
    r"referr?al|consult|referi|referen|remisi|deriva"
)  #: in every title; most papers have none
_ASKS = re.compile(
    r"\breason for (?:the )?(?:referral|consult)|\breferring (?:provider|physician|practice|clinic|md|office|doctor)|"
    r"\brefer(?:red)?(?: patient)? to\b|\bicd|\bspecialty\b|\bdiagnosis\b|\bservice requested|"
    r"\bmotivo (?:de|del|de la) |"
    r"\b(?:medico|proveedor|clinica|consultorio) (?:que (?:refiere|remite)|referente|remitente)|"
    r"\bespecialidad\b|\bdiagnostico\b"
)
_RELEASE = re.compile(r"\b(?:release|disclosure|divulgacion|authori[sz]ation (?:for|to)|records request)\b")
_CAME_WITH = (
    (
        "notes",
        re.compile(
            r"\b(?:progress|office|clinic|visit|chart|consult(?:ation)?|encounter|soap)\s(?:visit )?notes?\b|"
            r"\bhistory (?:and|&) physical\b|\bh\s?&\s?p\b|\bdischarge summary\b|"
            r"\bnota de (?:progreso|evolucion|consulta)\b|"
            r"\bhistoria clinica\b|\bafter visit summary\b"
        ),
    ),
    (
        "labs",
        re.compile(
            r"\blab(?:oratory)? (?:results?|reports?)\b|\bresultados de laboratorio\b|\breference range\b|"
            r"\bspecimen\b.{0,40}\bcollected\b"
        ),
    ),
    (
        "imaging",
        re.compile(
            r"\b(?:radiology|imaging|mri|ct|x-?ray|ultrasound|echocardiogram) (?:report|findings)\b|"
            r"\bfindings:.{0,400}\bimpression:|\binforme (?:de imagen|radiologico)\b",
            re.DOTALL,
        ),
    ),
    ("medications", re.compile(r"\b(?:current )?medication list\b|\blista de medicamentos\b")),
    (
        "insurance_card",
        re.compile(
            r"\brx ?(?:bin|pcn|grp|group)\b|\bcopy of (?:the )?insurance card\b|\btarjeta del seguro\b"
        ),
    ),
    ("demographics", re.compile(r"\bface ?sheet\b|\bpatient demographics? sheet\b|\bhoja demografica\b")),
)


def is_referral_paper(text: str) -> bool:
    """Whether a page is a referral by its title and by what it asks; a release with the word in it is none."""
    top = _top(text)
    if not (_WORD.search(top) and _TITLE.search(top)) or _RELEASE.search(top):
        return False
    return _ASKS.search(fold(text[:_MOST])) is not None


def _top(text: str) -> str:
    """The first lines of a page, folded: where its title stands."""
    return fold("\n".join(text[:_MOST].split("\n", _TITLE_LINES)[:_TITLE_LINES]))


def came_with(pages: Sequence[PageFacts]) -> tuple[tuple[str, PageFacts], ...]:
    """What the pages of a referral that are none themselves hold, by their own titles, each with its page."""
    found = []
    for page in pages:
        top = _top(page.text)
        found += [(kind, page) for kind, pattern in _CAME_WITH if pattern.search(top)]
    return tuple(found)
