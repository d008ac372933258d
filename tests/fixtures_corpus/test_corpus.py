"""The committed corpus: every file opens, is what it says, and is in step with the script that draws it."""

import email
import json
import re
from email.policy import default
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from fixtures.draw.__main__ import CORPUS, truth_of
from fixtures.draw.case import Case, Faxed
from fixtures.draw.corpus import cases
from fixtures.draw.describe import readme
from intake_daemon.model import FIELD_NAMES, Decision, Intent, Kind

CASES = {case.file: case for case in cases()}
EXPECTED = json.loads((CORPUS.parent / "expected.json").read_text())
REQUESTS = [(entry["file"], request) for entry in EXPECTED for request in entry["requests"]]
PHONE = re.compile(r"\(?\b(\d{3})\)?[ .-]+(\d{3})-(\d{4})\b|\+1(\d{3})(\d{3})(\d{4})")
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.(\w+)")


def _text(path: Path) -> str:
    """The words of a file that can be read without recognising letters."""
    if path.suffix == ".eml":
        return path.read_text()
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    return ""


def _faxes(ending: str) -> list[Case]:
    return [
        case
        for case in CASES.values()
        if case.mail is None
        and case.document
        and isinstance(case.document.look, Faxed)
        and case.file.endswith(ending)
    ]


def test_expected_json_is_what_the_cases_say() -> None:
    assert truth_of(list(CASES.values())) == (CORPUS.parent / "expected.json").read_text()


def test_the_table_of_files_is_what_the_cases_say() -> None:
    assert readme(list(CASES.values())) == (CORPUS.parent / "README.md").read_text()


def test_the_folder_holds_the_cases_and_nothing_else() -> None:
    assert {path.name for path in CORPUS.iterdir()} == set(CASES)


def test_the_corpus_is_large_enough_to_show_things_and_small_enough_to_carry() -> None:
    assert len(CASES) >= 24
    assert sum(case.in_demo for case in CASES.values()) >= 16
    assert sum(path.stat().st_size for path in CORPUS.iterdir()) < 6_000_000


@pytest.mark.parametrize("name", sorted(name for name in CASES if name.endswith(".pdf")))
def test_a_pdf_has_the_pages_its_papers_have(name: str) -> None:
    document = CASES[name].document
    assert document is not None

    assert len(PdfReader(CORPUS / name).pages) == sum(len(paper.layout.pages) for paper in document.papers)


@pytest.mark.parametrize("name", sorted(name for name in CASES if not name.endswith((".pdf", ".eml"))))
def test_a_picture_opens_with_a_resolution(name: str) -> None:
    with Image.open(CORPUS / name) as picture:
        picture.load()

        assert picture.info["dpi"][0] == pytest.approx(204 if name.endswith(".tif") else 300, abs=0.1)


@pytest.mark.parametrize("name", sorted(name for name in CASES if name.endswith(".eml")))
def test_a_mail_parses_without_defects(name: str) -> None:
    message = email.message_from_bytes((CORPUS / name).read_bytes(), policy=default)

    assert [part.defects for part in message.walk() if part.defects] == []
    assert message["Received"].startswith("from ")


@pytest.mark.parametrize("case", _faxes(".tif"), ids=lambda case: case.file)
def test_a_tiff_fax_is_one_bit_g4_at_fax_resolution(case: Case) -> None:
    assert case.document is not None
    assert isinstance(case.document.look, Faxed)
    with Image.open(CORPUS / case.file) as picture:
        found = (picture.mode, picture.info["compression"], picture.width, picture.info["dpi"])

    assert found == ("1", "group4", 1728, (204, case.document.look.line.lines))


@pytest.mark.parametrize("case", _faxes(".pdf"), ids=lambda case: case.file)
def test_a_pdf_fax_is_one_g4_image_a_page_at_fax_resolution(case: Case) -> None:
    assert case.document is not None
    assert isinstance(case.document.look, Faxed)
    for page in PdfReader(CORPUS / case.file).pages:
        (image,) = (entry.get_object() for entry in page["/Resources"]["/XObject"].values())
        down = image["/Height"] / float(page.mediabox.height) * 72

        assert (image["/Filter"], image["/BitsPerComponent"], image["/Width"]) == ("/CCITTFaxDecode", 1, 1728)
        assert down == pytest.approx(case.document.look.line.lines, abs=0.5)


def test_the_live_form_holds_its_values_in_fields() -> None:
    values = {
        str(field.get("/V"))
        for field in (PdfReader(CORPUS / "acroform-complete.pdf").get_fields() or {}).values()
    }
    truth = next(entry for entry in EXPECTED if entry["file"] == "acroform-complete.pdf")["requests"][0][
        "fields"
    ]

    assert {
        truth["patient.last"],
        truth["patient.first"],
        truth["authorization.recipient.organization"],
    } <= values


@pytest.mark.parametrize(
    ("name", "request_"), REQUESTS, ids=[f"{name}-{n}" for n, (name, _) in enumerate(REQUESTS)]
)
def test_the_truth_uses_the_contracts_words(name: str, request_: dict[str, object]) -> None:
    fields, missing = request_["fields"], request_["missing"]
    assert isinstance(fields, dict)
    assert isinstance(missing, list)

    assert set(fields) <= FIELD_NAMES
    assert set(missing) <= FIELD_NAMES
    assert request_["kind"] in set(Kind)
    assert request_["should"] in set(Decision)


def test_every_intent_is_one_of_the_contracts() -> None:
    assert {entry["intent"] for entry in EXPECTED} <= set(Intent)


@pytest.mark.parametrize("name", sorted(CASES))
def test_all_numbers_and_addresses_are_invented(name: str) -> None:
    truth = json.dumps(next(entry for entry in EXPECTED if entry["file"] == name))
    words = _text(CORPUS / name) + truth
    numbers = {("".join(found[1:3]) or "".join(found[4:6])) for found in PHONE.findall(words)}

    assert {number for number in numbers if not number.startswith("55501")} == set()
    assert set(MAIL.findall(words)) <= {"example", "test"}


def test_a_duplicate_says_what_the_first_one_says() -> None:
    by_file = {entry["file"]: entry for entry in EXPECTED}
    pairs = [(entry, by_file[entry["duplicate_of"]]) for entry in EXPECTED if entry["duplicate_of"]]

    assert len(pairs) >= 2
    for again, first in pairs:
        assert again["requests"][0]["fields"] == first["requests"][0]["fields"]
        assert (CORPUS / again["file"]).read_bytes() != (CORPUS / first["file"]).read_bytes()


def test_held_back_layouts_are_not_in_the_demonstration() -> None:
    held_back = {case.file for case in CASES.values() if case.held_back}

    assert len(held_back) >= 3
    assert [name for name in held_back if CASES[name].in_demo] == []
    layouts = {
        paper.layout
        for case in CASES.values()
        if case.in_demo and case.document
        for paper in case.document.papers
    }
    assert [layout.name for layout in layouts if layout.held_back] == []
