"""``python -m bot`` and the console script ``newsdesk``."""

from bot.cli.main import app


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
