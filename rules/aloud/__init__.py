"""Conditions read aloud: what a CEL expression says, as an English sentence that anybody can check."""

from rules.aloud.said import Said, in_one_line
from rules.aloud.sentences import Speaker

__all__ = ["Said", "Speaker", "in_one_line"]
