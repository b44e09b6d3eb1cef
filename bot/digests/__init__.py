"""Digests: when they are due, what they hold, and how they are sent exactly once."""
