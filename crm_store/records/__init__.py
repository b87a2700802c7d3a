"""Records: found, opened, counted and changed, under the caller's rights. See `read`, `write`, `merge`, `timeline`."""

from crm_store.records.compile import condition
from crm_store.records.model import MASK, Money, Page, Record, Reference, plain
from crm_store.records.people import USER
from crm_store.records.read import count, find, get, get_many, labels, matching_ids, sum_money, where_sql
from crm_store.records.terms import Scope, path_expression
from crm_store.records.timeline import timeline

__all__ = [
    "MASK",
    "USER",
    "Money",
    "Page",
    "Record",
    "Reference",
    "Scope",
    "condition",
    "count",
    "find",
    "get",
    "get_many",
    "labels",
    "matching_ids",
    "path_expression",
    "plain",
    "sum_money",
    "timeline",
    "where_sql",
]
