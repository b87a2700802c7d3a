"""Files into records: the product's own folder format, foreign CSV exports, mailboxes (contract, section 5).

One run is one transaction: it lands whole, bad rows aside, or not at all. It is repeatable: a row that is already there
(same external id, else same natural key) is updated where it differs and left untouched where it does not.
"""

from crm_store.imports.columns import suggest
from crm_store.imports.model import Bar, Bars, FileSummary, ImportSummary
from crm_store.imports.run import import_paths

__all__ = ["Bar", "Bars", "FileSummary", "ImportSummary", "import_paths", "suggest"]
