"""Invented facts that every template is tried with when it is loaded, and that previews show.

Together they take every branch that facts can lead to: nothing optional and everything optional, one
missing item and several, each channel, status and reason why something could not be read.
"""

from datetime import date

from intake_daemon.errors import Unreadable
from intake_daemon.model import Channel
from outbox.facts import NEEDED, Clinic, MessageFacts, Paper, ReceivedItem, RequestStatus, Situation

_ASKS = ("authorization.signed_on", "scope.end", "authorization.representative.authority")
_BARE = MessageFacts(
    reference="R-7K2P-94QX",
    received_on=date(2026, 3, 4),
    channel=Channel.EMAIL,
    clinic=Clinic(name="Riverside Clinic"),
)
_FULL = _BARE.model_copy(
    update={
        "channel": Channel.FAX,
        "clinic": Clinic(
            name="Riverside Clinic & Family Care",
            phone="(555) 010-0199",
            fax="(555) 010-0142",
            reply_address="records@riverside.example",
        ),
        "received_items": (
            ReceivedItem(paper=Paper.COVER_SHEET, pages=1),
            ReceivedItem(paper=Paper.FORM, pages=2),
            ReceivedItem(paper=Paper.PROOF),
        ),
        "latest_on": date(2026, 3, 9),
        "asked_on": date(2026, 3, 5),
        "next_update_on": date(2026, 3, 18),
        "due_on": date(2026, 4, 3),
    }
)
_NEEDED_VALUES: dict[str, object] = {
    "asks": _ASKS[:1],
    "latest_on": date(2026, 3, 9),
    "asked_on": date(2026, 3, 5),
    "status": RequestStatus.IN_PROGRESS,
    "problem": Unreadable.ENCRYPTED,
    "extended_to": date(2026, 5, 3),
    "extension_reason": "large_volume",
}
_ASK_WORDS = {"scope.end": {"en": "Please say up to which day.", "es": "Díganos hasta qué día."}}
_NEVER_ASKING = (Situation.RECEIVED,)


def sample(situation: Situation) -> MessageFacts:
    """One typical message of a situation, for previews."""
    facts = _with_needed(_FULL.model_copy(update={"latest_on": None}), situation)
    if situation in (Situation.CLARIFICATION, Situation.REMINDER, Situation.ATTACHED_REPLY):
        return facts.model_copy(update={"asks": _ASKS})
    return facts


def samples(situation: Situation) -> tuple[MessageFacts, ...]:
    """Facts that lead a template of this situation through all its branches."""
    bare, full = _with_needed(_BARE, situation), _with_needed(_FULL, situation)
    found = [bare, full]
    if situation not in _NEVER_ASKING:
        found += [
            facts.model_copy(update={"asks": asks}) for facts in (bare, full) for asks in (_ASKS[:1], _ASKS)
        ]
        found.append(full.model_copy(update={"asks": _ASKS, "ask_words": _ASK_WORDS}))
    if situation is Situation.STATUS:
        found += [
            facts.model_copy(update={"status": status}) for facts in (bare, full) for status in RequestStatus
        ]
    if situation is Situation.CANNOT_READ:
        found += [bare.model_copy(update={"problem": kind}) for kind in Unreadable]
    return tuple(found)


def _with_needed(facts: MessageFacts, situation: Situation) -> MessageFacts:
    return facts.model_copy(update={name: _NEEDED_VALUES[name] for name in NEEDED[situation]})
