"""Text that gives orders to an assistant: it is kept and quoted as text, and marked."""

from __future__ import annotations

import re
import unicodedata

SCANNED = 200_000  # characters
_WHO = r"(ai|a\.i\.|assistant|chat ?bot|language model|llm|gpt|copilot|claude|crm bot|summari[sz]er)"
_WHICH = r"(previous|prior|above|earlier|preceding|all|any|your|the|other|system|original)"
_RULES = r"(instructions?|prompts?|rules|directions|guidelines|commands|polic(y|ies)|guardrails)"
_TO_ADDRESS = r"(dear|attention|attn|hey|hello|hi|note to|message (for|to)|instructions? (for|to)|if you are)"
_DO = (
    r"(ignore|send|forward|delete|update|set|mark|change|create|export|email|reassign|approve|call|move|give|reveal"
    r"|print|reply|answer|say)"
)
_SAID = (
    # setting rules aside
    rf"\b(ignore|disregard|forget|override|bypass)\b.{{0,20}}\b{_WHICH}\b.{{0,30}}\b{_RULES}\b",
    r"\bignorier\w*\b.{0,30}\b(anweisung|anweisungen|regeln)\b",
    r"\bignor(a|e|ez)\b.{0,30}\b(instrucciones|instructions|instruções|istruzioni)\b",
    # addressing the assistant
    rf"\b{_TO_ADDRESS}\W{{1,4}}(an? |the |my |any |our )?{_WHO}\b",
    rf"\b{_WHO}( assistant| agent)?\s*[:,]\s*(please |you must |now )?{_DO}\b",
    # another role for it
    r"\b(you are|act) (now|from now on|as)\b.{0,40}\b(mode|assistant|administrator|admin|developer|root)\b",
    # its secrets, its frame
    r"\b(reveal|print|show|repeat|leak)\b.{0,30}\b(system|hidden|initial|your) (prompt|instructions?)\b",
    r"<\|?(im_start|im_end|system|endoftext)\|?>|\[/?(INST|SYSTEM)\]|<</?SYS>>",
    r"^\s*#{0,4}\s*(system|assistant)( prompt| message)?\s*:",
    # its tools, behind the user's back
    r"\b(do not|don'?t|never) (tell|inform|ask|notify)\b.{0,20}\bthe (user|human|operator|salesperson)\b",
    r"\b(call|use|invoke|run|execute) the \w+ (tool|function)\b",
    r"\bwithout (asking|confirmation|approval) (from |by |of )?the user\b",
)
_ORDERS = re.compile("|".join(f"(?:{pattern})" for pattern in _SAID), re.IGNORECASE | re.MULTILINE)


def gives_orders(text: str) -> bool:
    """Whether `text` addresses an assistant rather than a person, as far as words can tell.

    A mark for the reader, not a defence: data is safe because whatever reads language can only propose.
    """
    folded = unicodedata.normalize("NFKC", text[:SCANNED])
    return bool(_ORDERS.search(folded) or _ORDERS.search(" ".join(folded.split())))
