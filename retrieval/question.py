"""A question as ranking reads it: what it is about, who should have said the answer, and what an answer must hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.concepts import concept_vector, moved
from retrieval.encoder import Encoder, Vectors

_WORD = re.compile(r"[\w'’.-]+|\?")
_GENITIVE = re.compile(r"['’]s$")
_WE = re.compile(
    r"\b(?:did|do|have|had|should|could|can|will|would|must|may|might) (?:we|i)\b"
    r"|\bour (?:offer|answer|reply|promise|proposal|quote|price|servers?)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"\b(?:did|does|has|have|had|will|would) (\w+)", re.IGNORECASE)
# What the answer to a kind of question holds, as PostgreSQL's regular expressions (case does not matter).
_NUMBERS = (
    r"\d|\y(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|hundred|thousand|half|third|quarter|double|twice|per cent|percent|free|no charge)\y"
)
_TIMES = (
    r"\y(?:\d{1,2}[:.]\d\d|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|tomorrow|today|yesterday|spring|summer|autumn|fall|winter|easter|christmas"
    r"|days?|weeks?|months?|quarters?|years?|season|morning|afternoon|until|before|after)\y"
)
_PEOPLE = (
    r"\y(?:he|she|his|her|him|chief|director|manager|officer|boss|owner|committee|board|chair\w*|president|head|partner|lawyer\w*"
    r"|landlord|union|council|team|department)\y"
)
_REASONS = r"\y(?:because|since|so|until|unless|if|but|without|cannot|can't|not|no|never|due to|as long as|otherwise|must|before)\y"
_EXPECTED = (
    (
        re.compile(
            r"\bhow (?:much|many|long|heavy|high|big|large|far|old|fast)\b|\bby how\b|^(?:up to|below|above) which"
            r"|\b(?:price|costs?|amount|percentage|rate|number|sum|discount|temperature|load|level|fee|budget)\b",
            re.IGNORECASE,
        ),
        _NUMBERS,
    ),
    (
        re.compile(r"\b(?:when|deadline|date|how soon|which day|what day|what time|how slow)\b", re.IGNORECASE),
        _TIMES,
    ),
    (re.compile(r"^(?:who|whose|whom|which (?:person|contact|owner|customer))\b", re.IGNORECASE), _PEOPLE),
    (re.compile(r"^why\b|\breason|stands in the way|\bcondition", re.IGNORECASE), _REASONS),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """`vector` is the question moved towards the concepts that it names, `matter` the question without names, `concept` those
    concepts alone; float32 `[dimensions]`, unit length. `ours`: an answer is something we said, at any rate if one of `subjects`
    (first names) is one of us. `expected`: a regular expression that an answer should match, or nothing."""

    vector: Vectors
    matter: Vectors
    concept: Vectors | None
    ours: bool
    subjects: tuple[str, ...]
    expected: str | None


def read_question(encoder: Encoder, question: str, names: Sequence[str]) -> Asked:
    """`names` are the words of the question that are names, lower case. CPU work: call it in a thread."""
    subject, concept = _SUBJECT.search(question), concept_vector(encoder, question)
    return Asked(
        moved(encoder, question, concept),
        encoder.encode_query(without(question, names)),
        concept,
        bool(_WE.search(question)),
        (subject[1].casefold(),) if subject else (),
        next((pattern for named, pattern in _EXPECTED if named.search(question)), None),
    )


def without(question: str, names: Sequence[str]) -> str:
    """A question without the names in it; one that is nothing but names, or has none, stays as it is (and is encoded once)."""
    words = _WORD.findall(question)
    kept = [word for word in words if _GENITIVE.sub("", word.casefold()) not in names]
    if len(kept) == len(words):
        return question
    return " ".join(kept) if any(word != "?" for word in kept) else question
