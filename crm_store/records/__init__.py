"""Records: found, opened, counted and changed, under the caller's rights. See `read`, `write`, `merge`, `timeline`."""

from crm_store.records.compile import condition
from crm_store.records.merge import Merged, merge, unmerge
from crm_store.records.model import MASK, Money, Page, Record, Reference, plain
from crm_store.records.people import USER
from crm_store.records.read import count, find, get, get_many, labels, matching_ids, where_sql
from crm_store.records.terms import Scope, path_expression
from crm_store.records.timeline import timeline
from crm_store.records.totals import sum_money
from crm_store.records.write import Written, apply_create, apply_update, create, delete, restore, update

__all__ = [
    "MASK",
    "USER",
    "Merged",
    "Money",
    "Page",
    "Record",
    "Reference",
    "Scope",
    "Written",
    "apply_create",
    "apply_update",
    "condition",
    "count",
    "create",
    "delete",
    "find",
    "get",
    "get_many",
    "labels",
    "matching_ids",
    "merge",
    "path_expression",
    "plain",
    "restore",
    "sum_money",
    "timeline",
    "unmerge",
    "update",
    "where_sql",
]
