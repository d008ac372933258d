"""What docs/rules.md shows is true: its rules load, their examples pass, its error looks like that."""

import re
import shutil
from pathlib import Path

import rules
from rules.conditions.vocabulary import CASE_NAMES, functions

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
RULES = re.findall(r"^```yaml\n(- id: .*?)^```", PAGE, re.MULTILINE | re.DOTALL)
ERROR = re.findall(r"^```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)

WRONG = """\
- id: needs-birth-date
  title: The date of birth is there
  why: "House policy: a test"
  require: {field: patient.dob}
  when: patient.dbo.present
  then: ask
  examples: {pass: [{patient.dob: 1971-04-09}], fail: [{patient.dob: absent}]}
"""


def a_folder(tmp_path: Path, content: str) -> Path:
    shutil.copy(rules.SHIPPED / "policy.yaml", tmp_path / "policy.yaml")
    (tmp_path / "clinic.yaml").write_text(content, encoding="utf-8")
    return tmp_path


def test_the_rules_on_the_page_load_and_their_examples_come_out_as_they_say(tmp_path: Path) -> None:
    shown = rules.load(a_folder(tmp_path, "\n".join(RULES)))

    assert len(shown.rules) == len(RULES) == 2
    assert rules.run_examples(shown) == ()


def test_the_error_on_the_page_is_the_one_that_is_printed(tmp_path: Path) -> None:
    (problem,) = rules.mistakes(rules.check(a_folder(tmp_path, WRONG)))

    assert [problem.render()] == [shown.rstrip("\n") for shown in ERROR]


def test_the_page_names_every_file_and_folder_at_the_top() -> None:
    named = set(re.findall(r"^\| `([\w-]+(?:\.yaml|/))` \|", PAGE, re.MULTILINE))
    shipped = {path.relative_to(rules.SHIPPED) for path in rules.SHIPPED.rglob("*.yaml")}

    assert named == {f"{path.parts[0]}/" if len(path.parts) > 1 else path.name for path in shipped}


def test_the_page_names_every_fact_and_function_that_conditions_know() -> None:
    known = {*CASE_NAMES, *(function.name for function in functions(frozenset()))}

    assert {name for name in known if not re.search(rf"`{re.escape(name)}[`(]", PAGE)} == set()
