"""Newsdesk: a Slack app that answers with what stands in the articles, at an offset."""

import zoneinfo

# Zones come from the tzdata package that is pinned with us, not from the machine: two workers whose systems differ
# about a change of clocks would take one day's digest for two.
zoneinfo.reset_tzpath(to=())

__version__ = "0.1.0"
