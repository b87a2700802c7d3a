"""A message's clauses and acts, made ready to be carried out: what belongs together is one, what leads up to something is part of it."""

from __future__ import annotations

from assistant.language.acts.gates import WRITES
from assistant.language.acts.model import Act
from assistant.language.acts.sought import sought
from assistant.language.chart import Items
from assistant.language.contacts_beside import with_contacts
from assistant.language.introduced import introduced
from assistant.language.joined import joined, without_sending
from assistant.language.roles import settled
from assistant.language.slots.reads.cases import with_cases
from assistant.language.slots.reads.excepted import excepted
from assistant.language.slots.reads.narrowing import narrowed
from assistant.language.slots.reads.pipelines import as_deals
from assistant.language.slots.reads.questions import fields, leading_up
from assistant.language.slots.reads.written import with_written
from assistant.language.slots.reports.told import figures
from assistant.language.slots.turn import Turn
from assistant.language.things_told import with_things


async def prepared(turn: Turn, clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """The clauses with what their records and words stand for, each with what it does in the whole message."""
    if told := sought(turn.items):
        clauses, acts = [told], [Act("search", 1.0, "none", 0.0)]
    else:
        clauses = [excepted(as_deals(await with_written(turn, await with_cases(turn, c)))) for c in clauses]
        said = with_things(*without_sending(clauses, settled(turn.text, clauses, acts)))
        clauses, acts = introduced(*with_contacts(*said))
    clauses, acts = narrowed(turn, *joined(*figures(turn, clauses, leading_up(clauses, acts))))
    if len(clauses) == 1 or not any(a.name in WRITES for a in acts):
        acts = fields(turn, clauses, acts)  # beside orders, a bare name is what they are about
    return clauses, acts
