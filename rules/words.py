"""The few words that some names of a condition can be: any other word would never be met."""

from collections.abc import Mapping

from intake_daemon.model import Channel, Intent, Kind, Outcome, Relation

CLOSED: Mapping[str, tuple[str, ...]] = {
    "kind": tuple(kind.value for kind in Kind),
    "intent": tuple(intent.value for intent in Intent),
    "intents": tuple(intent.value for intent in Intent),
    "match.outcome": ("", *(outcome.value for outcome in Outcome)),
    "match.relation": ("", *(relation.value for relation in Relation)),
}  #: whatever a case is
USUAL: Mapping[str, tuple[str, ...]] = {**CLOSED, "channel": tuple(channel.value for channel in Channel)}

KINDS_OF_WORD = frozenset(word for words in USUAL.values() for word in words if word)
