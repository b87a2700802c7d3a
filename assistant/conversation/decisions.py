"""A typed "yes", "cancel that" or "undo": taken from the person's own message, outside of any model.

Only a person's session decides, only in the conversation that staged it, only the proposal of the last answer, and only
where the person approves it alone: what a manager approves, or what asks twice, is decided on the card.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Literal
from uuid import UUID

from assistant.conversation import wording
from assistant.conversation.blocks import proposal_block
from assistant.conversation.deps import Deps, ToolResult
from crm_store import conversations as store
from crm_store.database import Session
from crm_store.errors import CrmError, NotFound
from crm_store.proposals import decide as decisions
from crm_store.proposals import read
from crm_store.proposals.model import Proposal

Decision = Literal["approve", "reject", "undo"]

_WORDS: dict[Decision, frozenset[str]] = {
    "approve": frozenset({
        "yes", "y", "yep", "yeah", "yup", "sure", "ok", "okay", "correct", "confirm", "confirmed", "approve", "approved",
        "approve it", "approve that", "approve this", "approve them", "approve all", "yes approve", "yes approve it",
        "yes please", "please do", "yes do it", "do it", "ok do it", "go ahead", "yes go ahead", "apply", "apply it",
        "save it", "sounds good", "looks good", "thats right", "yes thats right", "confirm it", "yes confirm", "lgtm",
        "go for it", "yes go for it", "perfect", "looks right", "yes looks good", "all good", "that works", "ship it",
    }),
    "reject": frozenset({
        "no", "n", "nope", "no thanks", "no thank you", "reject", "reject it", "reject that", "cancel", "cancel it",
        "cancel that", "cancel this", "no cancel", "no cancel that", "discard", "discard it", "discard that", "forget it",
        "forget that", "never mind", "nevermind", "dont", "do not", "dont do it", "dont do that", "scrap that", "scrap it",
    }),
    "undo": frozenset({
        "undo", "undo it", "undo that", "undo this", "please undo", "please undo that", "revert", "revert it",
        "revert that", "take it back", "take that back", "roll it back", "roll back", "undo the last change",
        "undo last change", "undo the change", "undo the changes",
    }),
}  # fmt: skip
_NO = re.compile(r"(?:no|nope|nah|not|wait|hang on|hold on|stop)(?: (?:no|nope|nah|not|wait))*")
_NOT_A_WORD = re.compile(r"[^\w\s]")
# Said around a decision; an approval has to be plain, so the words of second thoughts stay in it.
_POLITE = frozenset("please pls thanks thx then well um uh oh ah hmm hm right now just again so kindly".split())
_ASKED = re.compile(
    r"^(?:(?:can|could|would|will) you|i(?:d| would) like (?:you )?to|i (?:want|need) you to|id like you to|lets) (?!not\b|leave\b)|(?: would you| can you| could you)$"
)
_SECOND_THOUGHTS = frozenset("wait actually sorry no ok okay yes hey better oops".split())
_THAT = (
    r"(?: (?:it|that|this|them|those|everything|all|all that|the (?:last )?(?:change|changes|proposal|whole thing)))"
)
_IT = "(?:it|that|this|they|things)"
_ANY_CHANGE = "(?:do|make|apply|change|delete|remove|move|set|merge|convert|create|log|send|save|touch|update|close|reassign|transfer|push|rename|mark)"
_TAKING_BACK: dict[Decision, re.Pattern[str]] = {
    "reject": re.compile(
        rf"(?:hold (?:off|on|it)|stop|leave|keep(?= (?:it|that|this|them)\b)|drop|scrap|skip|cancel|forget|discard|reject|nix|bin|not|rather not|do not|dont)"
        rf"(?: (?:on|about))?{_THAT}?(?: (?:yet|for|alone|do|be))*"
        rf"|i(?:ve)? changed my mind|not now|not yet|wrong(?: one)?|thats wrong|i dont want{_THAT}|hang on|lets (?:not|leave{_THAT})"
        rf"|(?:leave|keep){_THAT}? (?:as|how|like|where|the way)(?: {_IT})?(?: (?:is|was|are|were))?|never{_THAT}|forget (?:what )?i said(?: (?:it|that|anything))?"
        rf"|(?:dont|do not)(?: (?:you )?dare)? {_ANY_CHANGE}{_THAT}(?: (?:yet|now|after all|please))*|(?:dont|do not) change anything|better not|i take (?:it|that) back|no way"
    ),
    "undo": re.compile(
        rf"(?:put|set|change|turn|bring|roll|switch|get|take){_THAT} back(?: (?:to )?(?:how|as|what|the way|like|where) (?:it|they|things) (?:was|were))?(?: before)?"
        rf"|(?:can you |could you )?(?:undo|revert|reverse|restore|take back|roll back)(?:{_THAT}|(?: the| that| my)?(?: last| old| previous| original)*"
        rf"(?: (?:one|value|values|state|version|change|changes|edit|update))?)"
        rf"|go back(?: to)?(?: (?:how|what|as|the way) it was)?(?: before)?|(?:make|leave){_THAT} (?:as|how|like) it was(?: before)?"
    ),
}


_PARTS = re.compile(r"[,.;!…]+|\s+[-–—]+\s+")
_ASIDE = re.compile(
    r"(?:on (?:second|2nd) thoughts?|(?:that was |thats |that is |was )?(?:a |my )?(?:mistake|bad|fault|error)"
    r"|(?:(?:that|it) (?:was|is)|thats|its)? ?(?:all )?(?:the )?wrong(?: (?:one|deal|record|person|lead|date|number))?|i was wrong|my bad|oops|never mind|nevermind"
    r"|(?:i|that|it|this|we) (?:was|were|went) (?:a bit |far |much |way )?(?:too|rather) (?:quick|fast|early|soon|hasty)(?: there| with that)?|i spoke too soon"
    r"|i (?:made|ve made) a mistake|i (?:didnt|did not) mean (?:that|to|it|to do that)|hang on|hold on)"
)


# What is said after "leave it" is a reason, unless it orders or names something else that should be.
_ORDERS = re.compile(
    r"\d|\b(?:make|set|move|change|put|add|use|instead|rather|only|just|log|remind|create|delete|mark|close|push|task|call|mean|meant|other"
    r"|one|ones|should)\b",
    re.IGNORECASE,
)


# "Leave it, I'll do that after my call": what the person means to do themselves is no order.
_OWN_DOING = re.compile(r"(?:i ?ll|i will|i d rather|i want to|i need to|i have to|let me|we ll|we will|we need to)\b")
_ORDERED = re.compile(r"\d|\b(?:remind|reminder|task|log|instead)\b", re.IGNORECASE)


def decision_of(text: str) -> Decision | None:
    """What a message decides, where it is nothing but a decision: "yes" does, "yes, and add a task" does not.

    What takes back may come in parts, "that was a mistake, put it back", and with a reason, "leave it, the bank may
    still agree": a refusal changes nothing. An approval is one plain word of it.
    """
    if (whole := _decided(text)) is not None:
        return whole
    text = _PARTED.sub(lambda m: f"{m[0].strip()}, ", text)
    parts = [p for p in _PARTS.split(text) if _bare(p)]
    for decision in _WITH_REASON:
        if _for_a_reason(parts, decision):
            return decision
    found = {_decided(p) or ("aside" if _ASIDE.fullmatch(_bare(p)) else None) for p in parts} - {"aside"}
    if not found or not found <= {"reject", "undo"}:
        return None
    return "undo" if "undo" in found else "reject"


_WITH_REASON: tuple[Decision, ...] = ("reject", "undo")
# "leave it I did that yesterday", "that was wrong undo it": where one part ends that no mark ends.
_PARTED = re.compile(
    r"(?i)\b((?:leave|forget|cancel|drop|scrap|skip|discard|stop|reject|undo|revert) (?:it|that|this|them)|put (?:it|that) back)\s+"
    r"(?=(?:(?:i|we|he|she|they|it|i'?ve|we'?ve|i'?ll|it'?s|he'?s|she'?s|they'?ve|they'?re)\s)"
    r"|(?-i:[A-Z][\w’']+) (?:has|hasn'?t|have|haven'?t|is|isn'?t|was|wasn'?t|will|won'?t|did|didn'?t|does|doesn'?t|wants?|says?|said|can'?t|needs?)\b)"
    r"|\b((?:that|it) was (?:all )?(?:wrong|a mistake|too (?:quick|fast|early|soon)))\s+(?=(?:undo|revert|put|take|roll|go|forget|leave|cancel)\b)"
)


def _for_a_reason(parts: list[str], decision: Decision) -> bool:
    """ "Leave it, the bank may still agree": one part decides plainly, and what else is said orders nothing."""
    plain = [p for p in parts if _decides_plainly(p, decision)]
    rest = [p for p in parts if p not in plain and _decided(p) != "reject" and not _ASIDE.fullmatch(_bare(p))]
    rest = [p for p in rest if not (_OWN_DOING.match(_bare(p)) and not _ORDERED.search(p))]
    return bool(plain) and not any(_ORDERS.search(p) or _decided(p) for p in rest)


def _decides_plainly(part: str, decision: Decision) -> bool:
    """ "leave it", "don't delete it": with its verb, where a bare "no" may begin a correction."""
    return (
        _bare(part) not in ("", "dont", "do not", "n", "wrong", "wrong one")
        and _decided(part) == decision
        and not _NO.fullmatch(_bare(part))
    )


def _bare(text: str) -> str:
    said = _NOT_A_WORD.sub("", text.casefold()).split()
    return _ASKED.sub("", " ".join(_slip(w) for w in said if w not in _POLITE | _SECOND_THOUGHTS))


def _slip(word: str) -> str:
    """ "fogret": the word that was meant, where two of its letters changed places."""
    if word in _TYPED:
        return word
    swapped = (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1))
    return next((w for w in swapped if w in _TYPED), word)


_TYPED = frozenset("undo revert leave forget cancel discard scrap reject never mind back mistake".split())


def _decided(text: str) -> Decision | None:
    """The decision of one part."""
    said = _NOT_A_WORD.sub("", text.casefold()).split()
    if said and set(said) <= {"no", "nope", "nah"}:
        return "reject"
    forms = (said, [w for w in said if w not in _POLITE])
    for decision, phrases in _WORDS.items():
        if any(" ".join(words) in phrases for words in forms):
            return decision
    return next((d for d, pattern in _TAKING_BACK.items() if _repeated(pattern, _bare(text))), None)


def _repeated(pattern: re.Pattern[str], text: str) -> bool:
    """One or several of its phrases and nothing else: "forget it leave it as it is".

    From each place that phrases reach, once: a pattern that repeats itself would try every way to cut a long text.
    """
    words = text.split()
    if not 0 < len(words) <= _LONGEST:
        return False
    reached = {0}
    for start in range(len(words)):
        if start in reached:
            ends = range(start + 1, len(words) + 1)
            reached.update(end for end in ends if pattern.fullmatch(" ".join(words[start:end])))
    return len(words) in reached


_LONGEST = 24  # words of a message that decides


async def decide(deps: Deps, past: Sequence[store.Message]) -> ToolResult | None:
    """Carry a typed decision out; None where the message is none, or where nothing of this dialogue waits for one."""
    decision = decision_of(deps.said)
    last = past[-1] if past else None
    if decision is None or last is None or last.role != "assistant" or last.proposal_id is None:
        return None
    if deps.identity.scope != "person":
        return None
    proposal = await _read(deps, last.proposal_id)
    if proposal is not None and decision == "undo" and proposal.status == "pending":
        decision = "reject"  # what has not been done is taken back by dropping it
    if proposal is None or not _fits(decision, proposal, deps):
        return None
    if decision == "approve" and (proposal.approver != "self" or proposal.confirm_twice):
        return _on_the_card(proposal)
    return await _carried_out(deps, decision, proposal)


def _fits(decision: Decision, proposal: Proposal, deps: Deps) -> bool:
    own = proposal.by.id == deps.identity.user_id and proposal.conversation_id == deps.conversation_id
    wanted = ("applied", "partly_applied") if decision == "undo" else ("pending", "expired")
    return own and proposal.status in wanted


async def _read(deps: Deps, proposal_id: UUID) -> Proposal | None:
    try:
        async with deps.database.session(deps.identity) as session:
            return await read.get(session, proposal_id)
    except NotFound:
        return None


_WORK: dict[Decision, Callable[[Session, UUID], Awaitable[Proposal]]] = {
    "approve": decisions.approve,
    "reject": decisions.reject,
    "undo": decisions.undo,
}


async def _carried_out(deps: Deps, decision: Decision, proposal: Proposal) -> ToolResult:
    try:
        async with deps.database.session(deps.identity) as session:
            decided = await _WORK[decision](session, proposal.id)
    except CrmError as error:  # somebody else's change came in between: nothing was done
        return ToolResult(error.message, error.message, status="declined", proposal_id=proposal.id)
    deps.answer.steps.append({"decision": decision, "proposal": str(proposal.id), "status": decided.status})
    state = replace(deps.state, proposal_id=None)
    return ToolResult(decided.status, _say(decided), (proposal_block(decided),), state=state, proposal_id=proposal.id)


def _say(decided: Proposal) -> str:
    match decided.status:
        case "applied" | "partly_applied":
            done = wording.counted(decided.change_count, "change")
            return f"Done: {done} made. Say “undo” to take {'it' if decided.change_count == 1 else 'them'} back."
        case "rejected":
            return "Discarded; nothing was changed."
        case "undone":
            return "Undone: everything is as it was before."
        case "stale":
            return "Nothing was changed: a record changed meanwhile. The card shows what; ask again to start over."
        case "expired":
            return "That proposal has expired; nothing was changed. Ask again to start over."
    return "Somebody else approves this now; nothing was changed."


def _on_the_card(proposal: Proposal) -> ToolResult:
    if proposal.approver == "manager":
        say = "Your manager approves this one; it waits for them."
    else:
        say = "This one asks twice: please approve and confirm it on the card."
    return ToolResult(say, say, (proposal_block(proposal),), status="needs_approval", proposal_id=proposal.id)
