"""What the schemas say besides what the models hold: examples of values, and keys that belong together."""

from collections.abc import Mapping

Part = dict[str, object]


def _only(*keys: str) -> Part:
    return {"required": list(keys)}


def _if_then(key: str, value: str, *needed: str) -> Part:
    return {
        "if": {"properties": {key: {"const": value}}, "required": [key]},
        "then": {"required": list(needed)},
    }


#: By the name of the model: what its validators refuse, in the words of JSON Schema.
ALTERNATIVES: Mapping[str, Part] = {
    "Requirement": {"oneOf": [_only("field"), _only("any_of")]},
    "Escalation": {"oneOf": [_only("after_business_days"), _only("before_due_days")]},
    "RuleText": {
        "allOf": [
            {"not": _only("require", "check")},
            {"not": _only("require", "forbid")},
            {"not": _only("check", "forbid")},
            {"if": {"anyOf": [_only("check"), _only("forbid")]}, "then": _only("field", "problem")},
            {
                "if": {"anyOf": [_only("require"), _only("check"), _only("forbid")]},
                "then": {"properties": {"examples": _only("pass", "fail")}},
                "else": {"properties": {"examples": _only("applies", "leaves")}},
            },
            _if_then("then", "route", "queue"),
            _if_then("then", "answer", "template"),
            _if_then("then", "priority", "priority"),
            _if_then("then", "clock", "clock"),
        ]
    },
}

#: By model and key: values as they may be written.
KEY_EXAMPLES: Mapping[str, tuple[object, ...]] = {
    "RuleText.id": ("authorization-purpose",),
    "RuleText.title": ("The authorization names its purpose",),
    "RuleText.why": ("45 CFR 164.508(c)(1)(iv)", "House policy: what we decided, and the reason"),
    "RuleText.when": ("authorization_needed", 'kind == "treatment" && !requestor_verified'),
    "RuleText.require": ({"field": "authorization.purpose"}, {"any_of": ["scope.start", "scope.all_dates"]}),
    "RuleText.check": ("days_between(authorization.signed_on, received_on) <= house.signature_age_days",),
    "RuleText.forbid": ("authorization.expires_on < received_on",),
    "RuleText.field": ("authorization.signed_on",),
    "RuleText.problem": ("The signature is older than we accept unseen.",),
    "RuleText.ask": (
        "authorization.purpose",
        ["scope.start", "scope.end"],
        {"en": "Please tell us what the records are needed for.", "es": "Díganos para qué se necesitan."},
    ),
    "RuleText.source": (
        {"url": "https://www.ecfr.gov/current/title-45/section-164.508", "read_on": "2026-11-22"},
    ),
    "RuleText.clock": ({"days": 15, "counted": "business"},),
    "RuleText.checklist": (["Compare the signature with the one on file."],),
    "RuleText.verify": ({"identity": "Photo identification, or a call back on a number on file."},),
    "RuleText.channels": (["fax", "letter"],),
    "RuleText.cadence": ({"reminders": [5, 12], "give_up": 30},),
    "Policy.folders": ({"states/california": False},),
    "Policy.facility_names": (["Harbor Clinic Annex"],),
    "RuleText.queue": ("review", "privacy"),
    "RuleText.next_step": ("Call the requestor back and note what was said.",),
    "RuleText.basis": ("45 CFR 164.512(e)(1)(i), court order",),
    "Requirement.not_after": ("received_on",),
    "Requirement.not_before": ("scope.end",),
    "Policy.holidays": (["2026-12-25", "2027-01-01"],),
    "Policy.house": ({"signature_age_days": 365},),
    "Confidence.fields": ({"patient.dob": 0.95},),
    "MatchTuning.always_review": (["birth_date.one_digit", "first_name.variant"],),
}

#: A whole rule to begin with, offered by editors that know `defaultSnippets`.
SNIPPET: Part = {
    "label": "a new rule",
    "description": "A rule that asks for what is missing, with both examples.",
    "body": {
        "id": "${1:short-name}",
        "title": "${2:What is right when the rule passes}",
        "why": "House policy: ${3:the reason}",
        "require": {"field": "${4:patient.dob}"},
        "then": "${5|ask,review,note|}",
        "examples": {"pass": [{"$4": "${6:a value}"}], "fail": [{"$4": "absent"}]},
    },
}

#: What every weight of `matching.yaml` is for, by the way of agreeing it stands for.
MEANINGS: Mapping[str, str] = {
    "common": "bits for a name that is the same, however many bear it: at least so much.",
    "rare": "bits for a name that is the same, however few bear it: at most so much.",
    "exact": "bits when both papers have the same.",
    "variant": "bits for another form of the same: Bob and Robert.",
    "near": "bits when all but one misread or mistyped sign is the same.",
    "partly": "bits when a part is the same: an initial, one of two surnames.",
    "alike": "bits for what resembles it, and is as likely another value.",
    "conflict": "bits when they differ; never for being one.",
    "swapped": "bits for the same values in each other's place.",
    "short_year": "bits for the same day, once with a two-digit year.",
    "transposed": "bits when two digits are exchanged.",
    "look_alike": "bits when one digit differs, and the two look alike: 3 and 8.",
    "one_digit": "bits when one digit differs.",
    "misread": "bits when several digits differ that look alike, or it is no day of the calendar.",
    "one_part": "bits when only the year, the month or the day is the same but for it.",
    "different": "bits when the days are different.",
}
