"""Records that are likely the same."""

from crm_store.duplicates.find import Candidate, find_duplicates

__all__ = ["Candidate", "find_duplicates"]
