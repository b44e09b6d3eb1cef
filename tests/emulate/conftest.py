"""The product and the local Slack of the scenarios, which here only signs and takes what goes to a response_url."""

from tests.scenario.conftest import one_analyser, seeded, slack, store_file

__all__ = ["one_analyser", "seeded", "slack", "store_file"]
