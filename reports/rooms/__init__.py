"""The reading room of an assessment organisation: what it shows, frozen, and who is let in."""
