"""A worker process for the tests of the queue: ``python -m tests.contract.queue_worker URL SECONDS FOLDER``.

What its jobs do is read from the files that they make in the folder; a stop signal stops it.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

from bot.app.queue import queue_over
from bot.storage.engine import connect


def main(url: str, lease: str, folder: Path) -> None:
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())

    def note(args: Mapping[str, Any]) -> None:
        (folder / f"done {args['number']} {uuid4().hex}").touch()

    def hold(args: Mapping[str, Any]) -> None:
        """Begin, and end never as long as the file says so."""
        (folder / f"begun {uuid4().hex}").touch()
        while (folder / "hold").exists():
            time.sleep(0.05)
        note(args)

    def alone(args: Mapping[str, Any]) -> None:
        """Say so if another one runs."""
        try:
            (folder / "alone").mkdir()
        except FileExistsError:
            (folder / f"overlap {uuid4().hex}").touch()
            return
        time.sleep(0.02)
        (folder / "alone").rmdir()
        note(args)

    def deadly(_: Mapping[str, Any]) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    engine = connect(url)
    queue = queue_over(engine, lambda: datetime.now(UTC), lease=timedelta(seconds=float(lease)))
    queue.work({"note": note, "hold": hold, "alone": alone, "deadly": deadly}, stop, threads=2)
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
