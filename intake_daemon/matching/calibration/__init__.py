"""Refit weights and thresholds on labelled requests, and say honestly what that is worth.

In: rows of which a person has said which are about one patient and which ask the same. Out: the same
policy with other figures, and what it did on papers that were held back while it was fitted.
"""

from intake_daemon.matching.calibration.calibrate import Aims, Attempt, Calibration, calibrate
from intake_daemon.matching.calibration.labels import Labels, read_labels

__all__ = ["Aims", "Attempt", "Calibration", "Labels", "calibrate", "read_labels"]
