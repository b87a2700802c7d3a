"""What a large model may cost: by turn and by user and day, as the tenant's policy says (`model_…` in /settings/policy)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from crm_store.database import Session

# A day of talking all the time, and a turn of reading a lot: what goes on beyond these is a loop or an abuse.
CALLS_PER_DAY, TOKENS_PER_DAY, TOKENS_PER_TURN = 1_000, 5_000_000, 150_000

_TODAY = "(clock_timestamp() AT TIME ZONE %(zone)s)::date"
_SPENT = (
    f"SELECT calls, tokens FROM crm.model_use WHERE tenant_id = %(tenant)s AND user_id = %(user)s AND day = {_TODAY}"
)
_SPEND = f"""
INSERT INTO crm.model_use AS u (tenant_id, user_id, day, calls, tokens)
VALUES (%(tenant)s, %(user)s, {_TODAY}, %(calls)s, %(tokens)s)
ON CONFLICT (tenant_id, user_id, day) DO UPDATE SET calls = u.calls + excluded.calls, tokens = u.tokens + excluded.tokens
"""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a turn may still spend. Turns at the same time each see the whole rest: a day ends a little late, never early."""

    calls: int
    tokens: int

    @property
    def spent(self) -> bool:
        return self.calls <= 0 or self.tokens <= 0


async def left(session: Session) -> Budget:
    """The rest of the caller's day, and no more tokens than one turn may have."""
    cursor = await session.connection.execute(_SPENT, _whose(session))
    calls, tokens = await cursor.fetchone() or (0, 0)
    rest = _limit(session, "model_tokens_per_day", TOKENS_PER_DAY) - tokens
    return Budget(
        _limit(session, "model_calls_per_day", CALLS_PER_DAY) - calls,
        min(rest, _limit(session, "model_tokens_per_turn", TOKENS_PER_TURN)),
    )


async def spend(session: Session, calls: int, tokens: int) -> None:
    """Note what a turn has cost."""
    await session.connection.execute(_SPEND, {**_whose(session), "calls": calls, "tokens": tokens})


def _whose(session: Session) -> dict[str, object]:
    me = session.identity
    return {"tenant": me.tenant_id, "user": me.user_id, "zone": me.timezone}


def _limit(session: Session, name: str, usual: int) -> int:
    return cast(int, session.catalog.settings.policy.get(name, usual))
