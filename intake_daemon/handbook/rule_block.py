"""One rule in words: on what authority it stands, what it checks, what follows, what the requestor is asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from intake_daemon.handbook.blocks import Code, Entry, Label, Points, RuleBlock, Said, Tone
from intake_daemon.model import Severity
from outbox.vocabulary import Ask
from rules import Rule, RuleSet
from rules import aloud as read_aloud
from rules.aloud.terms import field_title
from rules.conditions.expressions import Condition
from rules.conditions.trees import Name
from rules.key_words import AUTHORITIES, DOUBTS, EFFECTS, in_words, kinds_in_words, label, listed, plain
from rules.schema import Authority, RuleText, Then

TONES = {Authority.FEDERAL: Tone.FEDERAL, Authority.STATE: Tone.STATE, Authority.HOUSE: Tone.HOUSE}
LAID_DOWN = (
    "template", "next_step", "basis", "clock", "verify", "channels", "cadence",
    "follow_up_days", "owner", "accounting",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """What it takes to say a rule in words.

    Args:
        rules: the set it is of.
        speaker: says conditions.
        asks: how each field is asked for, in `language`.
        language: of what the requestor is asked.
    """

    rules: RuleSet
    speaker: read_aloud.Speaker
    asks: Mapping[str, Ask]
    language: str


def anchor_of(rule: str) -> str:
    """The name of a rule's place in the document."""
    return f"rule-{rule}"


def rule_block(rule: Rule, number: str, words: Words) -> RuleBlock:
    """A rule as it stands in its chapter."""
    return RuleBlock(
        anchor=anchor_of(rule.id),
        number=number,
        title=rule.text.title,
        rule=rule.id,
        labels=tuple(_labels(rule)),
        entries=tuple(_entries(rule, words)),
    )


def _labels(rule: Rule) -> Iterator[Label]:
    authority = rule.text.authority or Authority.HOUSE
    yield Label(AUTHORITIES[authority], TONES[authority])
    if rule.text.weight() is Severity.HIGH:
        yield Label("High severity", Tone.HIGH)
    if not rule.in_use:
        yield Label("Switched off", Tone.OFF)


def _entries(rule: Rule, words: Words) -> Iterator[Entry]:
    text = rule.text
    yield Entry("Source", _source(text))
    yield Entry("For", (_whom(text),))
    if rule.when and text.when:
        yield Entry("Applies when", (*_aloud(rule.when, words), Code(text.when)))
    if text.finds:
        yield Entry("Checks", tuple(_checks(rule, words)))
        yield Entry("Otherwise", tuple(_consequence(text)))
    else:
        yield Entry("Then", (_sentence(EFFECTS[text.then]),))
    if text.then is Then.ASK:
        yield Entry("The requestor is asked", _questions(text, words))
    yield from _laid_down(text, words.rules)
    if text.checklist:
        yield Entry("Checklist", (Points(text.checklist),))
    yield Entry("Severity", (_sentence(text.weight().value),))
    yield Entry("Tried with", (_examples(text),))


def _source(text: RuleText) -> tuple[Said, ...]:
    """What it cites, and where that was read."""
    read = (f"Read at {text.source.url} on {text.source.read_on}.",) if text.source else ()
    return (text.why, *read)


def _whom(text: RuleText) -> str:
    if text.intents:
        return f"Messages, not requests: {in_words(text.intents)}."
    return _sentence(kinds_in_words(text.kinds))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(('.', '?', '!')) else '.'}"


def _aloud(condition: Condition, words: Words, lead: str = "") -> Iterator[Said]:
    """A condition in words; nothing for one that has none, whose text stands below anyway."""
    said = words.speaker.say(condition)
    if said is None:
        return
    if said.is_flat and len(said.parts) < MANY:
        yield _sentence(f"{lead}{read_aloud.in_one_line(said)}")
    else:
        yield points_of(said, lead)


MANY = 3  #: clauses from which they stand below each other


def points_of(said: read_aloud.Said, lead: str = "") -> Points:
    """Clauses below each other, those put together of several with points of their own."""
    head = "all of these hold:" if said.joint == "and" else "one of these holds:"
    parts = (points_of(one) if one.parts else one.clause for one in said.parts)
    return Points(tuple(parts), lead=_raised(f"{lead}{head}"))


def _raised(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _checks(rule: Rule, words: Words) -> Iterator[Said]:
    text = rule.text
    if text.require:
        yield _required(text.require.fields(), words)
    lead = "This must not be so: " if text.forbid else "" if text.require else "This must be so: "
    for condition in rule.holds:
        yield from _aloud(condition, words, lead)
        yield Code(condition.text)


def _required(fields: tuple[str, ...], words: Words) -> Said:
    """What must be on the paper: one field, or one of several."""
    clauses = tuple(words.speaker.tree(Name(f"{name}.present")).clause for name in fields)
    if len(clauses) > 1:
        return Points(clauses, lead="One of these must be so:")
    return _sentence(f"this must be so: {clauses[0]}")


def _consequence(text: RuleText) -> Iterator[Said]:
    if text.problem:
        yield f"Told to people as: {text.problem}"
    if text.intents:
        yield "It is listed with the message, and changes nothing about where the message goes."
        return
    yield _sentence(EFFECTS[text.then])
    unsure, unjudged = DOUBTS[text.unsure], DOUBTS[text.unjudged]
    if text.then is Then.NOTE:
        return
    if unsure == unjudged:
        yield f"When it cannot be read for sure, or nothing was seen of it: {unsure}."
    else:
        yield f"When it cannot be read for sure: {unsure}. When nothing was seen of it: {unjudged}."


def _questions(text: RuleText, words: Words) -> tuple[Said, ...]:
    """The text for each thing asked for: the rule's own, else the common one of the field."""
    own = text.wording()
    if own:
        return (own.get(words.language) or own.get("en") or next(iter(own.values())),)
    return tuple(_question(name, words) for name in text.asked())


def _question(field: str, words: Words) -> str:
    ask = words.asks.get(field)
    return f"{ask.missing}. {ask.fix}" if ask else _sentence(field_title(field))


def _laid_down(text: RuleText, rules: RuleSet) -> Iterator[Entry]:
    if text.queue:
        yield Entry("Queue", (f"{text.queue}: {rules.policy.queues[text.queue].owner}.",))
    if text.priority:
        yield Entry("Priority", (f"{text.priority}, of 1 (first) to 5.",))
    for key in LAID_DOWN:
        value = getattr(text, key)
        if value is None or value == {} or value == ():
            continue
        if isinstance(value, Mapping):
            yield Entry(
                _raised(label(key)), (Points(tuple(f"{plain(item)}: {how}" for item, how in value.items())),)
            )
        elif key == "follow_up_days":
            yield Entry(_raised(label(key)), (f"{value} business day{'' if value == 1 else 's'}.",))
        else:
            yield Entry(_raised(label(key)), (_sentence(in_words(value)),))


def _examples(text: RuleText) -> str:
    shown = text.examples
    groups = (
        (shown.passes, "that passes", "that pass"),
        (shown.fails, "that fails", "that fail"),
        (shown.unsure, "in doubt", "in doubt"),
        (shown.applies, "in which it takes effect", "in which it takes effect"),
        (shown.leaves, "in which it does not", "in which it does not"),
    )
    counts = (f"{len(group)} {one if len(group) == 1 else many}" for group, one, many in groups if group)
    return f"Cases each time the rules are loaded: {listed(counts)}."
