"""Pure functions from domain values to Slack's Block Kit, within its limits for any input."""
