"""The command line: parses arguments, asks the desk, prints. Nothing is decided here."""
