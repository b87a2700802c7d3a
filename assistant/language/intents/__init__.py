"""A second reading of a whole message: which of the things that reps say most it says, however it is put, and the same said plainly."""

from assistant.language.intents.model import ASKED, SAID, Intent, IntentModel, load_or_train
from assistant.language.intents.plainly import said_plainly

__all__ = ["ASKED", "SAID", "Intent", "IntentModel", "load_or_train", "said_plainly"]
