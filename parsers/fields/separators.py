"""Separator sheets: pages whose bar code says that another request begins."""

from collections.abc import Collection, Sequence

from intake_daemon.model import Evidence, Fields, Method, Page, State

_SHEET = 40  #: words; a page with more is a paper that bears the code, not a sheet of its own
_TELLING = 5  #: signs of a code that can confirm a value; a shorter one may be there by chance


def separates(page: Page, separators: Collection[str]) -> bool:
    """Whether a page bears the code of a separator.

    Args:
        page: the page.
        separators: what such codes say.
    """
    known = {_bare(text) for text in separators} - {""}
    return any(_bare(code.text) in known for code in page.codes)


def is_sheet(page: Page) -> bool:
    """Whether a page with a separator's code is nothing but a separator."""
    return len(page.words) <= _SHEET


def confirmed(fields: Fields, pages: Sequence[Page]) -> Fields:
    """Fields whose value a code on the pages says too, with the code as evidence; no code ever becomes a value."""
    codes = [(page, code) for page in pages for code in page.codes if len(_bare(code.text)) >= _TELLING]
    found = dict(fields)
    for name, field in fields.items():
        same = [
            Evidence(part=page.part, page=page.number, box=code.box, text=code.text, method=Method.BARCODE)
            for page, code in codes
            if field.state is State.PRESENT
            and isinstance(field.value, str)
            and _bare(field.value) == _bare(code.text)
        ]
        if same:
            found[name] = field.model_copy(update={"evidence": (*field.evidence, *same)})
    return found


def _bare(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())
