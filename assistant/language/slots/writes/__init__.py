"""Acts that change: every way in which a message becomes a proposal."""
