"""What a score is worth: of the pairs with so many bits, how many were one patient."""

from collections import Counter
from collections.abc import Iterable, Iterator

from intake_daemon.matching.calibration.bounds import falling, lower_bound, upper_bound
from intake_daemon.matching.calibration.trial import Trial
from intake_daemon.matching.person import Sameness, judge_people
from intake_daemon.matching.policy import MatchPolicy
from intake_daemon.model import Frozen

_WIDTH, _LOWEST, _HIGHEST = 4, 8, 40  #: bits


class ScoreBand(Frozen):
    """Pairs against which there is no objection, with about as many bits.

    Args:
        least: bits from here on.
        below: bits up to here; None for the highest band.
        pairs: how many.
        one: how many of them were one patient.
        share: measured probability that such a pair is one patient; it never falls with the bits.
        at_least: the share surely reached.
        at_most: the share surely not exceeded.
    """

    least: int | None
    below: int | None
    pairs: int
    one: int
    share: float
    at_least: float
    at_most: float


def bands(tried: Iterable[tuple[MatchPolicy, Trial]]) -> tuple[ScoreBand, ...]:
    """Count pairs by their bits, best first, each judged by a policy that was fitted without it."""
    pairs, one = Counter[int](), Counter[int]()
    for policy, trial in tried:
        for band, same in _unopposed(policy, trial):
            pairs[band] += 1
            one[band] += same
    seen = sorted(pairs, reverse=True)
    shares = falling([one[band] / pairs[band] for band in seen], [pairs[band] for band in seen])
    return tuple(_band(band, pairs[band], one[band], share) for band, share in zip(seen, shares, strict=True))


def _unopposed(policy: MatchPolicy, trial: Trial) -> Iterator[tuple[int, bool]]:
    """The band of every pair against which nothing is held, and whether it is one patient."""
    for arrival in trial.arrivals:
        for stored in arrival.candidates:
            whose = trial.persons.get(stored.id)
            if whose is None or arrival.row.person is None:
                continue
            judged = judge_people(arrival.incoming.normal.person, stored.normal.person, policy)
            if all(objection.limit is Sameness.SAME for objection in judged.objections):
                band = min(_HIGHEST, max(_LOWEST, int(judged.bits // _WIDTH * _WIDTH)))
                yield band, whose == arrival.row.person


def _band(least: int, pairs: int, one: int, share: float) -> ScoreBand:
    return ScoreBand(
        least=least if least > _LOWEST else None,
        below=least + _WIDTH if least < _HIGHEST else None,
        pairs=pairs,
        one=one,
        share=share,
        at_least=lower_bound(one, pairs) if one else 0.0,
        at_most=upper_bound(one, pairs),
    )
