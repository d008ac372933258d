"""Figures of `policy.yaml` that are right one by one and make no sense together, or cannot be meant."""

from collections.abc import Iterator, Mapping

from intake_daemon.model import Kind
from rules.files.sheet import Path
from rules.files.surroundings import Surroundings
from rules.policy import KindPolicy, Policy
from rules.problems import closest

PolicyFault = tuple[Path, str, str | None, bool]  #: path, sentence, suggestion, whether it is a warning

FARTHEST = 36_500  #: days that a figure may count on
LARGEST = 10**9  #: of the house's own numbers
EVEN = 0.5  #: a confidence below which a value is wrong more often than right
ACCESS = (Kind.PATIENT_ACCESS, Kind.PATIENT_DIRECTED)
ACCESS_DAYS = 30  #: 45 CFR 164.524(b)(2)


def faults_of(policy: Policy, around: Surroundings) -> Iterator[PolicyFault]:
    """Everything odd or impossible among the figures."""
    yield from _confidence(policy)
    yield from _days(policy)
    for kind, treated in policy.kinds.items():
        yield from _kind(kind, treated)
    yield from _reminders(policy)
    for name, number in policy.house.items():
        if abs(number) > LARGEST:
            yield ("house", name), f"{number} is too large to be counted with.", None, False
    if not policy.key_fields:
        yield (
            ("key_fields",),
            "no field is protected: a doubtful name or birth date would be acted on.",
            None,
            True,
        )
    template = policy.already_here_template
    if around.templates is not None and template not in around.templates:
        hint = closest(template, around.templates)
        yield ("already_here_template",), f"there is no message template {template}.", hint, False


def _confidence(policy: Policy) -> Iterator[PolicyFault]:
    given: Mapping[Path, float] = {
        ("confidence", "act_above"): policy.confidence.act_above,
        ("confidence", "kind_above"): policy.confidence.kind_above,
        **{("confidence", "fields", name): share for name, share in policy.confidence.fields.items()},
    }
    for path, share in given.items():
        if share < EVEN:
            yield path, f"from {share:g} on counts as sure what is wrong more often than right.", None, True
        elif share == 1:
            yield (
                path,
                "hardly anything is ever read with a confidence of 1; nearly all goes to a person.",
                None,
                True,
            )


def _days(policy: Policy) -> Iterator[PolicyFault]:
    for path, days in _counts(policy):
        if days > FARTHEST:
            yield path, f"{days} days are more than a hundred years; is that meant?", None, False


def _counts(policy: Policy) -> Iterator[tuple[Path, int]]:
    for kind, treated in policy.kinds.items():
        for key in ("legal_days", "target_days", "extension_days"):
            yield ("kinds", kind.value, key), getattr(treated, key) or 0
    for key in ("first_reminder_days", "second_reminder_days", "give_up_days"):
        yield ("clarification", key), getattr(policy.clarification, key)
    yield ("repeat_after_days",), policy.repeat_after_days
    yield ("answered_lately_days",), policy.answered_lately_days
    for key in ("warn_days", "after_business_days"):
        yield ("due_days", key), getattr(policy.due_days, key)
    for name, queue in policy.queues.items():
        yield ("queues", name, "escalate_after_business_days"), queue.escalate_after_business_days or 0
    for name in ("enqueue", "clarify", "review", "route"):
        step = policy.escalation.of(name)
        yield ("escalation", name, "after_business_days"), step.after_business_days or 0
        yield ("escalation", name, "before_due_days"), step.before_due_days or 0


def _kind(kind: Kind, treated: KindPolicy) -> Iterator[PolicyFault]:
    path: Path = ("kinds", kind.value)
    legal = treated.legal_days
    if kind in ACCESS and (legal is None or legal > ACCESS_DAYS):
        key = () if legal is None else ("legal_days",)
        yield (*path, *key), "45 CFR 164.524(b)(2) gives 30 days from receipt, and no more.", None, True
    if kind in ACCESS and (treated.extension_days or 0) > ACCESS_DAYS:
        message = "45 CFR 164.524(b)(2)(ii) allows one extension of 30 days, and no more."
        yield (*path, "extension_days"), message, None, True
    if treated.extension_days and legal is None:
        yield (*path, "extension_days"), "without legal_days there is no clock to extend.", None, False
    if legal is not None and treated.target_days > legal:
        yield (*path, "target_days"), f"the aim is later than the law allows ({legal} days).", None, True


def _reminders(policy: Policy) -> Iterator[PolicyFault]:
    steps = policy.clarification
    if not steps.first_reminder_days < steps.second_reminder_days < steps.give_up_days:
        message = "the days must rise: first_reminder_days, second_reminder_days, give_up_days."
        yield ("clarification", "second_reminder_days"), message, None, False
