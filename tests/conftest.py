"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# No test is timed: on a busy machine a slow example is no fault. A failure prints what repeats it.
settings.register_profile("newsdesk", deadline=None, print_blob=True)
settings.load_profile("newsdesk")
