"""A contact that is told in the same breath as what changes: "Ann told me on the phone that the pilot is lost" is a call, and a lost deal."""

from __future__ import annotations

from assistant.language.acts.contacts_told import contact_told
from assistant.language.acts.gates import sure
from assistant.language.acts.model import Act
from assistant.language.chart import Items

_TOLD = 0.7


def with_contacts(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """The clauses, the first one that tells of a contact and sets something said twice, where nothing else is logged."""
    if any(a.name == "log" for a in acts):
        return clauses, acts
    for n, (clause, act) in enumerate(zip(clauses, acts, strict=True)):
        if act.name == "update" and sure(act) and any(x.of("contact", "lead") for x in clause) and contact_told(clause):
            return [*clauses[:n], clause, *clauses[n:]], [*acts[:n], Act("log", _TOLD, "none", 0.0), *acts[n:]]
    return clauses, acts
