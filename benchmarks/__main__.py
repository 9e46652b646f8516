"""Run every benchmark of this folder in turn: `python -m benchmarks [NAME …]`.

Each compares us with a peer in the same run and prints ratios; a peer that is not
installed is named and left out.
"""

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(wanted: list[str]) -> int:
    names = sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))
    failed = 0
    for name in wanted or names:
        print(f"\n== {name} ==", flush=True)
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"], cwd=HERE.parent, check=False
        )
        failed += done.returncode != 0
        print(f"({time.perf_counter() - started:.0f} s)", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
