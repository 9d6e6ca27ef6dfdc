"""`python -m tests.made OUT --seed N --born B --scans S`: a set of made letters with its truth."""

from __future__ import annotations

import argparse
from itertools import chain
from pathlib import Path

from tests.made import made


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.made", description="Make official letters with their truth.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--born", type=int, default=0)
    parser.add_argument("--scans", type=int, default=0)
    wished = parser.parse_args()
    told = made.write(wished.out, chain(made.born(wished.seed, wished.born), made.scans(wished.seed, wished.scans)))
    print(", ".join(f"{name} {count}" for name, count in sorted(told.items())))


if __name__ == "__main__":
    main()
