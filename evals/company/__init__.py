"""The fixed company that cases speak of, read from its own files: what is true is worked out, not written down."""

from evals.company.load import Company, load_company
from evals.company.rows import Row
from evals.company.select import Selection, select

__all__ = ["Company", "Row", "Selection", "load_company", "select"]
