"""The figures of `policy.yaml` and `matching.yaml` in words: clocks, queues, escalation, reminders, thresholds."""

from collections.abc import Iterator, Mapping

from intake_daemon.handbook.blocks import Block, Cell, Heading, Link, Paragraph, Points, Table
from intake_daemon.handbook.rule_block import anchor_of
from rules import Policy, RuleSet
from rules.aloud.terms import field_title
from rules.difference import flattened
from rules.files.json_schema import arguments_of
from rules.key_words import code_in_words, in_words, listed, plain
from rules.policy import Clarification, Escalation, Need, NextSteps

CHAPTER = "Figures of the house"
NEEDED: Mapping[Need, str] = {
    Need.ALWAYS: "always",
    Need.NEVER: "never",
    Need.IF_VERIFIED: "if the requestor is verified",
    Need.UNLESS_VERIFIED: "unless the requestor is verified",
}
#: Keys of `policy.yaml` that the sections of this chapter, or the chapters before it, put in sentences.
IN_SENTENCES = (
    "confidence", "key_fields", "kinds", "queues", "authorization_basis", "escalation", "clarification",
    "repeat_after_days", "answered_lately_days", "holidays", "next_steps", "folders", "facility_names", "house",
)  # fmt: skip
DECIDED: Mapping[str, str] = {
    "enqueue": "A complete request that waits in the work queue",
    "clarify": "A request whose requestor was asked",
    "review": "A request that a person must look at",
    "route": "A message that was handed to somebody else",
}


def figures(rules: RuleSet, number: int, numbers: Mapping[str, str]) -> Iterator[Block]:
    """The chapter of figures.

    Args:
        number: of the chapter.
        numbers: of the rules, by id.
    """
    policy = rules.policy
    yield Heading(f"{number}  {CHAPTER}", "figures")
    yield Paragraph(
        "Every figure here stands in policy.yaml or matching.yaml. The days that the law gives are marked as such; "
        "every other figure is house policy."
    )
    yield from _kinds(policy)
    yield from _people(policy)
    yield from _waiting(policy)
    yield from _thresholds(rules)
    yield from _others(policy)
    yield from _own(rules, numbers)


def _heading(words: str) -> Heading:
    return Heading(words, f"figures-{words.lower().replace(' ', '-')}", level=2)


def _kinds(policy: Policy) -> Iterator[Block]:
    yield _heading("Clocks and ways of each kind of request")
    heads = (
        "Kind of request",
        "Law gives",
        "Our aim",
        "Authorization",
        "May be asked",
        "Queue; review",
        "Basis",
    )
    rows = tuple(
        (
            _raised(code_in_words(kind)),
            _legal(treated.legal_days, treated.extension_days),
            f"{treated.target_days} days",
            NEEDED[treated.authorization],
            NEEDED[treated.ask],
            f"{treated.queue}; {treated.review_queue} (priority {treated.priority})",
            treated.basis,
        )
        for kind, treated in policy.kinds.items()
    )
    yield Table("Clocks and ways of each kind of request", heads, rows, (15, 12, 9, 15, 13, 16, 20))
    yield Paragraph(
        "Days are calendar days from the day of receipt; reading, asking and waiting do not stop them.",
        quiet=True,
    )
    yield Paragraph(f"Basis of a release under an authorization: {policy.authorization_basis}.")


def _legal(days: int | None, extension: int | None) -> str:
    if days is None:
        return "no day"
    return f"{days} days{f'; once {extension} more' if extension else ''}"


def _people(policy: Policy) -> Iterator[Block]:
    yield _heading("Queues and who answers for them")
    rows = tuple(
        (name, queue.owner, _told(queue.escalate_to, queue.escalate_after_business_days))
        for name, queue in policy.queues.items()
    )
    yield Table(
        "Queues and who answers for them", ("Queue", "Owner", "When nothing moves"), rows, (20, 40, 40)
    )
    yield _heading("Escalation")
    steps = ((name, policy.escalation.of(name)) for name in DECIDED)
    yield Points(tuple(f"{DECIDED[name]}: {escalation(step)}" for name, step in steps))
    yield Paragraph(f"People are told at {policy.escalation.hour}:00 UTC.", quiet=True)


def _told(to: str | None, after: int | None) -> str:
    if to is None and after is None:
        return "as the decision says"
    if after is None:
        return f"{to} is told, when the decision says"
    when = _business(after) if after else "on the same day"
    return f"{to} is told {when}" if to else f"{when}, who the decision says is told"


def _business(days: int) -> str:
    return f"after {days} business day{'' if days == 1 else 's'}"


def escalation(step: Escalation) -> str:
    """When and whom to tell."""
    if step.before_due_days is not None:
        return f"{step.to} is told {step.before_due_days} days before the due day."
    return f"{step.to} is told {_business(step.after_business_days or 0)}."


def _waiting(policy: Policy) -> Iterator[Block]:
    asked = policy.clarification
    yield _heading("Questions and reminders")
    meaning = arguments_of(Clarification)
    yield Points(
        (
            f"At most {asked.most_items} things are asked for at once; {meaning['most_items']}",
            f"Reminders go out {asked.first_reminder_days} and {asked.second_reminder_days} days after the first "
            f"message; after {asked.give_up_days} days a person takes over.",
            f"The same request again within {policy.repeat_after_days} days is a re-send and filed with the first; "
            "after that somebody waits too long, and it is escalated.",
            f"The same request within {policy.answered_lately_days} days after it was answered is looked at by a "
            "person.",
        )
    )
    yield _heading("Days and names")
    holidays = ", ".join(day.isoformat() for day in sorted(policy.holidays))
    yield Points(
        (
            f"Days the office is closed, besides Saturdays and Sundays: {holidays or 'none are named'}.",
            f"Names accepted for ours besides the configured ones: {listed(policy.facility_names) or 'none'}.",
        )
    )
    yield _heading("What the next person does")
    steps, when = policy.next_steps, arguments_of(NextSteps)
    told = tuple((_raised(when[name]), getattr(steps, name)) for name in NextSteps.model_fields)
    yield Table("What the next person does", ("With", "Next step"), told, (45, 55))


def _raised(words: str) -> str:
    bare = words.removeprefix("with ").rstrip(".")
    return f"{bare[:1].upper()}{bare[1:]}"


def _thresholds(rules: RuleSet) -> Iterator[Block]:
    sure, tuning = rules.policy.confidence, rules.tuning
    own = tuple(f"{field_title(name)}: {share:.0%}" for name, share in sure.fields.items())
    yield _heading("From when something counts")
    yield Points(
        (
            f"A value that was read, and a place seen empty, counts from {sure.act_above:.0%} confidence on; "
            f"the kind of request from {sure.kind_above:.0%}.",
            *((Points(own, lead="Fields with a figure of their own:"),) if own else ()),
            Points(
                tuple(field_title(name) for name in rules.policy.key_fields),
                lead="Never acted on while in doubt, whatever the rules say:",
            ),
            f"Two patients are taken for one from {tuning.same_bits:g} bits of evidence on, and may be one from "
            f"{tuning.doubt_bits:g}; in between a person looks.",
        )
    )


def _others(policy: Policy) -> Iterator[Block]:
    """Every block of the policy that is not put in sentences above, figure by figure."""
    meaning = arguments_of(Policy)
    rest = [name for name in Policy.model_fields if name not in IN_SENTENCES]
    for name in rest:
        yield _heading(_raised(plain(name)))
        yield Paragraph(f"{_raised(meaning.get(name, plain(name)))}.", quiet=True)
        listed_ones = flattened(policy, *(other for other in Policy.model_fields if other != name))
        rows = tuple((path, in_words(value)) for path, value in listed_ones.items())
        yield Table(_raised(plain(name)), ("Figure", "Is"), rows, (45, 55))


def _own(rules: RuleSet, numbers: Mapping[str, str]) -> Iterator[Block]:
    if not rules.policy.house:
        return
    yield _heading("Our own numbers")
    rows = tuple(
        (f"house.{name}", plain(name), in_words(number), _users(rules, f"house.{name}", numbers))
        for name, number in sorted(rules.policy.house.items())
    )
    yield Table("Our own numbers", ("Figure", "In words", "Is", "Used by"), rows, (30, 22, 10, 38))


def _users(rules: RuleSet, name: str, numbers: Mapping[str, str]) -> Cell:
    using = (rule for rule in rules.rules if any(name in condition.names for condition in rule.conditions))
    return tuple(Link(f"{numbers[rule.id]} {rule.id}", anchor_of(rule.id)) for rule in using) or "no rule"
