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

RECORDS = (
    "all", "notes", "labs", "imaging", "imaging_reports", "operative", "discharge_summary", "emergency", "consults",
    "history_physical", "medications", "immunizations", "pathology", "billing", "therapy", "other",
)  # fmt: skip
SENSITIVE = ("substance_use", "mental_health", "psychotherapy_notes", "hiv", "genetic", "reproductive")
WAYS = ("paper", "fax", "email", "portal", "media", "pickup", "other")
WHO = (
    "patient", "representative", "provider", "attorney", "insurer", "employer", "government", "copy_service", "other",
)  # fmt: skip

#: fields that reading fills with one of a few words; a person may write another
READ_AS: Mapping[str, tuple[str, ...]] = {
    "requestor.kind": WHO,
    "scope.record_types": RECORDS,
    "scope.sensitive": SENSITIVE,
    "authorization.signature_kind": ("ink", "typed", "electronic", "stamp"),
    "delivery.method": WAYS,
}

KINDS_OF_WORD = frozenset(word for words in USUAL.values() for word in words if word)
