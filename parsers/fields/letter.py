"""Letters, told from forms: somebody writes to somebody, whatever tables or labelled lines stand in between."""

import re

from parsers.normalise.text import fold

_OF_LETTERS = re.compile(
    r"^\W{0,3}(?:dear\b|to whom it may concern|good (?:morning|afternoon|day)|hello|estimad|a quien corresponda|"
    r"sincerely|very truly|yours truly|respectfully|(?:kind |best |warm )?regards|atentamente|cordialmente|"
    r"you are (?:hereby )?commanded|it is (?:hereby )?(?:so )?ordered)|"
    r"\b(?:please be advised|we (?:hereby )?request|i am writing|this (?:firm|office) (?:represents|has been)|"
    r"we are (?:deciding|evaluating|processing|conducting)|has come into our care|under our care|we need the records|"
    r"you are (?:hereby )?commanded|it is (?:hereby )?(?:so )?ordered|nuestro despacho|por medio de la presente)\b",
    re.MULTILINE,
)
_OF_FORMS = re.compile(
    r"\bi (?:hereby |understand|authori[sz]e|may revoke|give (?:my )?permission)|\byo autorizo|\bautorizo a\b|"
    r"\bentiendo que\b|\bmy authori[sz]ation\b|\bsignature of (?:the )?patient\b|\bpatient(?:'s)? signature or\b"
)


def is_letter(text: str) -> bool:
    """Whether a page is somebody's letter and no form that a patient signs."""
    return bool(_OF_LETTERS.search(fold(text[:8000]))) and not is_for_signing(text)


def is_for_signing(text: str) -> bool:
    """Whether a page speaks as an authorization or request form does, in the patient's words."""
    return bool(_OF_FORMS.search(fold(text[:8000]).replace("|", "i")))
