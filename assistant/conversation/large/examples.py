"""How people ask, for the system prompt: from the same sentences that the embedded model learns from."""

from __future__ import annotations

from functools import cache

from assistant.language.acts.train import examples

# A few of each: a large model needs to see the manner, not the list.
EACH = 3
_CHANGING = "propose_changes"
_TOOLS = {
    "find": "find_records", "count": "find_records with count_only", "lookup": "open_record with focus",
    "latest": "open_record", "search": "search_messages", "report": "run_report", "recommend": "recommend",
    "score": "score_records", "brief": "brief_record", "draft": "draft_email", "update": _CHANGING, "create": _CHANGING,
    "log": _CHANGING, "task": _CHANGING, "complete": _CHANGING, "convert": _CHANGING, "merge": _CHANGING,
    "delete": _CHANGING, "out_of_scope": "decline",
}  # fmt: skip


@cache
def few_shots(*, may_change: bool) -> str:
    """A line for each thing that people ask for: the tool, and a few ways of saying it."""
    said: dict[str, list[str]] = {}
    for act, sentence in examples():
        said.setdefault(act, []).append(sentence)
    return "\n".join(
        f"- {tool} ({act.replace('_', ' ')}): {' | '.join(said[act][:: max(1, len(said[act]) // EACH)][:EACH])}"
        for act, tool in _TOOLS.items()
        if act in said and (may_change or tool != _CHANGING)
    )
