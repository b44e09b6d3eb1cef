"""Newsdesk in Slack: what people type, click and mention comes in here, and answers go out as Block Kit."""
