"""Questions whose act is not clear, answered by what they hold: figures, lists that are explained to the last word, mails."""

from __future__ import annotations

from assistant.language.acts.asking import asks
from assistant.language.chart import Items
from assistant.language.plan import ToolCall
from assistant.language.slots.reads import messages, reading
from assistant.language.slots.reads.matter import asks_of_matter, matter
from assistant.language.slots.reports.reports import report_spec
from assistant.language.slots.turn import Turn


def rescued(items: Items, turn: Turn) -> list[ToolCall]:
    """The reading of a question that its words leave no doubt of; nothing for what is no question."""
    if not asks(items) or items[-1].word == ":":
        return []
    if asks_of_matter(items, turn):
        return messages.search(items, turn)
    if matter(items):
        return []
    many = any((s := x.sense("object")) and s.plural and not x.candidates for x in items)
    if any(x.sense("metric") for x in items) and (spec := report_spec(items, turn)):
        return [ToolCall("run_report", {"spec": spec})]
    return reading.find(items, turn) if many else []
