"""Reading `matching.yaml`: the thresholds and weights by which requests and patients are recognised."""

from intake_daemon.model.matching import MatchTuning
from rules.files.shapes import validated
from rules.files.sheet import Sheet
from rules.problems import RuleProblem

MATCHING = "matching.yaml"


def read_matching(sheet: Sheet | None) -> tuple[MatchTuning | None, tuple[RuleProblem, ...]]:
    """The tuning, or None and everything that is wrong with it; without a file, or in an empty one, as shipped."""
    if sheet is None or sheet.content is None:
        return MatchTuning(), ()
    return validated(MatchTuning, sheet.content, sheet, ())
