"""Which kind of request the papers are: by the words of the law first, then by who asks and who shall receive."""

import re
from dataclasses import dataclass

from intake_daemon.model import Fields, Kind, State
from parsers.fields.requestor_kind import RequestorKind
from parsers.normalise.text import fold

_SUBPOENA = re.compile(r"\bsubpoena\b|you are (?:hereby )?commanded|duces tecum|\bcitacion judicial\b")
_SUBPOENA_TITLE = re.compile(
    r"\bsubpoena (?:duces tecum|for (?:the )?(?:production|(?:medical )?records)|to (?:produce|testify))|"
    r"you are (?:hereby )?commanded"
)
_NO_SUBPOENA = re.compile(
    r"\b(?:without|no|not|instead of|avoid) (?:[a-z]{1,8} ){0,2}subpoena|\bmay subpoena|\bwill subpoena"
)
_COURT_ORDER = re.compile(
    r"\b(?:it is (?:hereby |so )?ordered|so ordered|court order|order (?:of the court|for (?:the )?(?:production|"
    r"release)|compelling)|orden judicial)\b"
)
_JUDGE = re.compile(r"\b(?:judge|justice of the|magistrate|hon\.|honorable|juez)\b")
_COMP = re.compile(
    r"\bwork(?:ers?|men|man)?['’]?s?['’]? ?comp(?:ensation)?\b|\bcompensacion (?:laboral|de trabajadores|"
    r"al trabajador)\b|"
    r"\binjured worker\b"
)
_PAYMENT = re.compile(
    r"\b(?:claims? (?:review|audit|processing|payment)|process(?:ing)? (?:this|the|your) claim|utilization review|"
    r"payment of (?:this|the) claim|for payment purposes|medical necessity review|risk adjustment|hedis|"
    r"prepayment review|"
    r"post-?payment|payment integrity)\b"
)
_TREATMENT = re.compile(
    r"\b(?:continu(?:ity|ation) of care|continu(?:ing|ed) (?:care|treatment)|transfer of care|treatment purposes|"
    r"for (?:ongoing|continued|further) (?:care|treatment)|for treatment|(?:being|to be) seen|under our care|"
    r"into our care|"
    r"mutual patient|our (?:mutual )?patient|established care|referred to (?:us|our)|on (?:the|our) schedule|"
    r"clearance|"
    r"upcoming (?:appointment|surgery|visit)|continuidad de (?:la )?atencion|nuestr[oa] paciente|"
    r"bajo nuestra atencion)\b"
)
_ACCESS = re.compile(
    r"\b(?:patient request|request for access|patient access|right of access|access to (?:my|your|"
    r"protected) (?:health|medical)|164\.524|solicitud de (?:acceso|registros)|"
    r"solicitud del paciente|(?:want|request|need) (?:a )?cop(?:y|ies) of my|copy of my own|my own (?:health |"
    r"medical )?records|"
    r"quiero (?:una )?copia de mi)\b"
)
_TO_OTHERS = re.compile(
    r"\b(?:recipient|release (?:my |the )?(?:records |information )?to|disclosed? to|send (?:my |"
    r"the )?(?:records )?to:|"
    r"person or (?:office|agency|organization)|organization|destinatario)\b"
)
_AUTHORIZED = re.compile(r"\bauthori[sz]ation\b|\bautorizacion\b|\bsigned release\b|\bhipaa release\b")
_OFFICES = {"attorney", "insurer", "employer", "copy_service"}
_TOP = 700  #: characters that hold a document's title


@dataclass(frozen=True)
class KindGuess:
    """A kind and how sure it is."""

    kind: Kind
    confidence: float


def kind_of(text: str, fields: Fields, *, form: bool, asks: bool, who: RequestorKind) -> KindGuess:
    """Decide the kind of one request.

    Args:
        text: all its pages' text.
        fields: its fields as merged.
        form: whether an authorization or request form is among its pages.
        asks: whether the message asks for records at all.
        who: the kind of requestor, as letters and mails show it.
    """
    folded = fold(text[:60_000])
    if not (form or asks):
        return KindGuess(Kind.OTHER, 0.9)
    by_law = _by_law(folded, form)
    if by_law:
        return by_law
    return _of_form(folded, fields) if form else _of_letter(folded, fields, who)


def _by_law(folded: str, form: bool) -> KindGuess | None:
    refused = _NO_SUBPOENA.search(folded) is not None
    if _SUBPOENA_TITLE.search(folded) and not refused:
        return KindGuess(Kind.SUBPOENA, 0.95)
    if _COURT_ORDER.search(folded) and _JUDGE.search(folded) and not form:
        return KindGuess(Kind.COURT_ORDER, 0.93)
    if _SUBPOENA.search(folded[:_TOP]) and not form and not refused:
        return KindGuess(Kind.SUBPOENA, 0.9)
    return None


def _of_form(folded: str, fields: Fields) -> KindGuess:
    recipient = _recipient(fields)
    if _is_true(fields, "authorization.recipient.is_patient"):
        return KindGuess(Kind.PATIENT_ACCESS, 0.92)
    access = _ACCESS.search(folded[:_TOP]) is not None and not re.search(r"\bauthorization\b", folded[:_TOP])
    if access:
        alone = not _TO_OTHERS.search(folded)
        access_sure = KindGuess(Kind.PATIENT_ACCESS, 0.92 if alone else 0.85)
        return KindGuess(Kind.PATIENT_DIRECTED, 0.85) if recipient else access_sure
    return KindGuess(Kind.THIRD_PARTY_AUTHORIZATION, 0.92 if recipient else 0.85)


def _of_letter(folded: str, fields: Fields, who: RequestorKind) -> KindGuess:
    if who.kind in ("patient", "representative"):
        return _of_patient(fields, who)
    if who.kind == "government" and not re.search(r"\bbureau of workers", folded):
        return KindGuess(Kind.GOVERNMENT, 0.92 if who.clear else 0.8)
    if _COMP.search(folded):
        return KindGuess(Kind.WORKERS_COMP, 0.92 if who.kind != "provider" else 0.75)
    if who.kind in ("insurer", "copy_service", None) and _PAYMENT.search(folded):
        return KindGuess(Kind.PAYMENT, 0.92 if not _TREATMENT.search(folded) else 0.75)
    if who.kind in _OFFICES:
        sure = 0.93 if who.clear or _AUTHORIZED.search(folded) else 0.88
        return KindGuess(Kind.THIRD_PARTY_AUTHORIZATION, sure if not _TREATMENT.search(folded) else 0.8)
    if who.kind == "provider" and _TREATMENT.search(folded):
        return KindGuess(Kind.TREATMENT, 0.93 if who.clear and not _AUTHORIZED.search(folded) else 0.85)
    if _TREATMENT.search(folded):
        return KindGuess(Kind.TREATMENT, 0.75)
    if who.kind == "provider":
        return KindGuess(Kind.TREATMENT, 0.6)
    return KindGuess(
        Kind.PATIENT_ACCESS if _is_true(fields, "authorization.recipient.is_patient") else Kind.OTHER, 0.5
    )


def _of_patient(fields: Fields, who: RequestorKind) -> KindGuess:
    if _recipient(fields) and not _is_true(fields, "authorization.recipient.is_patient"):
        return KindGuess(Kind.PATIENT_DIRECTED, 0.92)
    if who.kind == "representative":
        return KindGuess(Kind.PATIENT_ACCESS, 0.85)  # whether they may is for a person to see
    return KindGuess(Kind.PATIENT_ACCESS, 0.93 if who.clear else 0.85)


def _recipient(fields: Fields) -> bool:
    return any(
        part in fields and fields[part].state is State.PRESENT
        for part in ("authorization.recipient.name", "authorization.recipient.organization")
    )


def _is_true(fields: Fields, name: str) -> bool:
    return name in fields and fields[name].value is True
