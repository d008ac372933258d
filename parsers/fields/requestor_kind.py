"""Who asks: patient, representative, provider, attorney, insurer, employer, government or copy service."""

import re
from dataclasses import dataclass
from functools import cache

from parsers.lexicon import mapping, strings
from parsers.normalise.text import fold

_OWN = re.compile(
    r"\b(?:my|mis?) (?!client|insured|patient|member|employee|office|firm|cliente|"
    r"asegurad)(?:[a-z'-]{1,12} ){0,3}?(?:records?|chart|file|results?|bloodwork|labs|notes?|summary|"
    r"x-?rays?|mri|images|"
    r"expediente|historial|registros|resultados|historia clinica|notas|radiografias)\b|\b(?:everything|"
    r"all) (?:you|u) have on me\b|"
    r"\bi (?:was (?:a patient|seen|treated|admitted|born)|had an?)\b|\bas the patient\b|\bfui paciente\b|"
    r"\bnaci el\b"
)
_OF_MINE = re.compile(
    r"\b(?:records?|notes|reports?|results?|images|chart) (?:of|from|for) my (?!client|insured|patient|member|"
    r"employee)"
)
_FOR_FAMILY = re.compile(
    r"\b(?:my|mi) (?:[a-z]{1,8} )?(?:son|daughter|child|mother|father|mom|dad|husband|wife|spouse|grandmother|"
    r"grandfather|"
    r"brother|sister|hij[oa]|madre|padre|mama|papa|espos[oa]|abuel[oa])(?:'s)?\b|\b(?:executor|executrix|"
    r"legal guardian|"
    r"power of attorney|personal representative|albacea|tutor legal)\b"
)


@dataclass(frozen=True)
class RequestorKind:
    """A kind of requestor; `clear` when nothing points elsewhere. `None` when nothing tells."""

    kind: str | None
    clear: bool = False


@cache
def _known() -> dict[str, tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]]:
    known = {}
    for kind, groups in mapping("requestors").items():
        if not isinstance(groups, dict):
            raise TypeError(f"parsers/lexicon/requestors.yaml: {kind} needs `name` and `text`")
        name, text = (
            tuple(re.compile(pattern) for pattern in strings(groups[part])) for part in ("name", "text")
        )
        known[kind] = (name, text)
    return known


def requestor_kind(text: str, *names: str) -> RequestorKind:
    """Say who asks.

    Args:
        text: the letter or mail.
        names: the sender's name, organization and address, where known.
    """
    folded, sender = fold(text[:20_000]), fold(" | ".join(names))
    by_name = [kind for kind, (name, _) in _known().items() if any(p.search(sender) for p in name)]
    by_text = [kind for kind, (_, said) in _known().items() if any(p.search(folded) for p in said)]
    both = [kind for kind in by_text if kind in by_name]
    if both:
        return RequestorKind(both[0], clear=len(by_text) == 1)
    if by_text and not _is_own(folded):
        return RequestorKind(by_text[0], clear=len(by_text) == 1 and not by_name)
    if _is_own(folded) and not (by_text and by_name):
        family = _FOR_FAMILY.search(folded) is not None
        return RequestorKind("representative" if family else "patient", clear=not (by_name or by_text))
    return RequestorKind(by_name[0] if by_name else None)


def asks_for_own(text: str) -> bool:
    """Whether somebody asks for records of their own."""
    folded = fold(text[:20_000])
    own = _OWN.search(folded) or _OF_MINE.search(folded)
    return own is not None and not _FOR_FAMILY.search(folded)


def _is_own(folded: str) -> bool:
    return bool(_OWN.search(folded) or _OF_MINE.search(folded) or _FOR_FAMILY.search(folded))
