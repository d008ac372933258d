"""Judge each pair of patients once: among the requests on file many are of one and the same patient."""

from intake_daemon.matching.features import Person
from intake_daemon.matching.person import PersonJudgement, judge_people
from intake_daemon.matching.policy import MatchPolicy


class Once:
    """Judges patients under one policy and remembers the answers; made anew for every incoming request."""

    def __init__(self, policy: MatchPolicy) -> None:
        self._policy = policy
        self._answers: dict[tuple[Person, Person], PersonJudgement] = {}

    def judge(self, one: Person, other: Person) -> PersonJudgement:
        """What `judge_people` says."""
        answer = self._answers.get((one, other))
        if answer is None:
            answer = self._answers[one, other] = judge_people(one, other, self._policy)
        return answer
