"""Newsdesk: a Slack app that answers with what stands in the articles, at an offset."""

__version__ = "0.1.0"
