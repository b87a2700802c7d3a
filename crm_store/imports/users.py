"""People: users.csv, or a foreign list of names whose e-mails nobody gave."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args
from uuid import UUID
from zoneinfo import available_timezones

from rapidfuzz import process

from crm_store.catalog import Field, Kind, Object
from crm_store.catalog.model import frozen
from crm_store.errors import Invalid
from crm_store.identity import Role
from crm_store.imports.columns import Column, loose, plan_columns
from crm_store.imports.model import Context, Counts, Row
from crm_store.imports.parents import in_circles
from crm_store.imports.parsing import Reader
from crm_store.imports.reading import Table
from crm_store.imports.rejects import Rejects
from crm_store.records.keys import fold

NO_MAIL = "import.invalid"  # the domain of addresses made for people whose own nobody gave: no mail ever goes there
MAX_USERS = 50_000

USER = Object(
    "user", "User", "Users", "U", "name",
    frozen([
        Field("email", "E-mail", Kind.EMAIL, synonyms=("email",)),
        Field("name", "Name", Kind.TEXT, synonyms=("full name", "rep", "agent", "sales agent", "salesperson")),
        Field("role", "Role", Kind.TEXT),
        Field("team", "Team", Kind.TEXT, synonyms=("region", "regional office", "office")),
        Field("manager_email", "Manager's e-mail", Kind.EMAIL, synonyms=("manager e-mail",)),
        Field("manager", "Manager", Kind.TEXT, synonyms=("reports to", "boss")),
        Field("timezone", "Time zone", Kind.TEXT),
    ]),
)  # fmt: skip

_UPSERT = """
INSERT INTO crm.app_user (tenant_id, email, name, role, team_id, timezone)
SELECT %(tenant)s, x.email, x.name, coalesce(x.role, 'rep'), t.id, coalesce(x.timezone, %(timezone)s)
  FROM unnest(%(emails)s::text[], %(names)s::text[], %(roles)s::text[], %(teams)s::text[], %(zones)s::text[]) AS x(email, name, role, team, timezone)
  LEFT JOIN crm.team t ON t.tenant_id = %(tenant)s AND t.name = x.team
ON CONFLICT (tenant_id, lower(email)) DO UPDATE
   SET name = excluded.name, role = excluded.role, team_id = coalesce(excluded.team_id, app_user.team_id), timezone = excluded.timezone
"""


@dataclass(frozen=True, slots=True)
class _Person:
    email: str
    name: str
    role: str | None
    team: str | None
    manager: str | None  # e-mail
    timezone: str | None


async def import_users(
    context: Context, table: Table, mapping: Sequence[tuple[str, str]], *, foreign: bool, rejects: Rejects
) -> Counts:
    """Load people; a manager may stand in any line. Columns that mean nothing for a user are left out."""
    columns, _ = plan_columns(USER, table.header, mapping, foreign=foreign)
    _check(table, columns)
    rows = [row for row, _ in table.rows()]
    if len(rows) > MAX_USERS:
        raise Invalid(f"{table.path.name} has more than {MAX_USERS:,} people.")
    Reader("user", columns, context.catalog.settings, foreign).read(rows)
    present = await _present(context)
    people = _people(rows, present)
    _refuse_circles(rows, people, present)
    rejects.take(rows)
    good = {row.values["email"].lower(): people[row.values["email"].lower()] for row in rows if row.error is None}
    good |= {email: p for email, p in people.items() if p.role == "manager" and _made_up(p, good)}
    counts = await _write(context, good, present)
    counts.notes.extend(table.notes)
    return counts


def _check(table: Table, columns: Sequence[Column]) -> None:
    have = {c.field.name for c in columns}
    if "email" not in have and "name" not in have:
        raise Invalid(f"{table.path.name} has no column for email or name: is the header line missing?")


async def _present(context: Context) -> dict[str, _Person]:
    cursor = await context.connection.execute(
        "SELECT u.email, u.name, u.role, t.name, m.email, u.timezone FROM crm.app_user u"
        " LEFT JOIN crm.team t ON t.tenant_id = u.tenant_id AND t.id = u.team_id"
        " LEFT JOIN crm.app_user m ON m.tenant_id = u.tenant_id AND m.id = u.manager_id WHERE u.tenant_id = %s",
        (context.tenant_id,),
    )
    rows = await cursor.fetchall()
    return {r[0].lower(): _Person(r[0], r[1], r[2], r[3], r[4].lower() if r[4] else None, r[5]) for r in rows}


def _people(rows: Sequence[Row], present: dict[str, _Person]) -> dict[str, _Person]:
    """Everybody of the file by e-mail, with managers that it only names; bad rows get their error."""
    zones = available_timezones()
    for row in rows:
        row.error = row.error or _wrong(row, zones)
        if row.error is None:
            values = row.values
            values.setdefault("email", _address(values.get("name", "")))
            values.setdefault("name", _spoken(values["email"]))
    people: dict[str, _Person] = {}
    by_name = {loose(p.name): e for e, p in present.items()} | {
        loose(r.values["name"]): r.values["email"].lower() for r in rows if r.error is None
    }
    for row in rows:
        if row.error is None:
            people[row.values["email"].lower()] = _person(row, by_name, people)
    return people


def _person(row: Row, by_name: dict[str, str], people: dict[str, _Person]) -> _Person:
    values = row.values
    manager = values.get("manager_email")
    if manager is None and (said := values.get("manager")):
        manager = said if "@" in said else by_name.get(loose(said))
        if manager is None:
            # Named as somebody's manager and nowhere else: a person all the same.
            manager = _address(said)
            by_name[loose(said)] = manager
            people[manager] = _Person(manager, said, "manager", None, None, None)
    role = values["role"].lower() if values.get("role") else None
    return _Person(values["email"], values["name"], role, values.get("team"),
                   manager.lower() if manager else None, values.get("timezone"))  # fmt: skip


def _wrong(row: Row, zones: set[str]) -> str | None:
    values = row.values
    if not values.get("email") and not values.get("name"):
        return "E-mail is missing"
    role = str(values.get("role") or "rep").lower()
    roles = get_args(Role)
    if role not in roles:
        near = process.extractOne(role, roles, score_cutoff=60)
        return f"there is no role `{role}`" + (
            f"; did you mean `{near[0]}`?" if near else f"; use one of {', '.join(roles)}"
        )
    zone = values.get("timezone")
    if zone and zone not in zones:
        near = process.extractOne(zone, zones, score_cutoff=70)
        return f"there is no time zone `{zone}`" + (f"; did you mean `{near[0]}`?" if near else "")
    return None


def _refuse_circles(rows: Sequence[Row], people: dict[str, _Person], present: dict[str, _Person]) -> None:
    """Managers must be there, or be good rows themselves, and nobody may be above themselves."""
    above = {e: p.manager for e, p in (present | people).items() if p.manager}
    circles = in_circles(above)
    again = True
    while again:
        again = False
        known = present.keys() | {e for e, p in people.items() if p.role == "manager" and _is_made_up(e)}
        known |= {r.values["email"].lower() for r in rows if r.error is None}
        for row in rows:
            if row.error is not None:
                continue
            person = people[row.values["email"].lower()]
            if person.email.lower() in circles:
                row.error = "their manager is, over others, below them"
            elif person.manager and person.manager not in known:
                near = process.extractOne(person.manager, known, score_cutoff=80)
                hint = f"; did you mean `{near[0]}`?" if near else ""
                row.error = f"there is no user `{person.manager}` to be their manager{hint}"
            again = again or row.error is not None


def _made_up(person: _Person, good: dict[str, _Person]) -> bool:
    return _is_made_up(person.email) and any(p.manager == person.email for p in good.values())


def _is_made_up(email: str) -> bool:
    return email.endswith("@" + NO_MAIL)


async def _write(context: Context, good: dict[str, _Person], present: dict[str, _Person]) -> Counts:
    changed = {e: p for e, p in good.items() if e not in present or _differs(p, present[e])}
    people = list(changed.values())
    run = context.connection.execute
    tenant = context.tenant_id
    await run(
        "INSERT INTO crm.team (tenant_id, name) SELECT %s, x FROM unnest(%s::text[]) AS x ON CONFLICT DO NOTHING",
        (tenant, sorted({p.team for p in people if p.team})),
    )
    await run(_UPSERT, {
        "tenant": tenant, "timezone": context.catalog.settings.timezone, "emails": [p.email for p in people],
        "names": [p.name for p in people], "roles": [p.role or _role(p, present) for p in people],
        "teams": [p.team for p in people],
        "zones": [p.timezone or (present[e].timezone if e in present else None) for e, p in changed.items()],
    })  # fmt: skip
    await run(
        "UPDATE crm.app_user u SET manager_id = m.id FROM unnest(%s::text[], %s::text[]) AS x(email, manager), crm.app_user m"
        " WHERE u.tenant_id = %s AND lower(u.email) = x.email AND m.tenant_id = u.tenant_id AND lower(m.email) = x.manager"
        " AND u.manager_id IS DISTINCT FROM m.id",
        ([e for e, p in changed.items() if p.manager], [p.manager for p in people if p.manager], tenant),
    )
    await _audit(context, changed, present)
    created = sum(e not in present for e in changed)
    return Counts(created, len(changed) - created, len(good) - len(changed))


def _role(person: _Person, present: dict[str, _Person]) -> str | None:
    old = present.get(person.email.lower())
    return old.role if old else None


def _differs(new: _Person, old: _Person) -> bool:
    names = ("name", "role", "team", "manager", "timezone")
    return any(getattr(new, n) is not None and getattr(new, n) != getattr(old, n) for n in names)


async def _audit(context: Context, changed: dict[str, _Person], present: dict[str, _Person]) -> None:
    ids = {email: id_ for id_, email in await _ids(context)}
    for email, person in changed.items():
        await context.connection.execute(
            "INSERT INTO crm.audit_event (tenant_id, actor_id, actor_kind, action, object, record_id, after, reason)"
            " VALUES (%s, %s, 'import', %s, 'user', %s, jsonb_build_object('email', %s::text, 'name', %s::text, 'role', %s::text), %s)",
            (context.tenant_id, context.actor_id, "update" if email in present else "create", ids[email],
             person.email, person.name, person.role, context.reason),
        )  # fmt: skip


async def _ids(context: Context) -> list[tuple[UUID, str]]:
    cursor = await context.connection.execute(
        "SELECT id, lower(email) FROM crm.app_user WHERE tenant_id = %s", (context.tenant_id,)
    )
    return await cursor.fetchall()


def _address(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", ".", fold(name)).strip(".") + "@" + NO_MAIL


def _spoken(email: str) -> str:
    return re.sub(r"[._-]+", " ", email.split("@", maxsplit=1)[0]).title()
