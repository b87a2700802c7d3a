"""Acts that only read: lists, look-ups, questions to mail and notes, advice."""
