"""Records that are likely the same."""

from crm_store.duplicates.find import Candidate, CandidatePage, find_duplicates

__all__ = ["Candidate", "CandidatePage", "find_duplicates"]
