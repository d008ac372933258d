"""The pages made from the program are those it would make now."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name", ["cli.md", "configuration.md", "inspect.md", "matching.md", "../systemd/intake.example.toml"]
)
def test_a_generated_page_is_in_step_with_the_program(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")

    assert generator().documents()[name] == written, "run: python docs/generate.py"


def test_every_action_that_people_cause_is_in_the_vocabulary_of_the_audit() -> None:
    words = (
        "arrival.reprocessed", "request.corrected", "request.accepted", "request.assigned", "request.closed",
        "request.split", "request.noted", "message.released", "message.held", "message.cancelled",
        "directory.added", "directory.changed", "directory.verified", "directory.removed", "request.tied",
        "request.untied", "exception.resolved",
    )  # fmt: skip
    page = (DOCS / "audit.md").read_text()

    assert [word for word in words if f"`{word}`" not in page] == []
