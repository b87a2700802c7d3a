"""Mentions of records: pieces of a text linked to the caller's own rows by the database."""

from assistant.language.linking.link import Linked, link
from assistant.language.linking.model import Candidate, People, User

__all__ = ["Candidate", "Linked", "People", "User", "link"]
