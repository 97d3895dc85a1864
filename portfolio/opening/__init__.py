"""Runs in a process of its own, started by portfolio.opener: opens a file to see that it is whole."""
