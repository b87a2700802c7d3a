"""`q`: records by a part of their name, by a name with typos, by e-mail, telephone digits or ref.

Every way has an index of its own, so that their union is found by indexes alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from psycopg import sql

from crm_store.catalog import Object
from crm_store.errors import Invalid
from crm_store.records.keys import phone_key
from crm_store.records.logic import FALSE, TRUE, any_of, like, negated
from crm_store.records.page import Key, Stretch
from crm_store.records.pointers import REF
from crm_store.records.terms import Scope, column

_MAX = 200
_LEAST_DIGITS = 4
_STARTS = 2.0  # the rank of a name that begins with the text


def search(
    scope: Scope, item: Object, text: str, alias: str, *, near: bool = True
) -> tuple[sql.Composable, Sequence[Key]]:
    """(condition, order) of a search, the best first. Without `near` names must hold the text as it is."""
    text = " ".join(text.split())
    if "\x00" in text:
        raise Invalid("The search contains a null byte.", field="q")
    if not text:
        return TRUE, _order(alias, Key(sql.SQL("0::float8"), nullable=False))
    text = text[:_MAX]
    parts = (
        _names(scope, item, text, alias, near=near) + _mail(scope, item, text, alias) + _phone(scope, item, text, alias)
    )
    if REF.fullmatch(text):
        parts.append(sql.SQL("{} = {}").format(column(alias, "ref"), scope.bind(text.upper())))
    return any_of(parts), _order(alias, _rank(scope, item, text, alias))


def _order(alias: str, rank: Key) -> Sequence[Key]:
    return rank, Key(column(alias, "name_key"), nullable=False)


def _open(scope: Scope, item: Object, name: str) -> bool:
    found = item.fields.get(name)
    return found is not None and not scope.rights.closed(item, found)


def _searches_names(scope: Scope, item: Object) -> bool:
    # A lead is also found by its company, which is part of the same key.
    return _open(scope, item, item.label_field) and (item.name != "lead" or _open(scope, item, "company"))


def _names(scope: Scope, item: Object, text: str, alias: str, *, near: bool) -> list[sql.Composable]:
    if not _searches_names(scope, item):
        return []
    key = column(alias, "name_key")
    if len(text) < 3:  # too short for trigrams: the beginning of the name
        return [sql.SQL("{} LIKE crm.fold({})").format(key, scope.bind(like(text, before="")))]
    held = sql.SQL("{} LIKE crm.fold({})").format(key, scope.bind(like(text)))
    alike = sql.SQL("crm.fold({}) OPERATOR(public.<%%) {}").format(scope.bind(text), key)
    return [held, alike] if near else [held]


def _mail(scope: Scope, item: Object, text: str, alias: str) -> list[sql.Composable]:
    if item.name not in ("contact", "lead") or " " in text or len(text) < 3 or not _open(scope, item, "email"):
        return []
    return [sql.SQL("{} LIKE {}").format(column(alias, "email_key"), scope.bind(like(text.lower())))]


def _phone(scope: Scope, item: Object, text: str, alias: str) -> list[sql.Composable]:
    digits = re.sub(r"\D", "", text)
    if len(digits) < _LEAST_DIGITS or re.search(r"[^\W\d_]", text) or not _open(scope, item, "phone"):
        return []
    whole = phone_key(text, scope.settings.phone_region)
    key = column(alias, "phone_key")
    return [
        sql.SQL("{} = {}").format(key, scope.bind(whole)) if whole else sql.SQL("false"),
        sql.SQL("{} LIKE {}").format(key, scope.bind(like(digits.lstrip("0") or digits))),
    ]


def _rank(scope: Scope, item: Object, text: str, alias: str) -> Key:
    """The ref itself, then names that begin with the text, names that hold it, names like it.

    Of more than are sorted, an index has those that begin with it in their order.
    """
    if not _searches_names(scope, item):
        return Key(sql.SQL("0::float8"), nullable=False)
    key = column(alias, "name_key")
    starts = sql.SQL("{} LIKE crm.fold({})").format(key, scope.bind(like(text, before="")))
    named = sql.SQL("{} = {}").format(column(alias, "ref"), scope.bind(text.upper())) if REF.fullmatch(text) else FALSE
    rank = sql.SQL(
        "(CASE WHEN {named} THEN 0 WHEN {starts} THEN 2 WHEN {key} LIKE crm.fold({part}) THEN 3"
        " ELSE 5 - public.word_similarity(crm.fold({text}), {key}) END)::float8"
    ).format(named=named, starts=starts, key=key, text=scope.bind(text), part=scope.bind(like(text)))
    if named is not FALSE:
        return Key(rank, nullable=False)
    first = Stretch(starts, sql.SQL("2::float8"), lambda value: value == _STARTS, alike=True)
    others = Stretch(negated(starts), rank, lambda value: value != _STARTS)
    return Key(rank, nullable=False, split=(first, others))
