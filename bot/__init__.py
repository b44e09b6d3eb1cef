"""Newsdesk: a Slack app that answers with what stands in the articles, at an offset."""
