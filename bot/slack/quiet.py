"""The logger that slack_sdk is given: at debug level it logs whole requests, tokens and what people wrote."""

from __future__ import annotations

import logging

quiet = logging.getLogger("bot.slack.sdk")
quiet.setLevel(logging.CRITICAL)  # what fails is raised, and told where it is caught
