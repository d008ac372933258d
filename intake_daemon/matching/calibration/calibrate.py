"""Fit a policy to labelled requests and try it on those that were held back."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from intake_daemon.matching.calibration.bounds import needed_for, upper_bound
from intake_daemon.matching.calibration.labels import FOLDS, Labels
from intake_daemon.matching.calibration.refit import Moved, moves, refit
from intake_daemon.matching.calibration.scores import ScoreBand, bands
from intake_daemon.matching.calibration.tally import STRANGERS, Tally, tally
from intake_daemon.matching.calibration.trial import Figures, Trial, total
from intake_daemon.matching.policy import MatchPolicy
from intake_daemon.model import Frozen

_STEPS = 10  #: bits by which a threshold is moved at most
_PATIENCE = 4  #: bits further without any gain

Tried = list[tuple[MatchPolicy, Trial]]


class Aims(Frozen):
    """What is allowed.

    Args:
        risk: the share of arrivals that may be joined wrongly, 0.0-1.0; a threshold goes down only where the
            labels bound it so far.
        reviews: the share of arrivals that people can look at, 0.0-1.0.
    """

    risk: float = 0.001
    reviews: float = 0.04


class Attempt(Frozen):
    """One way of fitting and what came of it.

    Args:
        weights: the weights were fitted too, not the thresholds alone.
        policy: fitted to all arrivals.
        held_back: what policies fitted without them do with the arrivals of each part of the patients.
    """

    weights: bool
    policy: MatchPolicy
    held_back: Figures


class Calibration(Frozen):
    """What came out.

    Args:
        before: the policy as it was.
        as_it_is: what it does with the labelled arrivals.
        attempts: what was tried.
        chosen: the attempt that does better than `before` with papers held back; None when neither does.
        moved: every weight with its counts, and what fitting makes of it.
        bands: what a score was worth on papers held back.
        mistakes: ids of arrivals that are joined wrongly as it is.
        needed: how many arrivals that are no duplicate it takes before a threshold may go down.
    """

    before: MatchPolicy
    as_it_is: Figures
    attempts: tuple[Attempt, ...]
    chosen: Attempt | None
    moved: tuple[Moved, ...]
    bands: tuple[ScoreBand, ...]
    mistakes: tuple[str, ...]
    needed: int


@dataclass(frozen=True)
class _Fit:
    """A way of fitting: with the weights fitted too, or with the thresholds alone."""

    policy: MatchPolicy
    counts: Tally
    trial: Trial
    aims: Aims
    weights: bool

    def on(self, fold: int | None) -> MatchPolicy:
        """Fitted on all patients but one part; None for all."""
        policy = self.policy
        if self.weights:
            one, two = self.counts.without(fold)
            policy = policy.model_copy(update={"patient": refit(policy.patient, one, two)})
        return _thresholds(policy, self.trial if fold is None else self.trial.rest(fold), self.aims)

    def attempt(self) -> tuple[Attempt, Tried]:
        """For every part of the patients a policy fitted without it, tried on it."""
        folds = [(self.on(fold), self.trial.held_out(fold)) for fold in range(FOLDS)]
        held_back = total(part.judge(policy) for policy, part in folds)
        return Attempt(weights=self.weights, policy=self.on(None), held_back=held_back), folds


def calibrate(
    labels: Labels, policy: MatchPolicy, aims: Aims | None = None, *, strangers: int = STRANGERS
) -> Calibration:
    """Fit thresholds, and weights with them; nothing is chosen unless it does better on papers held back.

    Args:
        labels: requests and the truth about them.
        policy: the figures as they are.
        aims: what is allowed; None for the usual.
        strangers: pairs of two patients that are drawn by lot, to count how they agree.
    """
    aims = aims or Aims()
    trial, counts = Trial.of(labels), tally(labels, strangers)
    as_it_is = trial.judge(policy)
    tried: Tried = [(policy, trial)]
    attempts: list[Attempt] = []
    chosen = None
    for fit in (_Fit(policy, counts, trial, aims, weights) for weights in (False, True)):
        attempt, folds = fit.attempt()
        attempts.append(attempt)
        if attempt.held_back.worth > (chosen.held_back if chosen else as_it_is).worth:
            chosen, tried = attempt, folds
    return Calibration(
        before=policy,
        as_it_is=as_it_is,
        attempts=tuple(attempts),
        chosen=chosen,
        moved=tuple(moves(policy.patient, attempts[-1].policy.patient, *counts.without(None))),
        bands=bands(tried),
        mistakes=trial.mistakes(policy),
        needed=needed_for(aims.risk),
    )


def _thresholds(policy: MatchPolicy, trial: Trial, aims: Aims) -> MatchPolicy:
    figures = trial.judge(policy)
    if figures.wrong:
        policy, figures = _raised(policy, trial, figures)
    elif upper_bound(0, figures.others) <= aims.risk:
        policy, figures = _lowered(policy, trial, figures)
    return _more_found(policy, trial, figures, aims)


def _raised(policy: MatchPolicy, trial: Trial, figures: Figures) -> tuple[MatchPolicy, Figures]:
    """The lowest threshold with the fewest wrong joins; as it was where more evidence does not help."""
    best = policy, figures
    for stricter in _steps(policy, "same_bits", 1.0):
        counted = trial.judge(stricter)
        if counted.wrong < best[1].wrong:
            best = stricter, counted
        if not counted.wrong:
            break
    return best


def _lowered(policy: MatchPolicy, trial: Trial, figures: Figures) -> tuple[MatchPolicy, Figures]:
    """The threshold with the most done, as long as nothing is joined wrongly."""
    best = policy, figures
    for looser in _steps(policy, "same_bits", -1.0):
        counted = trial.judge(looser)
        if counted.wrong or best[0].same_bits - looser.same_bits > _PATIENCE:
            break
        best = (looser, counted) if counted.worth > best[1].worth else best
    return best


def _more_found(policy: MatchPolicy, trial: Trial, figures: Figures, aims: Aims) -> MatchPolicy:
    """Show more to people, as long as it finds duplicates that would be missed and they can look at it all."""
    best = policy, figures
    for looser in _steps(policy, "doubt_bits", -1.0):
        if best[1].found == figures.duplicates or best[0].doubt_bits - looser.doubt_bits > _PATIENCE:
            break
        counted = trial.judge(looser)
        if counted.wrong > figures.wrong or counted.review_share > aims.reviews:
            break
        best = (looser, counted) if counted.found > best[1].found else best
    return best[0]


def _steps(policy: MatchPolicy, threshold: str, by: float) -> Iterator[MatchPolicy]:
    """The policy with one threshold moved further and further, as far as a policy may go."""
    given = {name: getattr(policy, name) for name in MatchPolicy.model_fields}
    for step in range(1, _STEPS + 1):
        try:
            yield MatchPolicy.model_validate(given | {threshold: given[threshold] + step * by})
        except ValidationError:
            return
