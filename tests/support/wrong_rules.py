"""Rules folders in which something is wrong: the file at fault beside a sound policy."""

import re
from pathlib import Path

import rules
from rules.files.policy_file import POLICY

LIBRARY = Path(__file__).parents[2] / "rules" / "library"
ASKED = frozenset(
    {
        "authorization.purpose",
        "authorization.representative.name",
        "authorization.signed",
        "authorization.signed_on",
        "patient.dob",
        "patient.name",
    }
)
AROUND = rules.Surroundings(
    templates=frozenset({"already_here", "clarification", "status"}), texts={"en": ASKED, "es": ASKED}
)
CASE = re.compile(
    r"\{kind: (?:[^{}]|\{[^{}]*\})*\}"
)  #: a case the solver found; another version may find another


def policy() -> str:
    """The shipped policy, without the folders it switches."""
    text = (LIBRARY / POLICY).read_text(encoding="utf-8")
    return re.sub(r"^folders:\n(?:  .*\n)*", "", text, flags=re.MULTILINE)


def said_of(file: str, text: str) -> str:
    """What a check says of one file beside the policy, as it is printed, any case in it as {…}."""
    problems = rules.check_texts({POLICY: policy(), file: text}, AROUND)
    return CASE.sub("{…}", "".join(f"{one.render()}\n" for one in problems if one.file == file))
