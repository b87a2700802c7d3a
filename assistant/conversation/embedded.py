"""A turn planned by the embedded model: one plan, its calls in order, and the tools' own sentences as the answer.

It needs no agent: the engine reads a message once and says everything that is to be done (decision 5).
"""

from __future__ import annotations

import time

from assistant.conversation.deps import Deps
from assistant.conversation.guards import Call, run_call
from assistant.language.plan import Plan, Planner, TurnInput


async def answer(deps: Deps, planner: Planner) -> str:
    """The answer's text; blocks, state and status are in `deps.answer`."""
    plan = await _planned(deps, planner)
    calls = [Call(f"call-{n}", call.name, call.args) for n, call in enumerate(plan.calls, 1)]
    says = [(await run_call(deps, call)).say for call in calls]
    return "\n\n".join(say for say in says or [plan.say] if say)


async def _planned(deps: Deps, planner: Planner) -> Plan:
    started = time.perf_counter()
    async with deps.reader.step() as session:
        plan = await planner.plan(TurnInput(deps.said, deps.before, deps.page, session, deps.encoder))
    step = {"model": "embedded", "acts": list(plan.acts), "confidence": round(plan.confidence, 3)}
    deps.answer.steps.append(step | {"ms": round((time.perf_counter() - started) * 1000, 1)})
    return plan
