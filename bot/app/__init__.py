"""The composition root: the one place that builds objects and joins them. ``core`` is everything but Slack."""
