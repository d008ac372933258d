"""Values of live PDF forms (AcroForm, ISO 32000-1, 12.7), read as values and not as print."""

from collections.abc import Callable, Iterator
from ctypes import byref, c_ushort, sizeof
from typing import Any

import pypdfium2  # type: ignore[import-untyped] # ships no types
import pypdfium2.raw as pdfium  # type: ignore[import-untyped] # ships no types

from intake_daemon.model import Box, FormField, FormKind
from parsers.pdf.place import Place, clip

_KINDS = {
    pdfium.FPDF_FORMFIELD_TEXTFIELD: FormKind.TEXT,
    pdfium.FPDF_FORMFIELD_CHECKBOX: FormKind.CHECKBOX,
    pdfium.FPDF_FORMFIELD_RADIOBUTTON: FormKind.RADIO,
    pdfium.FPDF_FORMFIELD_COMBOBOX: FormKind.CHOICE,
    pdfium.FPDF_FORMFIELD_LISTBOX: FormKind.CHOICE,
    pdfium.FPDF_FORMFIELD_SIGNATURE: FormKind.SIGNATURE,
}
_MOST_WIDGETS = 5000
_HIDDEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW


def page_fields(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, place: Place
) -> tuple[FormField, ...]:
    """Read the form widgets of one page, in the file's order; hidden ones are left out."""
    if document.formenv is None:
        return ()
    form = document.formenv.raw
    found = (_field(form, page, widget, place) for widget in _widgets(page))
    return tuple(field for field in found if field is not None)


def _widgets(page: pypdfium2.PdfPage) -> Iterator[Any]:
    """Yield the widget annotations; each is closed when the next one is asked for."""
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_WIDGETS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET:
                yield annotation
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _field(form: Any, page: pypdfium2.PdfPage, widget: Any, place: Place) -> FormField | None:
    kind = _KINDS.get(pdfium.FPDFAnnot_GetFormFieldType(form, widget))
    box = _box(widget, place)
    if kind is None or box is None or pdfium.FPDFAnnot_GetFlags(widget) & _HIDDEN:
        return None
    return FormField(
        name=_text(pdfium.FPDFAnnot_GetFormFieldName, form, widget),
        tooltip=_text(pdfium.FPDFAnnot_GetFormFieldAlternateName, form, widget),
        kind=kind,
        value=_value(form, widget, kind),
        checked=_checked(form, widget, kind),
        box=box,
    )


def _value(form: Any, widget: Any, kind: FormKind) -> str | None:
    """Return the text filled in or the choice made; for a ticked button the name of its state."""
    if kind is FormKind.SIGNATURE:
        return None
    if kind in (FormKind.CHECKBOX, FormKind.RADIO):
        if not pdfium.FPDFAnnot_IsChecked(form, widget):
            return None
        return _text(pdfium.FPDFAnnot_GetFormFieldExportValue, form, widget) or None
    return _text(pdfium.FPDFAnnot_GetFormFieldValue, form, widget).strip() or None


def _checked(form: Any, widget: Any, kind: FormKind) -> bool | None:
    if kind in (FormKind.CHECKBOX, FormKind.RADIO):
        return bool(pdfium.FPDFAnnot_IsChecked(form, widget))
    if kind is FormKind.SIGNATURE:
        return bool(pdfium.FPDFAnnot_HasKey(widget, b"V"))
    return None


def _box(widget: Any, place: Place) -> Box | None:
    rectangle = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(widget, byref(rectangle)):
        return None
    return clip(place.box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top))


def _text(ask: Callable[..., int], form: Any, widget: Any) -> str:
    """Ask the library for a string; it answers in UTF-16 and first tells how long that is, in bytes."""
    length = ask(form, widget, None, 0)
    if length <= 2:
        return ""
    buffer = (c_ushort * (length // 2))()
    ask(form, widget, buffer, sizeof(buffer))
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\x00")
