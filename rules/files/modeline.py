"""The line by which an editor finds the schema of a file in a rules folder: its first, a comment."""

import re
from pathlib import PurePosixPath

from rules.files.json_schema import SchemaOf
from rules.files.matching_file import MATCHING
from rules.files.policy_file import POLICY

SCHEMAS = "schema"  #: folder beside the files of rules that holds the schemas; no rule is looked for in it
MODELINE = re.compile(r"\A# yaml-language-server: \$schema=.*\n")


def schema_for(name: str) -> SchemaOf:
    """The schema of a file, by its path in the rules folder."""
    return {POLICY: SchemaOf.POLICY, MATCHING: SchemaOf.MATCHING}.get(name, SchemaOf.RULES)


def modeline(name: str) -> str:
    """The line for a file, by its path in the rules folder ("states/kansas.yaml"), with its end."""
    up = "../" * (len(PurePosixPath(name).parts) - 1)
    return f"# yaml-language-server: $schema={up}{SCHEMAS}/{schema_for(name)}.json\n"


def with_modeline(name: str, text: str) -> str:
    """A file with its line, whatever line it had."""
    return modeline(name) + MODELINE.sub("", text)
