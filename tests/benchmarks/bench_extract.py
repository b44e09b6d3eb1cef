"""Whether ``newsdesk extract --jsonl`` keeps its memory over many articles, in one run of the real command.

Run: ``python -m tests.benchmarks.bench_extract [--articles 100000]``. Every article brings words that none had before,
for spaCy keeps each word it meets. The peer is the same process after its first tenth. Linux only (it reads ``/proc``).
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

from tests.benchmarks.corpus import Corpus

NEW_WORDS = 12
"""Words that no other article has: names, codes, wrong spellings. Real news has about as many."""


def lines(count: int) -> list[bytes]:
    """``count`` articles as JSON lines; the text is made once and changed for each, so that making it costs nothing."""
    texts = [filing.document.text for filing in Corpus.of().filings(min(count, 500))]
    made = []
    for number in range(count):
        new = " ".join(f"Q{number}x{each}" for each in range(NEW_WORDS))
        made.append(json.dumps({"id": str(number), "text": f"{texts[number % len(texts)]}{new}."}).encode() + b"\n")
    return made


def resident(pid: int) -> float:
    """What the process ``pid`` holds, in MB, without mapped files."""
    found = re.search(r"^RssAnon:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    if found is None:
        raise SystemExit("this system does not tell how much memory a process holds")
    return int(found[1]) / 1024


def feed(pipe: IO[bytes], articles: list[bytes]) -> None:
    with pipe:
        for line in articles:
            pipe.write(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    articles = lines(parser.parse_args().articles)
    command = [sys.executable, "-m", "bot", "extract", "--jsonl"]
    started = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        if process.stdin is None or process.stdout is None:
            raise SystemExit("no pipe")
        threading.Thread(target=feed, args=(process.stdin, articles), daemon=True).start()
        step, held, bad = max(1, len(articles) // 10), [], 0
        for number, record in enumerate(process.stdout, 1):
            bad += b'"error"' in record[:200]
            if number % step == 0:
                held.append(resident(process.pid))
                pace = number / (time.perf_counter() - started)
                print(f"  {number:>7,} articles: {held[-1]:.0f} MB, {pace:.0f} a second", flush=True)
    print(f"  most after the first tenth {max(held) / held[0]:.2f} of what it held then; {bad} articles not read")


if __name__ == "__main__":
    main()
