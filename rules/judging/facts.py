"""What is known of one case, in the form that rules ask for it."""

from collections.abc import Callable

from intake_daemon.model import Case, State
from rules.conditions.bindings import Bindings
from rules.conditions.expressions import Answer, Condition
from rules.conditions.standings import Standing
from rules.ruleset import Circumstances, Group, Plan, Rule, RuleSet


class Facts:
    """One case seen through one set of rules. Built once a judgement; the case itself is never edited."""

    def __init__(self, rules: RuleSet, case: Case) -> None:
        self.rules = rules
        self.case = case
        self.kind = rules.policy.kinds[case.kind]
        self.may_ask = self.kind.ask.holds(case.requestor_verified)
        self._names = Bindings(case, rules.policy)
        self._plan = rules.plan(Circumstances(case.kind, case.intent, case.intents, case.requestor_verified))
        self._answers: dict[str, Answer] = {}

    @property
    def authorization_needed(self) -> bool:
        """Whether a complete authorization is needed."""
        return bool(self._names["authorization_needed"])

    def standing(self, field: str) -> Standing:
        """How a field stands."""
        return self._names.standing(field)

    def state(self, field: str) -> State:
        """The state as read; what was not judged counts as unreadable to us."""
        given = self.case.fields.get(field)
        return given.state if given else State.UNREADABLE

    def ask(self, condition: Condition) -> Answer:
        """What a condition says of this case; many rules share a `when`, which is worked out once."""
        answer = self._answers.get(condition.text)
        if answer is None:
            answer = condition.ask(self._names, plainly=self.rules.plainly)
            self._answers[condition.text] = answer
        return answer

    def worth_weighing(self, of: Callable[[Plan], Group]) -> tuple[Rule, ...]:
        """The rules of a group that may have something to say of this case."""
        group = of(self._plan)
        return group.rules if self.rules.plainly else tuple(group.heard(self._names))
