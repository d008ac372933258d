"""A paper whose dates hang on today: a complete authorization that was signed a good while ago.

The other papers have the dates they were drawn with. This one shows what a house policy about old signatures does,
whenever the demonstration is held: it is the corpus's live form, filled in once more for another invented patient.
"""

from datetime import date, timedelta
from pathlib import Path

from pypdf import PdfWriter

from intake_daemon.demo.script import Paper

FORM = "acroform-complete.pdf"
FILE = "acroform-signed-long-ago.pdf"
SIGNED_BEFORE = timedelta(days=240)


def aged(fixtures: Path, folder: Path, today: date) -> tuple[Paper, ...]:
    """Fill in the form and give it back as a paper to send in; nothing when the fixtures are without that form.

    Args:
        folder: where the filled form is written; it is made.
    """
    form = fixtures / "corpus" / FORM
    if not form.is_file():
        return ()
    folder.mkdir(parents=True, exist_ok=True)
    writer = PdfWriter(clone_from=form)
    for page in writer.pages:
        writer.update_page_form_field_values(page, _values(today), auto_regenerate=False)
    writer.write(folder / FILE)
    return (Paper(path=folder / FILE, is_mail=False, refers_back=False, is_reply=False),)


def _values(today: date) -> dict[str, str]:
    signed = today - SIGNED_BEFORE
    return {
        "patient_first_1": "Odalys",
        "patient_middle_2": "",
        "patient_last_3": "Brannigan",
        "patient_dob_4": "02/11/1983",
        "patient_phone_5": "(419) 555-0162",
        "patient_email_6": "",
        "scope_start_12": _us(signed - timedelta(days=700)),
        "scope_end_13": _us(signed - timedelta(days=60)),
        "scope_sensitive_28": "/Off",
        "authorization_expires_on_37": _us(today + timedelta(days=200)),
        "signature_39": "/s/ Odalys Brannigan",
        "authorization_signed_on_40": _us(signed),
    }


def _us(day: date) -> str:
    return day.strftime("%m/%d/%Y")
