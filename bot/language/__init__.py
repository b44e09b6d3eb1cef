"""What English is, for everybody: the calendar.

The floor under every room that looks at words: it knows the standard library and nothing of articles, Slack or storage,
so that two rooms can't come to differ on what a month is.
"""
