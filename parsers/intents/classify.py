"""What a message wants, from its headers, subject and new text; it may want several things."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from intake_daemon.model import Envelope, Evidence, Intent, IntentGuess, Method
from parsers.intents.machine import Machine, machine_of
from parsers.intents.speech import says, sentences
from parsers.lexicon import mapping, strings

_PRECEDENCE = (
    Intent.CLINICAL_QUESTION,
    Intent.REVOCATION,
    Intent.CLARIFICATION_REPLY,
    Intent.MISDIRECTED,
    Intent.COMPLAINT,
    Intent.RECORDS_DELIVERY,
    Intent.AMENDMENT,
    Intent.REFERRAL,
    Intent.STATUS_INQUIRY,
    Intent.RECORDS_REQUEST,
    Intent.BILLING_QUESTION,
    Intent.APPOINTMENT,
    Intent.AUTO_REPLY,
    Intent.BOUNCE,
    Intent.SPAM,
)
_MACHINES = frozenset({Intent.AUTO_REPLY, Intent.BOUNCE})
_OF_LETTERS = frozenset(
    {
        Intent.RECORDS_REQUEST,
        Intent.REVOCATION,
        Intent.AMENDMENT,
        Intent.COMPLAINT,
        Intent.CLINICAL_QUESTION,
        Intent.STATUS_INQUIRY,
        Intent.REFERRAL,
        Intent.MISDIRECTED,
        Intent.RECORDS_DELIVERY,
    }
)
_NO_REQUESTS = (Intent.REVOCATION, Intent.AMENDMENT, Intent.REFERRAL)  #: speak of records and ask for none
_SURE, _HINT = 0.9, 0.6


@dataclass(frozen=True)
class Said:
    """What is judged: the envelope, the new text, and what came with it.

    Args:
        envelope: a mail's headers; None for paper.
        text: the mail's new text, or the letters on paper.
        reference: our own reference, when the message quotes it.
        has_form: whether an authorization or request form is among the pages.
        enclosed: the text of attached letters.
    """

    envelope: Envelope | None
    text: str
    reference: str | None = None
    has_form: bool = False
    enclosed: str = ""


@cache
def _patterns() -> dict[Intent, tuple[tuple[re.Pattern[str], str], ...]]:
    compiled: dict[Intent, tuple[tuple[re.Pattern[str], str], ...]] = {}
    for name, groups in mapping("intents").items():
        if not isinstance(groups, dict):
            raise TypeError(f"parsers/lexicon/intents.yaml: {name} needs `sure`, `hint` or `personal`")
        compiled[Intent(name)] = tuple(
            (re.compile(pattern), group)
            for group in ("sure", "hint", "personal")
            for pattern in strings(groups.get(group, []))
        )
    return compiled


def classify(said: Said) -> tuple[IntentGuess, ...]:
    """All intents of a message, the leading one first; never empty.

    A clinical question is always among them when anything a person wrote hints at one. What a machine
    wrote wants nothing else.
    """
    subject = said.envelope.subject if said.envelope else ""
    spoken = (*sentences(subject), *sentences(said.text))
    found = {guess.intent: guess for guess in _from_words(spoken)}
    machine = machine_of(said.envelope, spoken, found)
    if machine.certain and machine.intent and not said.has_form:
        return (
            IntentGuess(intent=machine.intent, confidence=machine.confidence, evidence=_known(machine.why)),
        )
    if not set(found) - {Intent.RECORDS_REQUEST} and said.enclosed:
        found |= {g.intent: g for g in _from_words(sentences(said.enclosed)) if g.intent in _OF_LETTERS}
    return _ordered(_weighed(found, machine, said, spoken), said)


def _weighed(
    found: dict[Intent, IntentGuess], machine: Machine, said: Said, spoken: tuple[str, ...]
) -> dict[Intent, IntentGuess]:
    """The intents after those that rule each other out have been compared."""
    found = {intent: guess for intent, guess in found.items() if intent not in (*_MACHINES, Intent.SPAM)}
    if machine.intent and not (machine.intent is Intent.SPAM and (said.has_form or said.reference)):
        found[machine.intent] = IntentGuess(
            intent=machine.intent, confidence=machine.confidence, evidence=_known(machine.why)
        )
    _answer(found, said)
    asks = found.get(Intent.RECORDS_REQUEST)
    if said.has_form:
        asks = found[Intent.RECORDS_REQUEST] = IntentGuess(intent=Intent.RECORDS_REQUEST, confidence=0.95)
    delivers = found.get(Intent.RECORDS_DELIVERY)
    if delivers and ((asks and asks.confidence >= _SURE) or Intent.CLARIFICATION_REPLY in found):
        del found[Intent.RECORDS_DELIVERY]  # somebody who asks us for records brings a request, not records
    if asks and asks.confidence < _SURE and len(_others(found)) > 0:
        del found[
            Intent.RECORDS_REQUEST
        ]  # the words "medical records" alone, in a message about something else
    return found


def _others(found: Iterable[Intent]) -> set[Intent]:
    return set(found) - {Intent.RECORDS_REQUEST, Intent.CLARIFICATION_REPLY, Intent.CLINICAL_QUESTION}


def _answer(found: dict[Intent, IntentGuess], said: Said) -> None:
    """A message that quotes our reference, or was written as a reply, answers a question of ours."""
    replies = said.envelope is not None and said.envelope.in_reply_to is not None
    if not (said.reference or replies):
        return
    status = Intent.STATUS_INQUIRY in found and not said.has_form and not said.enclosed
    sure = 0.7 if status or not said.reference else 0.95
    found[Intent.CLARIFICATION_REPLY] = IntentGuess(
        intent=Intent.CLARIFICATION_REPLY, confidence=sure, evidence=_known(said.reference or "reply")
    )


def _ordered(found: dict[Intent, IntentGuess], said: Said) -> tuple[IntentGuess, ...]:
    if not found:
        return (IntentGuess(intent=Intent.OTHER, confidence=0.5),)
    return tuple(sorted(found.values(), key=lambda guess: _rank(guess, said)))


def _rank(guess: IntentGuess, said: Said) -> tuple[int, int, float]:
    form = said.has_form and guess.intent is Intent.RECORDS_REQUEST
    level = 1 if form or guess.confidence >= 0.8 else 2
    urgent = guess.intent in (Intent.CLINICAL_QUESTION, Intent.REVOCATION, Intent.RECORDS_DELIVERY)
    order = _PRECEDENCE.index(guess.intent)
    if said.has_form and said.reference is None and not form and not urgent:
        level = 2  # the form is what the message is about
    return (level, order, -guess.confidence)


def _from_words(spoken: tuple[str, ...]) -> Iterator[IntentGuess]:
    professional = any(says("professional", sentence) for sentence in spoken)
    for intent, known in _patterns().items():
        hits = [
            (match[0], group)
            for sentence in spoken
            for pattern, group in known
            if (match := pattern.search(sentence)) and _counts(intent, group, sentence, professional)
        ]
        if not hits:
            continue
        confidence = _SURE if any(group != "hint" for _, group in hits) else _HINT
        confidence = min(0.97, confidence + 0.02 * (len({text for text, _ in hits}) - 1))
        evidence = tuple(item for text, _ in hits[:3] for item in _known(text))
        yield IntentGuess(intent=intent, confidence=round(confidence, 2), evidence=evidence)


def _counts(intent: Intent, group: str, sentence: str, professional: bool) -> bool:
    """Whether a phrase means here what it means by itself."""
    if intent is Intent.RECORDS_REQUEST:
        return not (says("earlier", sentence) or _is_delivery(sentence) or _means(sentence, _NO_REQUESTS))
    if group == "personal":
        return _is_unwell(sentence, professional)
    return True


def _is_delivery(sentence: str) -> bool:
    return _means(sentence, (Intent.RECORDS_DELIVERY,)) and not says("asks", sentence)


def _means(sentence: str, intents: Iterable[Intent]) -> bool:
    return any(pattern.search(sentence) for intent in intents for pattern, _ in _patterns()[intent])


def _is_unwell(sentence: str, professional: bool) -> bool:
    """Whether a symptom is somebody's now, not what the records asked for are about."""
    if not says("personal", sentence):
        return False
    if says("papers", sentence) or professional:
        return says("now", sentence) and ("?" in sentence or not professional)
    return True


def _known(text: str) -> tuple[Evidence, ...]:
    return (Evidence(part="0", page=1, box=(0, 0, 1, 1), text=text[:160], method=Method.PROSE),)
