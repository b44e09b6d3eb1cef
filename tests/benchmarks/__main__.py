"""Every benchmark in turn, each in a process of its own: ``make bench``.

Figures mean something only on a machine that does nothing else. ``--quick`` leaves the 100,000 articles out.
"""

from __future__ import annotations

import platform
import subprocess
import sys

SMALL, LARGE = "10000", "100000"


def commands(*, quick: bool) -> list[list[str]]:
    """The benchmarks, as modules with their arguments."""
    sizes = [SMALL] if quick else [SMALL, LARGE]
    return [
        ["bench_analysis"],
        ["bench_extract", "--articles", *sizes[-1:]],
        ["bench_search", "--articles", *sizes],
        ["bench_memory", "--articles", *sizes],
        ["bench_intake"],
        ["bench_digest"],
        ["bench_compare"],
        ["bench_neighbours"],
        *(["bench_ack", "--articles", size] for size in ("0", *sizes)),
        ["bench_door"],
    ]


def main() -> int:
    """Run them all; 1 if one of them failed."""
    print(f"Python {platform.python_version()} on {platform.machine()}, {platform.system()}", flush=True)
    codes = []
    for module, *arguments in commands(quick="--quick" in sys.argv[1:]):
        print(f"\n── {' '.join([module, *arguments])}", flush=True)
        run = [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments]
        codes.append(subprocess.run(run, check=False).returncode)
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
