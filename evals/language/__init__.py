"""Sentences as people say them, what must come of each, and the judge."""
