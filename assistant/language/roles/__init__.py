"""What part each clause plays in its message: beside orders and reports, what looks like a question may only be told."""

from assistant.language.roles.settle import settled

__all__ = ["settled"]
