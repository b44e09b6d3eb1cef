"""A local Slack workspace: what the scenario tests and the browser playground talk to instead of slack.com.

It knows nothing of Newsdesk: it speaks Slack's Web API and sends Slack's signed requests, and the bot cannot tell the
difference. ``server.LocalSlack`` is the way in.
"""
