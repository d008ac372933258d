"""Fixed words that the command line offers; kept apart so that `--help` need not import the stages."""

#: Why a person closes a request. What the rules close has reasons of its own (`settled.BY_THE_RULES`).
CLOSING_REASONS = (
    "fulfilled", "withdrawn", "denied", "duplicate", "no_reply", "not_ours", "referred", "other",
)  # fmt: skip

#: The closing reason that says the records were released.
RELEASED = "fulfilled"

#: The values of `store.requests.Status`; a test keeps them the same.
STATUSES = ("new", "pending_clarification", "in_progress", "escalated", "closed")

#: Where a referral stands: the values of `store.referrals.ReferralStatus`; a test keeps them the same.
REFERRAL_STATUSES = (
    "new", "waiting_for_information", "sent", "needs_patient_action", "scheduled", "closed",
)  # fmt: skip

#: The values of `store.messages.MessageState`; a test keeps them the same.
MESSAGE_STATES = ("ready", "held", "sent", "rendered", "parked", "unknown", "cancelled")

#: How a person gave a requestor a written statement.
WAYS_TO_TELL = ("letter", "fax", "handed_over", "portal", "email")

#: Where reprocessing may start; the values of `pipeline.reprocess.Step`.
STEPS = ("read", "understand", "decide")

#: The vocabulary of the field requestor.kind.
REQUESTOR_KINDS = (
    "patient", "representative", "provider", "attorney", "insurer", "employer", "government",
    "copy_service", "other",
)  # fmt: skip
