"""What the names, functions and signs of conditions mean, each with an example."""

from collections.abc import Mapping

from intake_daemon.model import Intent, Kind

Said = tuple[str, str]  #: the meaning, a condition as example

FACTS: Mapping[str, Said] = {
    "kind": (f"The kind of request: {', '.join(Kind)}.", 'kind == "treatment"'),
    "intent": (
        f"What the message wants in the first place: {', '.join(Intent)}.",
        'intent == "status_inquiry"',
    ),
    "intents": ("Everything the message wants.", '"clinical_question" in intents'),
    "channel": ("How it came: email or fax.", 'channel == "fax"'),
    "language": ("The language it is written in, as en or es.", 'language == "es"'),
    "received_on": ("The day it was received.", "authorization.signed_on <= received_on"),
    "today": ("The day of the judgement.", "needed_by < today"),
    "requestor_verified": (
        "The requestor is in the directory, found by more than a name.",
        '!(kind == "treatment" && !requestor_verified)',
    ),
    "known_requestor": ("The same as requestor_verified.", "known_requestor"),
    "requestor_reachable": (
        "A proven address or number of the requestor is known.",
        "match.known && requestor_reachable",
    ),
    "authorization_needed": (
        "An authorization is needed for this kind of request and this requestor.",
        "authorization_needed && authorization.purpose.absent",
    ),
    "mass_mailing": (
        "A newsletter or advertisement sent through a mailing list, and nothing else.",
        'intent == "spam" && mass_mailing',
    ),
    "facility_names": (
        "The facility's names, from the configuration and policy.yaml.",
        "size(facility_names) > 0",
    ),
    "match.known": ("The request is here already, for certain.", "match.known"),
    "match.outcome": (
        "What recognising it came to: duplicate, review or new; empty for none.",
        'match.outcome == "review"',
    ),
    "match.relation": (
        "How it relates to the request found: resend, repeat, follow_up, new_for_patient or new.",
        'match.relation == "follow_up"',
    ),
    "forms": ("The known forms its pages were recognised as, by their ids.", '"our-release-form" in forms'),
    "known_form": ("Some page of it was recognised as a known form.", "known_form"),
    "requests_in_arrival": ("How many requests the mail or fax holds.", "requests_in_arrival > 1"),
    "revocation_known": (
        "A revocation came that seems to be of this patient.",
        "revocation_known && authorization_needed",
    ),
    "revoked_on": ("The day on which that revocation came.", "authorization.signed_on <= revoked_on"),
}

STANDINGS: Mapping[str, Said] = {
    "present": ("The field is surely on the paper.", "patient.dob.present"),
    "absent": ("The field is surely not on the paper.", "authorization.purpose.absent"),
    "unsure": ("We cannot be sure of the field, for whatever reason.", "patient.name.unsure"),
    "unreadable": ("Something is there and could not be read.", "authorization.signed.unreadable"),
    "conflicting": (
        "Two places of the paper, or two papers, say different things.",
        "patient.dob.conflicting",
    ),
    "unjudged": (
        "Nothing was seen of it, neither a value nor an empty place for one.",
        "authorization.expires_on.unjudged",
    ),
}

FUNCTIONS: Mapping[str, Said] = {
    "day": ("A fixed day.", 'day("2026-03-02") < day("2026-03-09")'),
    "age_on": (
        "Completed years between a birth date and a day.",
        'age_on(day("1971-04-09"), day("2026-03-02")) == 54',
    ),
    "days_between": (
        "Calendar days from the first day to the second; below zero when the second is earlier.",
        'days_between(day("2026-03-02"), day("2026-03-09")) == 7',
    ),
    "business_days_between": (
        "Business days after the first day up to the second, without the office's holidays.",
        'business_days_between(day("2026-03-02"), day("2026-03-09")) == 5',
    ),
    "business_days_after": (
        "The day so many business days later, without the office's holidays.",
        'business_days_after(day("2026-03-06"), 1) == day("2026-03-09")',
    ),
    "matches_facility": (
        "The text names one of our names, or a class of record holders as a whole.",
        'matches_facility("any hospital or clinic", facility_names)',
    ),
    "mentions": (
        "The text holds one of the phrases; small and capital letters are the same.",
        'mentions("Any and all records", ["any and all", "entire chart"])',
    ),
}

SIGNS: Mapping[str, Said] = {
    "&&": ("And.", "patient.name.present && patient.dob.present"),
    "||": ("Or.", "patient.name.present || patient.mrn.present"),
    "!": ("Not.", "!requestor_verified"),
    "==": ("Is the same.", 'kind == "payment"'),
    "!=": ("Is another.", 'kind != "payment"'),
    "< <= > >=": ("Before or after, less or more.", "authorization.expires_on < received_on"),
    "in": ("Is one of a list.", '"labs" in scope.record_types'),
    "TEXT.contains(…)": ("The text holds this.", 'authorization.purpose.contains("disability")'),
    "TEXT.startsWith(…)": ("The text begins with this.", 'requestor.reference.startsWith("WC")'),
    "TEXT.endsWith(…)": ("The text ends with this.", 'requestor.email.endsWith(".gov")'),
    "TEXT.matches(…)": ("The text fits a pattern (RE2).", 'requestor.reference.matches("^[A-Z]{2}-[0-9]+$")'),
    "LIST.exists(x, …)": (
        "Some item of the list is so.",
        'scope.sensitive.exists(x, x in ["hiv", "genetic"])',
    ),
    "LIST.all(x, …)": ("Every item of the list is so.", 'scope.record_types.all(x, x == "billing")'),
    "size(…)": ("How many items a list has, or letters a text.", "size(scope.record_types) > 3"),
}
