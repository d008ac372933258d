from pathlib import Path

import pypdf
import pytest
from support import paper

from intake_daemon.errors import Unreadable, UnreadableDocument
from parsers.copies import copy_searchable
from parsers.options import ReadOptions


def test_a_copy_shows_every_page_upright_with_its_words(tmp_path: Path) -> None:
    letter = paper.typed_letter()
    source, target = tmp_path / "fax.tif", tmp_path / "copy.pdf"
    source.write_bytes(paper.as_fax([letter, letter.rotate(180)]))

    copy_searchable(source, target, (0, 180), ReadOptions())
    texts = [page.extract_text().split() for page in pypdf.PdfReader(target).pages]

    assert len(texts) == 2
    assert len(texts[0]) > 20
    assert len(set(texts[0]) & set(texts[1])) > 0.8 * len(set(texts[0]))


def test_what_is_no_paper_is_refused_and_leaves_no_copy(tmp_path: Path) -> None:
    source, target = tmp_path / "broken.pdf", tmp_path / "copy.pdf"
    source.write_bytes(b"%PDF-1.7\nnothing more")

    with pytest.raises(UnreadableDocument) as caught:
        copy_searchable(source, target, (0,), ReadOptions())

    assert caught.value.kind in set(Unreadable)
    assert not target.exists()
