"""Weights from counts: log2 of how often one patient's papers agree so, over how often two patients' do."""

import math
from collections.abc import Iterator

from annotated_types import Ge, Le

from intake_daemon.matching.calibration.bounds import falling
from intake_daemon.matching.calibration.tally import FIELDS, Ways
from intake_daemon.model import Frozen
from intake_daemon.model.weights import NameWeights, PatientWeights, Weights

FEWEST = 8  #: pairs that agree in one way; with fewer the weight stays
TRUST = 1.5  #: bits by which a weight as it stands may well be off (one standard deviation)


class Moved(Frozen):
    """One weight and what the labels make of it; `one` and `two` are the pairs that agree in this way."""

    field: str
    agreement: str
    before: float
    after: float
    one: int
    two: int

    @property
    def too_few(self) -> bool:
        """Whether there are not enough pairs to say anything."""
        return self.one + self.two < FEWEST


def refit(weights: PatientWeights, one: Ways, two: Ways) -> PatientWeights:
    """The weights as the counts have them, drawn towards what they were where the pairs are few."""
    changed = {name: _field(getattr(weights, name), _of(one, name), _of(two, name)) for name in FIELDS}
    return PatientWeights.model_validate(changed)


def moves(before: PatientWeights, after: PatientWeights, one: Ways, two: Ways) -> Iterator[Moved]:
    """Every weight beside its new value, in the order of the file."""
    for field in FIELDS:
        old: Weights = getattr(before, field)
        new = dict(getattr(after, field).ranked())
        seen, others = _ranked(old, _of(one, field)), _ranked(old, _of(two, field))
        for name, value in old.ranked():
            yield Moved(
                field=field,
                agreement=name,
                before=value,
                after=new[name],
                one=seen.get(name, 0),
                two=others.get(name, 0),
            )


def _of(ways: Ways, field: str) -> dict[str, int]:
    return {agreement: count for (name, agreement), count in ways.items() if name == field}


def _field(weights: Weights, one: dict[str, int], two: dict[str, int]) -> Weights:
    same, other = _ranked(weights, one), _ranked(weights, two)
    of_one, of_two = sum(same.values()), sum(other.values())
    values, trusts = [], []
    for name, before in weights.ranked():
        value, trust = _drawn(before, (same.get(name, 0), of_one), (other.get(name, 0), of_two))
        values.append(value)
        trusts.append(trust)
    names = [name for name, _ in weights.ranked()]
    fitted = dict(zip(names, falling(values, trusts), strict=True))
    changed = {name: _within(weights, name, fitted[name]) for name in names}
    return type(weights).model_validate(weights.model_dump() | changed)


def _ranked(weights: Weights, counts: dict[str, int]) -> dict[str, int]:
    """Counts by the agreements that have a weight of their own; the others count as the next weaker one."""
    own = {name for name, _ in weights.ranked()} | {"exact"}
    found: dict[str, int] = {}
    carried = 0
    for name in weights.ranks[1:]:
        carried += counts.get(name, 0)
        if name in own:
            found[name], carried = carried, 0
    return found


def _drawn(before: float, one: tuple[int, int], two: tuple[int, int]) -> tuple[float, float]:
    """The weight between what was measured and what it was, and how far it is to be trusted.

    Both are taken for normally distributed. A count of nothing gives a limit only: it moves the weight when
    that lies beyond the limit.
    """
    (seen, of_one), (others, of_two) = one, two
    if seen + others < FEWEST:
        return before, 1 / TRUST**2
    measured = math.log2((seen + 0.5) / (of_one + 1)) - math.log2((others + 0.5) / (of_two + 1))
    if (others == 0 and measured < before) or (seen == 0 and measured > before):
        return before, 1 / TRUST**2
    precision = math.log(2) ** 2 / (1 / (seen + 0.5) + 1 / (others + 0.5))
    trust = precision + 1 / TRUST**2
    return (measured * precision + before / TRUST**2) / trust, trust


def _within(weights: Weights, name: str, value: float) -> float:
    low, high = -math.inf, math.inf
    for limit in type(weights).model_fields[name].metadata:
        low = float(str(limit.ge)) if isinstance(limit, Ge) else low
        high = float(str(limit.le)) if isinstance(limit, Le) else high
    if isinstance(weights, NameWeights):
        high = min(high, weights.rare)
    return round(min(high, max(low, value)), 1)
