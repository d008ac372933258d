"""The pages made from the program are those it would make now."""

import importlib.util
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).parents[2] / "docs"


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_generated_pages_schemas_and_lines_are_those_the_program_would_write() -> None:
    made = generator().documents()

    stale = [name for name, text in made.items() if (DOCS / name).read_text(encoding="utf-8") != text]

    assert {"cli.md", "configuration.md", "inspect.md", "matching.md", "rule-words.md"} <= made.keys()
    assert stale == [], "run: python docs/generate.py"


def test_every_action_that_people_cause_is_in_the_vocabulary_of_the_audit() -> None:
    words = (
        "arrival.reprocessed", "request.corrected", "request.accepted", "request.assigned", "request.closed",
        "request.split", "request.noted", "message.released", "message.held", "message.cancelled",
        "directory.added", "directory.changed", "directory.verified", "directory.removed", "request.tied",
        "request.untied", "exception.resolved",
    )  # fmt: skip
    page = (DOCS / "audit.md").read_text()

    assert [word for word in words if f"`{word}`" not in page] == []
