"""Which kind of request the papers are: by the words of the law first, then by who shall receive."""

import re
from dataclasses import dataclass

from intake_daemon.model import Fields, Kind, State
from parsers.normalise.text import fold

_SUBPOENA = re.compile(r"\bsubpoena\b|you are (?:hereby )?commanded|duces tecum|\bcitacion judicial\b")
_SUBPOENA_TITLE = re.compile(
    r"\bsubpoena (?:duces tecum|for (?:production|records)|to (?:produce|testify))|you are (?:hereby )?commanded"
)
_COURT_ORDER = re.compile(
    r"\b(?:it is (?:hereby |so )?ordered|court order|order (?:of the court|for (?:production|"
    r"release)|compelling)|orden judicial)\b"
)
_JUDGE = re.compile(r"\b(?:judge|justice of the|magistrate|hon\.|honorable|juez)\b")
_COMP = re.compile(
    r"\bworkers?'?s?'? ?comp(?:ensation)?\b|\bcompensacion (?:laboral|de trabajadores|al trabajador)\b"
)
_GOVERNMENT = re.compile(
    r"\b(?:department of veterans affairs|social security administration|disability determination|"
    r"department of (?:public )?health|medicaid fraud|office of the (?:inspector|attorney) general|"
    r"law enforcement|police department|public health authority|child protective services|"
    r"medical examiner|coroner)\b"
)
_TREATMENT = re.compile(
    r"\b(?:continuity of care|continuing care|transfer of care|upcoming appointment|"
    r"treatment purposes|for (?:ongoing|continued) (?:care|treatment)|is (?:being seen|"
    r"scheduled to be seen)|under our care|mutual patient|our (?:mutual )?patient|referred to (?:us|"
    r"our)|continuidad de (?:la )?atencion)\b"
)
_PAYMENT = re.compile(
    r"\b(?:claims? (?:review|audit|processing|payment)|process(?:ing)? (?:this|the|your) claim|"
    r"utilization review|payment of (?:this|the) claim|medical necessity review|risk adjustment|"
    r"hedis|prepayment review)\b"
)
_AUTHORIZATION = re.compile(
    r"\bauthori[sz]ation\b|\bi (?:hereby )?authori[sz]e\b|\bautorizacion\b|\bautorizo\b"
)
_ACCESS = re.compile(
    r"\b(?:patient request|request for access|patient access|right of access|access to (?:my|your|"
    r"protected) (?:health|medical)|164\.524|solicitud de (?:acceso|registros)|"
    r"solicitud del paciente)\b"
)
_OWN = re.compile(
    r"\b(?:copy|copies|copia|copias)?\s?(?:of|de)?\s?(?:my (?:own )?(?:medical |health )?(?:records?|"
    r"chart)|mis (?:registros|expedientes)|mi (?:expediente|historial|historia))\b"
)
_TOP = 700  #: characters that hold a document's title


@dataclass(frozen=True)
class KindGuess:
    """A kind and how sure it is."""

    kind: Kind
    confidence: float


def kind_of(text: str, fields: Fields, *, form: bool, asks: bool) -> KindGuess:
    """Decide the kind of one request.

    Args:
        text: all its pages' text.
        fields: its fields as merged.
        form: whether an authorization or request form is among its pages.
        asks: whether the message asks for records at all.
    """
    folded = fold(text[:60_000])
    by_law = _by_law(folded, form)
    if by_law:
        return by_law
    if form:
        return _of_form(folded, fields)
    return _of_letter(folded, fields) if asks else KindGuess(Kind.OTHER, 0.8)


def _by_law(folded: str, form: bool) -> KindGuess | None:
    if _SUBPOENA_TITLE.search(folded) or (_SUBPOENA.search(folded[:_TOP]) and not form):
        return KindGuess(Kind.SUBPOENA, 0.93)
    if _COURT_ORDER.search(folded) and _JUDGE.search(folded) and not form:
        return KindGuess(Kind.COURT_ORDER, 0.9)
    return None


def _of_form(folded: str, fields: Fields) -> KindGuess:
    recipient = _recipient(fields)
    if _is_true(fields, "authorization.recipient.is_patient"):
        return KindGuess(Kind.PATIENT_ACCESS, 0.92)
    access = _ACCESS.search(folded[:_TOP]) is not None and not re.search(r"\bauthorization\b", folded[:_TOP])
    if access:
        return KindGuess(Kind.PATIENT_DIRECTED, 0.85) if recipient else KindGuess(Kind.PATIENT_ACCESS, 0.88)
    return KindGuess(Kind.THIRD_PARTY_AUTHORIZATION, 0.92 if recipient else 0.85)


def _of_letter(folded: str, fields: Fields) -> KindGuess:
    signed = _is_true(fields, "authorization.signed")
    if _AUTHORIZATION.search(folded) and signed and _recipient(fields):
        return KindGuess(Kind.THIRD_PARTY_AUTHORIZATION, 0.75)
    for pattern, kind in (
        (_COMP, Kind.WORKERS_COMP),
        (_GOVERNMENT, Kind.GOVERNMENT),
        (_PAYMENT, Kind.PAYMENT),
        (_TREATMENT, Kind.TREATMENT),
    ):
        if pattern.search(folded):
            return KindGuess(kind, 0.8)
    if _OWN.search(folded):
        return KindGuess(Kind.PATIENT_ACCESS, 0.8)
    if re.search(r"\b(?:my|our|mi|nuestro) client[e]?\b|attorney|law (?:office|firm)|abogado", folded):
        return KindGuess(Kind.THIRD_PARTY_AUTHORIZATION, 0.75)
    return KindGuess(Kind.OTHER, 0.5)


def _recipient(fields: Fields) -> bool:
    return any(
        part in fields and fields[part].state is State.PRESENT
        for part in ("authorization.recipient.name", "authorization.recipient.organization")
    )


def _is_true(fields: Fields, name: str) -> bool:
    return name in fields and fields[name].value is True
