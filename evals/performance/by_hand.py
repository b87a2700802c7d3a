"""The SQL that somebody would write by hand for a request, without row-level security, checks or JSON, and its times.

`{sees}` is what the person sees of deals and leads: everything, or those of some owners. Parameters are %(tenant)s, %(user)s and %(zone)s.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg

from assistant.runtime import admin_conninfo
from assistant.settings import settings

_DEAL = (
    "SELECT r.*, a.name, c.name, u.name, p.name FROM crm.deal r LEFT JOIN crm.account a ON a.tenant_id = r.tenant_id AND a.id = r.account_id"
    " LEFT JOIN crm.contact c ON c.tenant_id = r.tenant_id AND c.id = r.contact_id LEFT JOIN crm.app_user u ON u.tenant_id = r.tenant_id"
    " AND u.id = r.owner_id LEFT JOIN crm.product p ON p.tenant_id = r.tenant_id AND p.id = r.product_id"
    " WHERE r.tenant_id = %(tenant)s AND {sees} AND {where} ORDER BY {order} LIMIT 51"
)
_CONTACT = (
    "SELECT r.*, a.name, u.name FROM crm.contact r LEFT JOIN crm.account a ON a.tenant_id = r.tenant_id AND a.id = r.account_id"
    " LEFT JOIN crm.app_user u ON u.tenant_id = r.tenant_id AND u.id = r.owner_id WHERE r.tenant_id = %(tenant)s AND {where} ORDER BY {order} LIMIT 51"
)
_LEAD = (
    "SELECT r.*, u.name FROM crm.lead r LEFT JOIN crm.app_user u ON u.tenant_id = r.tenant_id AND u.id = r.owner_id"
    " WHERE r.tenant_id = %(tenant)s AND {sees} AND {where} ORDER BY {order} LIMIT 51"
)
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM crm.{table} r WHERE r.tenant_id = %(tenant)s AND {sees} AND {where} LIMIT 10001) x"
_STAGE = "LEFT JOIN crm.stage s ON s.tenant_id = r.tenant_id AND s.pipeline = r.pipeline AND s.name = r.stage"


def _list(page: str, table: str, where: str, order: str, sees: str = "{sees}") -> tuple[str, str]:
    """A page and its total."""
    return (
        page.replace("{where}", where).replace("{order}", order).replace("{sees}", sees),
        _COUNT.replace("{table}", table).replace("{where}", where).replace("{sees}", sees),
    )


_TITLED, _RARE = "r.title ILIKE '%%manager%%'", "lower(r.title) = 'owner'"
STATEMENTS: Mapping[str, Sequence[str]] = {
    "deals by amount and close date": _list(
        _DEAL, "deal", "r.amount_minor >= 100000 AND r.close_date >= '2020-01-01'", "r.close_date DESC NULLS LAST, r.id"
    ),
    "deals by stage, sorted by amount": _list(
        _DEAL, "deal", "r.stage = 'Negotiation'", "r.amount_minor DESC NULLS LAST, r.id"
    ),
    "deals sorted by owner": _list(_DEAL, "deal", "true", "u.name, r.id"),
    "contacts by title, sorted by name": _list(_CONTACT, "contact", _TITLED, "r.name_key, r.id", "true"),
    "contacts by a rare title": _list(_CONTACT, "contact", _RARE, "r.updated_at DESC, r.id", "true"),
    "contacts sorted by account": _list(_CONTACT, "contact", "true", "a.name_key, r.id", "true"),
    "leads by status, newest first": _list(_LEAD, "lead", "r.status = 'Working'", "r.created_at DESC, r.id"),
    "leads by status and source, sorted by company": _list(
        _LEAD, "lead", "r.status = 'New' AND r.source = 'Referral'", "lower(r.company), r.id"
    ),
    "name search, while typing": _list(_CONTACT, "contact", "r.name_key LIKE '%%garc%%'", "r.name_key, r.id", "true"),
    "report: pipeline by owner and stage": (
        f"SELECT r.owner_id, r.stage, r.currency, sum(r.amount_minor) FROM crm.deal r {_STAGE}"
        " WHERE r.tenant_id = %(tenant)s AND {sees} AND s.kind = 'open' AND r.deleted_at IS NULL GROUP BY 1, 2, 3",
    ),
    "report: win rate by source and quarter": (
        f"SELECT r.source, date_trunc('quarter', r.closed_at AT TIME ZONE %(zone)s), r.currency, count(*) FILTER (WHERE s.kind = 'won')::float"
        f" / nullif(count(*), 0), sum(r.amount_minor) FILTER (WHERE s.kind = 'won') FROM crm.deal r {_STAGE}"
        " WHERE r.tenant_id = %(tenant)s AND {sees} AND s.kind <> 'open' AND r.deleted_at IS NULL GROUP BY 1, 2, 3",
    ),
}


class ByHand:
    """One connection that sees everything; what the person would see is said in the statement."""

    def __init__(self, email: str) -> None:
        self.connection = psycopg.connect(admin_conninfo(settings()), autocommit=True)
        row = self.connection.execute(
            "SELECT tenant_id, id, role, timezone FROM crm.app_user WHERE lower(email) = lower(%s)", (email,)
        ).fetchone()
        assert row is not None, f"nobody has the e-mail {email}"
        self.values: dict[str, Any] = {"tenant": row[0], "user": row[1], "zone": row[3]}
        self.sees = (
            "true" if row[2] in ("executive", "admin") else "r.owner_id = ANY (crm_private.below(%(tenant)s, %(user)s))"
        )
        if row[2] == "rep":
            self.sees = "r.owner_id = %(user)s"

    def measure(self, name: str, repeats: int) -> float | None:
        """The median in milliseconds, rows fetched; None where nobody wrote that statement."""
        statements = [s.replace("{sees}", self.sees).encode() for s in STATEMENTS.get(name, ())]
        if not statements:
            return None
        times = []
        for _ in range(repeats):
            started = time.perf_counter()
            for statement in statements:
                self.connection.execute(statement, self.values).fetchall()
            times.append((time.perf_counter() - started) * 1000)
        return statistics.median(times)

    def close(self) -> None:
        self.connection.close()
