"""Roles, rights and the ordered migrations: `crm migrate`, idempotent, safe when started twice at once.

Runs on a superuser's connection (the embedded server) or that of any role that may create roles and extensions. What
only a superuser can do (leakproof marks, taking from PUBLIC what PostgreSQL gives everybody) is done where possible and
reported by `crm doctor` where not.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
from dataclasses import dataclass
from importlib import resources

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from crm_store.custom_indexes import index_custom_fields

LOGINS = ("crm_owner", "crm_app", "crm_agent")
EXTENSIONS = ("vector", "pg_trgm", "unaccent", "btree_gin")
_LOCK = 0x63726D  # 'crm': one migration at a time

# Operators that row-level security would keep from using an index. Each reads its arguments alone and reports nothing
# of them but its result (the price of marking them is in docs/decisions).
_LEAKPROOF = (
    "pg_catalog.textlike(text, text)",
    "pg_catalog.texticlike(text, text)",
    "pg_catalog.jsonb_contains(jsonb, jsonb)",
    "pg_catalog.jsonb_object_field_text(jsonb, text)",
    "pg_catalog.jsonb_exists(jsonb, text)",
    "pg_catalog.arrayoverlap(anyarray, anyarray)",
    "pg_catalog.ts_match_vq(tsvector, tsquery)",
    "pg_catalog.lower(text)",
    "pg_catalog.starts_with(text, text)",
    "public.similarity_op(text, text)",
    "public.word_similarity_op(text, text)",
    "public.word_similarity_commutator_op(text, text)",
    "crm.custom_number(jsonb, text)",
)


@dataclass(frozen=True, slots=True)
class Logins:
    """Conninfo strings of the roles that serve."""

    owner: str
    app: str
    agent: str


def logins(admin: str) -> Logins:
    """The roles' conninfos, from the administrator's: their passwords follow from its, so that no second secret is kept."""

    def of(role: str) -> str:
        return make_conninfo(admin, user=role, password=role_password(admin, role))

    return Logins(of("crm_owner"), of("crm_app"), of("crm_agent"))


def role_password(admin: str, role: str) -> str:
    given = conninfo_to_dict(admin)
    key = str(given.get("password") or admin)
    return hmac.new(key.encode(), f"crm-assistant role {role}".encode(), hashlib.sha256).hexdigest()


def migrate(admin: str) -> list[str]:
    """Bring a database up to date; the names of the migrations that were applied now."""
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        _make_roles(connection, admin)
        _prepare(connection)
        done = _apply(connection)
        if is_superuser(connection):
            _mark_leakproof(connection)
    index_custom_fields(admin)
    return done


def migrations() -> list[tuple[str, str]]:
    """(name, SQL) of every migration, in order."""
    folder = resources.files("crm_store.migrations")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [(f.name.removesuffix(".sql"), f.read_text(encoding="utf-8")) for f in files]


def applied(connection: psycopg.Connection) -> list[str]:
    """The migrations a database has; none where it has never been migrated."""
    if connection.execute("SELECT to_regclass('crm_migrations.applied')").fetchone() == (None,):
        return []
    return [row[0] for row in connection.execute("SELECT name FROM crm_migrations.applied ORDER BY name")]


def is_superuser(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def _make_roles(connection: psycopg.Connection, admin: str) -> None:
    # Roles belong to the whole cluster; another database's migration may be making them right now.
    for role in (*LOGINS, "crm_keeper"):
        kind = sql.SQL("NOLOGIN" if role == "crm_keeper" else "LOGIN NOINHERIT")
        with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            connection.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), kind))
        if role != "crm_keeper" and not _can_sign_in(admin, role):
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(role), sql.Literal(role_password(admin, role))
                )
            )
    connection.execute("GRANT crm_owner TO CURRENT_USER")
    # May hand functions to the keeper, never act with its sight.
    connection.execute("GRANT crm_keeper TO crm_owner WITH INHERIT FALSE, SET TRUE")


def _can_sign_in(admin: str, role: str) -> bool:
    try:
        psycopg.connect(make_conninfo(admin, user=role, password=role_password(admin, role)), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _prepare(connection: psycopg.Connection) -> None:
    database = sql.Identifier(connection.info.dbname)
    for extension in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public").format(sql.Identifier(extension)))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO crm_owner, crm_app, crm_agent").format(database))
    connection.execute(sql.SQL("GRANT CREATE ON DATABASE {} TO crm_owner").format(database))
    connection.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO crm_app").format(database))
    connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    connection.execute("GRANT USAGE ON SCHEMA public TO crm_owner, crm_keeper, crm_app, crm_agent")
    # A question that runs away ends by itself; a waiting transaction holds nothing for long.
    connection.execute("ALTER ROLE crm_agent SET statement_timeout = '10s'")
    connection.execute("ALTER ROLE crm_agent SET idle_in_transaction_session_timeout = '60s'")
    if is_superuser(connection):
        _harden(connection)


def _harden(connection: psycopg.Connection) -> None:
    connection.execute("REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC")
    connection.execute("GRANT USAGE ON LANGUAGE plpgsql TO crm_owner, crm_keeper")
    for (name,) in connection.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace"
        " AND (p.proname LIKE 'lo\\_%' OR p.proname IN ('loread', 'lowrite'))"
    ).fetchall():
        connection.execute(sql.SQL("REVOKE EXECUTE ON FUNCTION {} FROM PUBLIC").format(sql.SQL(name)))


def _mark_leakproof(connection: psycopg.Connection) -> None:
    for function in _LEAKPROOF:
        connection.execute(sql.SQL("ALTER FUNCTION {} LEAKPROOF").format(sql.SQL(function)))


def _apply(connection: psycopg.Connection) -> list[str]:
    done: list[str] = []
    connection.execute("SET ROLE crm_owner")
    connection.execute("CREATE SCHEMA IF NOT EXISTS crm_migrations")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS crm_migrations.applied (name text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())"
    )
    present = set(applied(connection))
    for name, text in migrations():
        if name in present:
            continue
        with connection.transaction():
            connection.execute(text.encode())
            connection.execute("INSERT INTO crm_migrations.applied (name) VALUES (%s)", (name,))
        done.append(name)
    connection.execute("RESET ROLE")
    return done
