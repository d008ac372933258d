"""The catalogue of fields: every name that extraction, rules, templates, tables and JSON may use.

`type` is the CEL type a rule sees: "string", "bool", "date", "list" (of strings) or "periods".
"""

from typing import Literal

from intake_daemon.model.base import Frozen


class FieldSpec(Frozen):
    """One field of a request: its contract name, its type and what it means, in words for people."""

    name: str
    type: Literal["string", "bool", "date", "phone", "email", "list", "periods"]
    title: str  #: how a message or a table calls it, in English


def _spec(name: str, kind: str, title: str) -> FieldSpec:
    return FieldSpec.model_validate({"name": name, "type": kind, "title": title})


CATALOGUE: tuple[FieldSpec, ...] = (
    _spec("requestor.name", "string", "name of the person asking"),
    _spec("requestor.organization", "string", "organization asking"),
    _spec("requestor.kind", "string", "who is asking"),
    _spec("requestor.phone", "phone", "requestor's telephone"),
    _spec("requestor.fax", "phone", "requestor's fax number"),
    _spec("requestor.email", "email", "requestor's e-mail address"),
    _spec("requestor.address", "string", "requestor's address"),
    _spec("requestor.reference", "string", "requestor's case or claim number"),
    _spec("patient.name", "string", "patient's name"),
    _spec("patient.first", "string", "patient's first name"),
    _spec("patient.middle", "string", "patient's middle name"),
    _spec("patient.last", "string", "patient's last name"),
    _spec("patient.suffix", "string", "patient's name suffix"),
    _spec("patient.dob", "date", "patient's date of birth"),
    _spec("patient.ssn_last4", "string", "last four digits of the Social Security number"),
    _spec("patient.mrn", "string", "medical record number"),
    _spec("patient.address", "string", "patient's address"),
    _spec("patient.phone", "phone", "patient's telephone"),
    _spec("patient.email", "email", "patient's e-mail address"),
    _spec("patient.other_names", "list", "patient's other names"),
    _spec("scope.start", "date", "first date of service asked for"),
    _spec("scope.end", "date", "last date of service asked for"),
    _spec("scope.open_ended", "bool", "dates of service up to the present"),
    _spec("scope.all_dates", "bool", "all dates of service"),
    _spec("scope.periods", "periods", "periods of service asked for"),
    _spec("scope.text", "string", "records asked for, as written"),
    _spec("scope.record_types", "list", "kinds of records asked for"),
    _spec("scope.sensitive", "list", "sensitive categories ticked, initialled or named by the signer"),
    _spec("authorization.discloser", "string", "who may release the records"),
    _spec("authorization.recipient.name", "string", "person to receive the records"),
    _spec("authorization.recipient.organization", "string", "organization to receive the records"),
    _spec("authorization.recipient.address", "string", "recipient's address"),
    _spec("authorization.recipient.phone", "phone", "recipient's telephone"),
    _spec("authorization.recipient.fax", "phone", "recipient's fax number"),
    _spec("authorization.recipient.email", "email", "recipient's e-mail address"),
    _spec("authorization.recipient.is_patient", "bool", "the patient is the recipient"),
    _spec("authorization.purpose", "string", "purpose of the release"),
    _spec("authorization.expires_on", "date", "expiration date"),
    _spec("authorization.expires_event", "string", "expiration event"),
    _spec("authorization.signed", "bool", "signature"),
    _spec("authorization.signature_kind", "string", "kind of signature"),
    _spec("authorization.signed_on", "date", "date of the signature"),
    _spec("authorization.representative.name", "string", "personal representative's name"),
    _spec("authorization.representative.authority", "string", "personal representative's authority"),
    _spec("authorization.statement.revocation", "bool", "statement of the right to revoke"),
    _spec("authorization.statement.conditioning", "bool", "statement on conditioning of treatment"),
    _spec("authorization.statement.redisclosure", "bool", "statement on redisclosure"),
    _spec("delivery.method", "string", "how the records shall be sent"),
    _spec("delivery.address", "string", "where the records shall be sent"),
    _spec("referral.reason", "string", "reason for the referral"),
    _spec("referral.diagnosis", "string", "diagnosis the referral gives"),
    _spec("referral.service", "string", "specialty or service the patient is referred to"),
    _spec("referral.to", "string", "provider or clinic the patient is referred to"),
    _spec("referral.provider.name", "string", "referring provider"),
    _spec("referral.provider.organization", "string", "referring practice"),
    _spec("referral.provider.npi", "string", "referring provider's NPI"),
    _spec("referral.provider.phone", "phone", "referring provider's telephone"),
    _spec("referral.provider.fax", "phone", "referring provider's fax number"),
    _spec("referral.insurance", "string", "patient's insurance"),
    _spec("referral.member_id", "string", "insurance member number"),
    _spec("referral.authorization_number", "string", "insurer's authorization number for the referral"),
    _spec("referral.urgency", "string", "urgency of the referral"),
    _spec("referral.attachments", "list", "papers that came with the referral"),
    _spec("appointment_on", "date", "date of the appointment"),
    _spec("needed_by", "date", "date by which the records are needed"),
    _spec("language", "string", "requestor's language"),
)

FIELD_NAMES = frozenset(spec.name for spec in CATALOGUE)
