"""What one can ask of the library: the one door for Slack, the command line and the web."""
