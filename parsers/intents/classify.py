"""What a message wants, from its headers, subject and new text; it may want several things."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from intake_daemon.model import Envelope, Evidence, Intent, IntentGuess, Method
from parsers.lexicon import mapping, strings
from parsers.normalise.text import fold

MOST_TEXT = 60_000  #: characters of new text that are looked at

_PRECEDENCE = (
    Intent.BOUNCE,
    Intent.AUTO_REPLY,
    Intent.REVOCATION,
    Intent.CLARIFICATION_REPLY,
    Intent.MISDIRECTED,
    Intent.COMPLAINT,
    Intent.AMENDMENT,
    Intent.RECORDS_DELIVERY,
    Intent.STATUS_INQUIRY,
    Intent.RECORDS_REQUEST,
    Intent.REFERRAL,
    Intent.CLINICAL_QUESTION,
    Intent.BILLING_QUESTION,
    Intent.APPOINTMENT,
    Intent.SPAM,
)
_AUTOMATIC_PRECEDENCE = frozenset({"bulk", "junk", "auto_reply", "list"})


@dataclass(frozen=True)
class Said:
    """What is judged: the envelope, the subject and the new text, and what the attachments are."""

    envelope: Envelope | None
    text: str
    reference: str | None = None
    has_form: bool = False


@cache
def _patterns() -> dict[Intent, tuple[tuple[re.Pattern[str], float], ...]]:
    compiled: dict[Intent, tuple[tuple[re.Pattern[str], float], ...]] = {}
    for name, groups in mapping("intents").items():
        if not isinstance(groups, dict):
            raise TypeError(f"parsers/lexicon/intents.yaml: {name} needs `sure` or `hint`")
        sure = [(re.compile(pattern), 0.9) for pattern in strings(groups.get("sure", []))]
        hint = [(re.compile(pattern), 0.6) for pattern in strings(groups.get("hint", []))]
        compiled[Intent(name)] = (*sure, *hint)
    return compiled


def classify(said: Said) -> tuple[IntentGuess, ...]:
    """All intents of a message, the leading one first; never empty.

    A clinical question is always among them when anything hints at one.
    """
    subject = said.envelope.subject if said.envelope else ""
    text = fold(f"{subject}\n{said.text[:MOST_TEXT]}")
    found: dict[Intent, IntentGuess] = {guess.intent: guess for guess in _from_words(text)}
    for guess in _from_headers(said, text):
        found[guess.intent] = guess
    if said.has_form:
        found[Intent.RECORDS_REQUEST] = IntentGuess(intent=Intent.RECORDS_REQUEST, confidence=0.95)
    if not found:
        return (IntentGuess(intent=Intent.OTHER, confidence=0.5),)
    return tuple(sorted(found.values(), key=lambda guess: _rank(guess, said)))


def _rank(guess: IntentGuess, said: Said) -> tuple[int, int, float]:
    machine = guess.intent in (Intent.BOUNCE, Intent.AUTO_REPLY) and guess.confidence >= 0.9
    form = said.has_form and guess.intent is Intent.RECORDS_REQUEST
    level = 0 if machine else 1 if form or guess.confidence >= 0.8 else 2
    order = -1 if form and said.reference is None else _PRECEDENCE.index(guess.intent)
    return (level, order, -guess.confidence)


def _from_words(text: str) -> Iterator[IntentGuess]:
    for intent, patterns in _patterns().items():
        hits = [(match, sure) for pattern, sure in patterns if (match := pattern.search(text))]
        if not hits:
            continue
        confidence = max(sure for _, sure in hits)
        if len(hits) > 1:
            confidence = min(0.97, confidence + 0.04)
        if intent in (Intent.SPAM, Intent.AUTO_REPLY, Intent.BOUNCE) and len(hits) == 1:
            confidence = 0.7  # one such phrase stands in honest mail too; headers or a second one decide
        known = tuple(_evidence(match[0]) for match, _ in hits[:3])
        yield IntentGuess(intent=intent, confidence=confidence, evidence=known)


def _evidence(text: str) -> Evidence:
    return Evidence(part="0", page=1, box=(0, 0, 1, 1), text=text[:160], method=Method.PROSE)


def _from_headers(said: Said, text: str) -> Iterator[IntentGuess]:
    envelope = said.envelope
    if envelope is not None:
        if envelope.delivery_report or (envelope.return_path == "" and _is_bounce(text)):
            yield IntentGuess(intent=Intent.BOUNCE, confidence=0.98, evidence=(_evidence("delivery report"),))
        elif _is_automatic(envelope):
            yield IntentGuess(intent=Intent.AUTO_REPLY, confidence=0.96, evidence=(_evidence("automatic"),))
    if said.reference or (envelope is not None and envelope.in_reply_to):
        sure = 0.95 if said.reference else 0.7
        yield IntentGuess(
            intent=Intent.CLARIFICATION_REPLY,
            confidence=sure,
            evidence=(_evidence(said.reference or "reply"),),
        )


def _is_bounce(text: str) -> bool:
    return any(pattern.search(text) for pattern, _ in _patterns()[Intent.BOUNCE])


def _is_automatic(envelope: Envelope) -> bool:
    """RFC 3834: anything but "no" in Auto-Submitted; Precedence for those who came before it."""
    submitted = (envelope.auto_submitted or "no").split(";")[0].strip().lower()
    precedence = (envelope.precedence or "").strip().lower()
    return submitted != "no" or (precedence in _AUTOMATIC_PRECEDENCE and not envelope.list_headers)
