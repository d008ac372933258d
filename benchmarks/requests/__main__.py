"""Write one labelled set of requests as JSON lines."""

import argparse
import json
from pathlib import Path

from benchmarks.requests.draw import draw_set
from benchmarks.requests.profile import PROFILES


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.requests", description=__doc__)
    options.add_argument("--seed", type=int, default=1, help="the same seed gives the same set")
    options.add_argument("--profile", choices=sorted(PROFILES), default="dev")
    options.add_argument("--stored", type=int, default=2000)
    options.add_argument("--incoming", type=int, default=1000)
    options.add_argument("--out", type=Path, required=True)
    given = options.parse_args()
    rows = draw_set(PROFILES[given.profile], given.seed, given.stored, given.incoming)
    with given.out.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


if __name__ == "__main__":
    main()
