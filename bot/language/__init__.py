"""What English is, for everybody: calendar, numbers, stop words, stem, inflection and normalisation.

The floor under every room that looks at words. It knows the standard library, ``snowballstemmer`` and nothing of
articles, Slack or storage, so that two rooms can't come to differ on what a month, a stem or a number word is.
"""
