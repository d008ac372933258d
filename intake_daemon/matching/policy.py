"""What an admin may set about matching, under the name by which the matcher knows it."""

from intake_daemon.model.matching import MatchPolicy, MatchTuning
from intake_daemon.model.weights import NameWeights, PatientWeights, RequestorWeights

__all__ = ["MatchPolicy", "MatchTuning", "NameWeights", "PatientWeights", "RequestorWeights"]
