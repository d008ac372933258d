"""One tool on one set, in a process of its own: the answer and the peak of its memory go to a file."""

import json
import re
import sys
import warnings
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

TOOLS = {
    "ours": ("benchmarks.linking.ours", "run"),
    "splink": ("benchmarks.linking.with_splink", "run"),
    "splink, all columns": ("benchmarks.linking.with_splink", "run_all_columns"),
    "recordlinkage": ("benchmarks.linking.with_recordlinkage", "run"),
    "recordlinkage's rule": ("benchmarks.linking.with_recordlinkage", "run_rule"),
}


def main() -> None:
    """Arguments: tool, set, file of the answer, and the set's own file or nothing."""
    tool, name, answer, *file = sys.argv[1:]
    warnings.simplefilter("ignore")  # pandas warns recordlinkage of what it will no longer do one day
    module, function = TOOLS[tool]
    answers = getattr(import_module(module), function)(name, Path(file[0]) if file else None)
    found = {kind: asdict(given) for kind, given in answers.items()}
    Path(answer).write_text(json.dumps({"answers": found, "memory": _peak_memory()}), "utf-8")


def _peak_memory() -> float:
    """In mebibytes; what the kernel accounts to a waiting parent may be the parent's own peak (proc(5), VmHWM)."""
    (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return int(peak) / 1024


if __name__ == "__main__":
    main()
