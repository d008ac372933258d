"""Mail that no person wrote to us: bounces, automatic replies, advertisements. Headers first, words second."""

from collections.abc import Mapping
from dataclasses import dataclass

from intake_daemon.model import Envelope, Intent, IntentGuess
from parsers.intents.speech import says

_AUTOMATIC_PRECEDENCE = frozenset({"bulk", "junk", "auto_reply"})
_ENOUGH_WORDS = 2  #: phrases that say so, where no header does
_FROM_PEOPLE = frozenset(
    {
        Intent.CLINICAL_QUESTION,
        Intent.COMPLAINT,
        Intent.REVOCATION,
        Intent.AMENDMENT,
        Intent.STATUS_INQUIRY,
        Intent.RECORDS_DELIVERY,
        Intent.REFERRAL,
    }
)
_IN_SUBJECTS = ("out of office", "out of the office", "automatic reply", "auto reply", "autoreply", "auto-reply",
                "respuesta automatica", "fuera de la oficina", "fuera de oficina")  # fmt: skip


@dataclass(frozen=True)
class Machine:
    """What kind of machine wrote a mail, if one did.

    Args:
        intent: bounce, automatic reply or spam; None: a person wrote it.
        confidence: 0.0-1.0.
        why: the header or words that say so.
        certain: nothing else in the mail need be looked at.
    """

    intent: Intent | None = None
    confidence: float = 0.0
    why: str = ""
    certain: bool = False


def machine_of(
    envelope: Envelope | None, spoken: tuple[str, ...], found: Mapping[Intent, IntentGuess]
) -> Machine:
    """Say whether a machine wrote a mail; never of one that asks for somebody's records or speaks of an illness.

    Args:
        envelope: its headers; None for paper, which machines do not write.
        spoken: its subject and new text in folded sentences.
        found: what its words want.
    """
    if envelope is None:
        return Machine()
    if envelope.delivery_report or (envelope.return_path == "" and Intent.BOUNCE in found):
        return Machine(Intent.BOUNCE, 0.98, "delivery report", certain=True)
    asks = _asks(found, spoken)
    if _is_automatic(envelope):
        return Machine(Intent.AUTO_REPLY, 0.96, "automatic", certain=not asks)
    if not asks and _is_away(envelope, spoken, found):
        return Machine(Intent.AUTO_REPLY, 0.92, "absence", certain=True)
    return Machine() if asks else _advertisement(envelope, found)


def _asks(found: Mapping[Intent, IntentGuess], spoken: tuple[str, ...]) -> bool:
    """Whether somebody's records are asked for: then it is a request, whatever else it looks like."""
    sure = Intent.RECORDS_REQUEST in found and found[Intent.RECORDS_REQUEST].confidence >= 0.9
    return sure and any(says("particular", sentence) for sentence in spoken)


def _is_automatic(envelope: Envelope) -> bool:
    """RFC 3834: anything but "no" in Auto-Submitted; Precedence for those who came before it."""
    submitted = (envelope.auto_submitted or "no").split(";")[0].strip().lower()
    precedence = (envelope.precedence or "").strip().lower()
    return submitted != "no" or (precedence in _AUTOMATIC_PRECEDENCE and not envelope.list_headers)


def _is_away(envelope: Envelope, spoken: tuple[str, ...], found: Mapping[Intent, IntentGuess]) -> bool:
    if any(phrase in envelope.subject.lower().replace("á", "a") for phrase in _IN_SUBJECTS):
        return True
    away = found.get(Intent.AUTO_REPLY)
    return away is not None and len(away.evidence) >= _ENOUGH_WORDS and Intent.RECORDS_REQUEST not in found


def _advertisement(envelope: Envelope, found: Mapping[Intent, IntentGuess]) -> Machine:
    """Junk and newsletters: by their phrases, of which one is enough beside the headers of a mailing list.

    Those headers alone say little: mail to a shared mailbox that is kept as a mailing list carries them too.
    """
    phrases = found[Intent.SPAM].evidence if Intent.SPAM in found else ()
    if not phrases:
        return Machine()
    enough = len(phrases) + envelope.list_headers >= _ENOUGH_WORDS
    if not enough or set(found) & _FROM_PEOPLE:
        return (
            Machine(Intent.SPAM, 0.6, phrases[0].text) if Intent.RECORDS_REQUEST not in found else Machine()
        )
    sure = 0.95 if envelope.list_headers and len(phrases) >= _ENOUGH_WORDS else 0.9
    return Machine(Intent.SPAM, sure, phrases[0].text, certain=True)
