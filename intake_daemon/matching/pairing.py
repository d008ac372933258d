"""An incoming request beside one on file: whether the patients are one, and whether they ask the same."""

from dataclasses import dataclass

from intake_daemon.matching.features import Features
from intake_daemon.matching.filed import Filed, filed
from intake_daemon.matching.objections import Sameness
from intake_daemon.matching.once import Once
from intake_daemon.matching.person import PersonJudgement
from intake_daemon.matching.policy import MatchPolicy
from intake_daemon.matching.record import Record
from intake_daemon.matching.request import RequestJudgement, judge_requests
from intake_daemon.model import Outcome

_CLOSENESS = (Outcome.NEW, Outcome.REVIEW, Outcome.DUPLICATE)


@dataclass(frozen=True, slots=True)
class Pairing:
    """An incoming record beside one on file, judged.

    Args:
        incoming: the record that came in.
        stored: the record on file.
        policy: what both were judged by.
        person: whether the patients are one.
        asked: whether they ask the same; None when that was not looked at, since the patients are two.
        outcome: the answer about this pair alone.
        sameness: whether the patients are one, the request taken into account.
        kin: why other requests of the patient on file changed `sameness`; empty when they did not.
    """

    incoming: Features
    stored: Filed
    policy: MatchPolicy
    person: PersonJudgement
    asked: RequestJudgement | None
    outcome: Outcome
    sameness: Sameness
    kin: str = ""

    @property
    def request(self) -> RequestJudgement:
        """Whether they ask the same."""
        return self.asked or judge_requests(self.incoming, self.stored.normal, self.policy.requestor)

    @property
    def denied(self) -> bool:
        """Whether something says for sure that the patients are two, and not only that little is known."""
        return any(found.firm or found.limit is Sameness.DIFFERENT for found in self.person.objections)

    @property
    def by_itself(self) -> bool:
        """Whether the patients are one even if the requests were not the same."""
        return self.person.sameness is Sameness.SAME

    @property
    def rank(self) -> tuple[int, float, float, str]:
        """Orders pairings, best first when sorted downward; the earliest request wins among equals."""
        moment = self.stored.received_at
        return (
            _CLOSENESS.index(self.outcome),
            self.person.bits,
            -moment.timestamp() if moment else 0.0,
            self.stored.id,
        )


def pair(
    incoming: Features, stored: Record | Filed, policy: MatchPolicy, people: Once | None = None
) -> Pairing:
    """Judge one pair of requests; `people` remembers the patients that were judged before."""
    known = filed(stored)
    person = (people or Once(policy)).judge(incoming.person, known.normal.person)
    if person.sameness is Sameness.DIFFERENT:  # as most are, and then what they ask says nothing more
        return Pairing(incoming, known, policy, person, None, Outcome.NEW, Sameness.DIFFERENT)
    request = judge_requests(incoming, known.normal, policy.requestor)
    sameness = _with_request(person, request, policy)
    return Pairing(incoming, known, policy, person, request, outcome_of(sameness, request), sameness)


def _with_request(person: PersonJudgement, request: RequestJudgement, policy: MatchPolicy) -> Sameness:
    """The very same request makes a likely patient certain, if nothing at all speaks against."""
    likely = person.sameness is Sameness.UNSURE and not person.contradicted
    enough = (
        person.individual >= policy.individual_bits and person.bits + policy.request_lift >= policy.same_bits
    )
    return Sameness.SAME if likely and enough and request.identical else person.sameness


def outcome_of(sameness: Sameness, request: RequestJudgement) -> Outcome:
    """Say what one pair is to each other, given whether the patients are one."""
    if sameness is Sameness.DIFFERENT or not request.may_be_same:
        return Outcome.NEW
    again = request.identical or request.identical_undated
    if sameness is Sameness.SAME and again:
        return Outcome.DUPLICATE
    return Outcome.REVIEW
