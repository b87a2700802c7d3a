"""New rows that are likely a record that is there already: by exact keys, while a batch stands in its temporary table."""

from __future__ import annotations

from collections.abc import Mapping

from crm_store.imports.model import Context, Counts

SHOWN = 3  # named in the summary; all of them are among the duplicates
_KEYS: Mapping[str, Mapping[str, str]] = {
    "contact": {"email_key": "e-mail", "phone_key": "phone"},
    "lead": {"email_key": "e-mail", "phone_key": "phone"},
    "account": {"domain_key": "domain", "company_key": "name"},
}


async def note_doubles(context: Context, object_: str, counts: Counts) -> None:
    """Count the rows that were created and share a key with another record; keep the first few for the summary."""
    keys = _KEYS.get(object_)
    if keys is None:
        return
    cursor = await context.connection.execute(_statement(object_, keys).encode())
    for line, name, other in await cursor.fetchall():
        counts.doubles += 1
        if len(counts.alike) < SHOWN:
            counts.alike.append(f"line {line}, {name}: {other}")


def _statement(object_: str, keys: Mapping[str, str]) -> str:
    # A look-up for each row by an index: no join order that a planner without statistics could get wrong.
    others = ", ".join(
        f"(SELECT 'same {said} as ' || r.ref || ' ' || r.name FROM crm.{object_} r WHERE r.tenant_id = (SELECT crm.tenant_id())"
        f" AND r.{key} = i.{key} AND r.id <> i.id LIMIT 1)"
        for key, said in keys.items()
    )
    return (
        f"SELECT line, name, other FROM (SELECT i.line, i.name, coalesce({others}) AS other FROM pg_temp.incoming i"
        " WHERE NOT i.found OFFSET 0) x WHERE other IS NOT NULL ORDER BY line"
    )


def said_of_doubles(counts: Counts, plural: str) -> list[str]:
    """The warning for the summary, where there is one."""
    if not counts.doubles:
        return []
    more = "; …" if counts.doubles > len(counts.alike) else ""
    return [
        f"{counts.doubles:,} new {plural.lower()} may be there twice ({'; '.join(counts.alike)}{more}): look at the duplicates"
    ]
