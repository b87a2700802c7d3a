"""A second reading of questions: which of the things that are asked most a message asks, and the same asked plainly."""

from assistant.language.intents.asked.again import asked_again
from assistant.language.intents.asked.plainly import asked_plainly

__all__ = ["asked_again", "asked_plainly"]
