"""From claims to one value a field: agreement raises, contradiction is shown, an empty place is absence."""

from collections.abc import Iterable
from dataclasses import replace

from intake_daemon.model import Alternative, Evidence, FieldValue, State, Value
from parsers.fields.claim import Claim
from parsers.normalise.text import key, words

_SURE = 0.6  #: a claim below this contradicts nobody
_MUCH = 0.3  #: a lead in confidence that settles a contradiction
_MOST = 0.985
_EVIDENCE = 6
_LISTS = frozenset({"scope.record_types", "scope.sensitive", "patient.other_names"})


def merge(claims: Iterable[Claim]) -> dict[str, FieldValue]:
    """The fields that claims about one request make together."""
    by_field: dict[str, list[Claim]] = {}
    for claim in claims:
        by_field.setdefault(claim.field, []).append(claim)
    return {field: merge_one(field, said) for field, said in by_field.items()}


def merge_one(field: str, claims: list[Claim]) -> FieldValue:
    """One field from everything said about it."""
    present = [claim for claim in claims if claim.state is State.PRESENT]
    strong = [claim for claim in present if not claim.weak] or present
    if not strong:
        return _without_value(claims)
    if not any(not claim.weak for claim in present) and any(c.state is State.UNREADABLE for c in claims):
        strong = [replace(claim, confidence=min(claim.confidence, 0.85)) for claim in strong]
    if field in _LISTS:
        return _listed(strong)
    groups = _grouped(field, strong)
    best = groups[0]
    rivals = [group for group in groups[1:] if group[0].confidence >= _SURE]
    doubtful = [claim for claim in present if claim.weak and not same(field, claim.value, best[0].value)]
    alternatives = tuple(_alternative(group[0]) for group in groups[1:])
    if rivals and best[0].confidence - rivals[0][0].confidence < _MUCH:
        everything = tuple(item for group in groups for item in group[0].evidence)[:_EVIDENCE]
        options = (_alternative(best[0]), *alternatives)
        return FieldValue(
            value=None, state=State.CONFLICTING, confidence=0.9, evidence=everything, alternatives=options
        )
    agreeing = [claim for claim in present if claim.weak and _confirms(field, claim, best[0])]
    confidence = _agreed([*best, *agreeing]) * (0.9 if rivals else 1.0)
    if doubtful and max(claim.confidence for claim in doubtful) >= 0.8:
        confidence = min(confidence, 0.85)
    return _value(best, confidence, alternatives)


def _confirms(field: str, other: Claim, best: Claim) -> bool:
    """Whether another page says the same; the same page read twice over confirms nothing."""
    pages = {item.page for item in best.evidence}
    apart = pages.isdisjoint(item.page for item in other.evidence)
    return apart and best is not other and same(field, other.value, best.value)


def _value(claims: list[Claim], confidence: float, alternatives: tuple[Alternative, ...]) -> FieldValue:
    known = tuple(dict.fromkeys(item for claim in claims for item in claim.evidence))[:_EVIDENCE]
    return FieldValue(
        value=claims[0].value,
        state=State.PRESENT,
        confidence=round(confidence, 3),
        evidence=known,
        alternatives=alternatives,
    )


def _listed(claims: list[Claim]) -> FieldValue:
    values: dict[str, None] = {}
    for claim in claims:
        if isinstance(claim.value, tuple):
            values.update(dict.fromkeys(str(item) for item in claim.value))
    known: tuple[Evidence, ...] = tuple(item for claim in claims for item in claim.evidence)[:_EVIDENCE]
    confidence = min(claim.confidence for claim in claims)
    return FieldValue(value=tuple(values), state=State.PRESENT, confidence=confidence, evidence=known)


def _without_value(claims: list[Claim]) -> FieldValue:
    unclear = [claim for claim in claims if claim.state is State.UNREADABLE]
    chosen = max(unclear or claims, key=lambda claim: claim.confidence)
    known = tuple(item for claim in (unclear or claims) for item in claim.evidence)[:_EVIDENCE]
    return FieldValue(value=None, state=chosen.state, confidence=round(chosen.confidence, 3), evidence=known)


def _grouped(field: str, claims: list[Claim]) -> list[list[Claim]]:
    """Claims of the same value together, the group that is surest first."""
    groups: list[list[Claim]] = []
    for claim in sorted(claims, key=lambda each: -each.confidence):
        home = next((group for group in groups if same(field, group[0].value, claim.value)), None)
        if home is None:
            groups.append([claim])
        else:
            home.append(claim)
    return sorted(groups, key=lambda group: -_agreed(group))


def _agreed(claims: list[Claim]) -> float:
    """The confidence of a value that several places give: two mistakes seldom agree."""
    doubt = 1.0
    places: set[tuple[int, tuple[float, float, float, float]]] = set()
    for claim in claims:
        spot = {(item.page, item.box) for item in claim.evidence}
        if spot and spot <= places:
            continue
        doubt *= (1.0 - claim.confidence) if not places else max(0.35, 1.0 - claim.confidence)
        places |= spot
    return min(_MOST, max(1.0 - doubt, claims[0].confidence))


def same(field: str, one: Value | None, other: Value | None) -> bool:
    """Whether two values of a field mean the same: names without middle initials, the rest sign for sign."""
    if isinstance(one, str) and isinstance(other, str):
        if field.endswith(".name"):
            return _long(one) == _long(other)
        return one == other or key(one) == key(other) != ""
    return one == other


def _long(name: str) -> list[str]:
    return sorted(word for word in words(name) if len(word) > 1)


def _alternative(claim: Claim) -> Alternative:
    return Alternative(value=claim.value if claim.value is not None else "", confidence=claim.confidence)
