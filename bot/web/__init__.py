"""Newsdesk over HTTP. Nothing here knows what a question is: requests of Slack's are handed to Bolt."""
