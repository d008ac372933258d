"""A session logged in a page of the documentation: its commands, and what they print, as far as that is fixed."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: What is different every time: references, versions, days, times, how long something took, folders.
CHANGING = (
    (re.compile(r"\bR-[0-9A-Z]{4}-[0-9A-Z]{4}\b"), "R-"),
    (re.compile(r"\b[0-9a-f]{8,64}\b"), "HASH"),
    (re.compile(r"\b\d{4}-\d{2}-\d{2}\b"), "DAY"),
    (re.compile(r"\b\d{1,2}:\d{2}(:\d{2})?( UTC)?\b"), "TIME"),
    (re.compile(r"\b\d+(\.\d+)? ?(s|seconds|ms)\b"), "DURATION"),
    (re.compile(r"\s+"), " "),
)


@dataclass(frozen=True)
class Step:
    """One command of a session and the lines printed after it; a line of dots stands for any lines."""

    command: str
    printed: tuple[str, ...]


def steps(page: str) -> tuple[Step, ...]:
    """The commands of a page, in order: lines that begin with a dollar sign, continued with a greater-than sign."""
    return tuple(step for block in BLOCK.findall(page) for step in _steps(block.splitlines()))


def _steps(lines: list[str]) -> Iterator[Step]:
    command: list[str] = []
    printed: list[str] = []
    for line in lines:
        if line.startswith("$ "):
            if command:
                yield Step("\n".join(command), tuple(printed))
            command, printed = [line[2:]], []
        elif (line + " ").startswith("> ") and not printed:
            command.append(line[2:])
        else:
            printed.append(line)
    if command:
        yield Step("\n".join(command), tuple(printed))


def play(command: str, folder: Path, programs: Path) -> subprocess.CompletedProcess[str]:
    """Run one command in a folder, with what lies in `programs` at hand; errors are among what it printed."""
    environment = {
        **os.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "100",
        "NO_COLOR": "1",
    }
    return subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", command],
        cwd=folder, env=environment, text=True, timeout=240, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def missing(step: Step, output: str) -> list[str]:
    """The lines of the page that the command did not print, in this order, whatever changes from time to time."""
    printed = [fixed(line) for line in output.splitlines()]
    lost, place = [], 0
    for line in step.printed:
        if line.strip() in ("", "…"):
            continue
        try:
            place = printed.index(fixed(line), place) + 1
        except ValueError:
            lost.append(line)
    return lost


def fixed(line: str) -> str:
    """A line without what changes from time to time."""
    for pattern, word in CHANGING:
        line = pattern.sub(word, line)
    return line.strip()
