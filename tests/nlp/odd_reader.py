"""A child of the pool that does what an article tells it: "die", "hang", "break", or say who it is."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from bot.domain.analysis import Analysis
from bot.domain.article import Document
from bot.domain.errors import SettingsError
from bot.nlp.child import connection_and_limit, serve


class Odd:
    """Reads nothing; ``version`` tells its process."""

    version = "odd"

    def analyse(self, document: Document) -> Analysis:
        match document.text.split():
            case ["die"]:
                os.kill(os.getpid(), signal.SIGKILL)
            case ["die", "once", mark]:
                if not Path(mark).exists():
                    Path(mark).touch()
                    os._exit(1)
            case ["hang"]:
                time.sleep(600)
            case ["break"]:
                raise KeyError("no such word")
            case ["slow"]:
                time.sleep(0.3)
            case _:
                pass
        return Analysis(version=str(os.getpid()))


def main() -> None:
    connection, limit, (lexicon, _) = connection_and_limit(sys.argv[1:])

    def load() -> Odd:
        if lexicon:
            raise SettingsError(["line 3: a word is expected here"], Path(lexicon).name, hint="Correct it.")
        return Odd()

    serve(connection, limit, load)
