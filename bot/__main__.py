"""``python -m bot`` and the console script ``newsdesk``."""

import os

from bot.cli.main import app


def main() -> None:
    """Run the command line; the files that it makes are the user's own."""
    os.umask(0o077)
    app()


if __name__ == "__main__":
    main()
