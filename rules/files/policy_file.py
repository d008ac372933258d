"""Reading `policy.yaml`."""

from collections.abc import Iterator, Mapping

from intake_daemon.model import Kind
from rules.files.policy_faults import faults_of
from rules.files.shapes import validated
from rules.files.sheet import Sheet, Tree, read_sheet
from rules.files.surroundings import NOTHING, Surroundings
from rules.files.told import STEPS, told
from rules.policy import Policy
from rules.problems import RuleProblem, closest

POLICY = "policy.yaml"


def read_policy(
    sheet: Sheet, around: Surroundings = NOTHING
) -> tuple[Policy | None, tuple[RuleProblem, ...]]:
    """The policy, or None and everything that is wrong with it."""
    policy, problems = validated(Policy, sheet.content, sheet, ())
    if policy is None:
        return None, problems
    figures = (sheet.problem(path, said, suggestion=hint).model_copy(update={"warning": warning})
               for path, said, hint, warning in faults_of(policy, around))  # fmt: skip
    return policy, (*_kinds(sheet, policy), *_queues(sheet, policy), *_escalations(sheet, policy), *figures)


def house_as_written(content: Tree) -> Mapping[str, int]:
    """The house's numbers of a policy that is wrong elsewhere, so that rules are not blamed for it."""
    house = content.get("house") if isinstance(content, dict) else None
    return dict.fromkeys(house, 0) if isinstance(house, dict) else {}


def house_of(text: str) -> Mapping[str, int]:
    """The house's numbers of a `policy.yaml`; none when it cannot be read as one."""
    sheet, _ = read_sheet(POLICY, text)
    policy = read_policy(sheet)[0] if sheet else None
    return policy.house if policy else {}


def _kinds(sheet: Sheet, policy: Policy) -> Iterator[RuleProblem]:
    for kind in Kind:
        if kind not in policy.kinds:
            yield sheet.problem(("kinds",), f"the kind {kind.value} is missing.", at_key=True)


def _queues(sheet: Sheet, policy: Policy) -> Iterator[RuleProblem]:
    if "review" not in policy.queues:
        yield sheet.problem(("queues",), "the queue review is missing.", at_key=True)
    for kind, treated in policy.kinds.items():
        for key, queue in (("queue", treated.queue), ("review_queue", treated.review_queue)):
            if queue not in policy.queues:
                hint = closest(queue, policy.queues)
                yield sheet.problem(
                    ("kinds", kind.value, key), f"there is no queue {queue}.", suggestion=hint
                )
    for path, queue in told(policy):
        if queue not in policy.queues:
            hint = closest(queue, policy.queues)
            yield sheet.problem(path, f"there is no queue {queue}.", suggestion=hint)


def _escalations(sheet: Sheet, policy: Policy) -> Iterator[RuleProblem]:
    for name in STEPS:
        step = policy.escalation.of(name)
        if (step.after_business_days is None) == (step.before_due_days is None):
            message = "give either after_business_days or before_due_days."
            yield sheet.problem(("escalation", name), message, at_key=True)
