"""Who is told when nothing moves: the queues that `policy.yaml` names besides those that requests go to."""

from collections.abc import Iterator

from rules.files.sheet import Path
from rules.policy import Policy

STEPS = ("enqueue", "clarify", "review", "route")


def told(policy: Policy) -> Iterator[tuple[Path, str]]:
    """Each queue that is told, with the place that names it."""
    for name, queue in policy.queues.items():
        if queue.escalate_to:
            yield ("queues", name, "escalate_to"), queue.escalate_to
    for name in STEPS:
        yield ("escalation", name, "to"), policy.escalation.of(name).to
    if "due_days" in policy.model_fields_set:
        yield ("due_days", "passed_to"), policy.due_days.passed_to
        yield ("due_days", "then_to"), policy.due_days.then_to
