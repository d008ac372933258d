"""What `policy.yaml` has and nothing uses."""

from collections.abc import Iterable, Iterator

from rules.files.sheet import Sheet
from rules.files.told import told
from rules.policy import Policy
from rules.problems import RuleProblem
from rules.ruleset import Rule

ALWAYS = "review"  #: where everything goes that nothing else is said of


def unused(sheet: Sheet, policy: Policy, rules: Iterable[Rule]) -> Iterator[RuleProblem]:
    """Queues that nothing goes to and numbers that no condition reads; rules not in use count as well."""
    every = list(rules)
    queues = {ALWAYS, *_queues(policy), *(rule.text.queue for rule in every if rule.text.queue)}
    for name in policy.queues:
        if name not in queues:
            yield _warning(sheet, ("queues", name), f"nothing ever goes to the queue {name}.")
    read = {name for rule in every for condition in rule.conditions for name in condition.names}
    for name in policy.house:
        if f"house.{name}" not in read:
            yield _warning(sheet, ("house", name), f"no condition reads house.{name}.")


def _queues(policy: Policy) -> Iterator[str]:
    for treated in policy.kinds.values():
        yield from (treated.queue, treated.review_queue)
    yield from (queue for _, queue in told(policy))


def _warning(sheet: Sheet, path: tuple[str, str], message: str) -> RuleProblem:
    return sheet.problem(path, message, at_key=True).model_copy(update={"warning": True})
