"""What a question is about beyond records, fields and periods: where that is something, mails and notes answer it."""

from __future__ import annotations

from itertools import pairwise

from rapidfuzz.distance import DamerauLevenshtein

from assistant.language.acts.asking import asks
from assistant.language.chart import Item, Items
from assistant.language.joints import VERBS
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.deals_named import rest_of_name
from assistant.language.slots.turn import Turn
from assistant.language.text import stem, words_of

_RECORDS = ("account", "contact", "lead", "deal")
# Words of questions that fields answer: they are no matter of their own.
_PLAIN = frozenset(
    """s work works working live lives based located belong belongs report reports manage manages managed sit sits reach call called
    current currently moment right exactly please again actually main full big large long old new far first last next best name
    named know think happen happened happening happens stand stands look looks deal deals record records system crm info detail
    details say says said tell find show give use uses used buy buys bought sell sold much many kind sort type sure ever yet am
    number best reach reached address thing already marked mark else marks put moved changed updated day whose get among every each everyone
    supposed expected meant planned exist exists existing since somebody someone bigger smaller side still advise kindly inform provide pull quick
    ring ringing dial text write reach contacting need
    needs next due later earlier responsible charge handle handles handled handling headquartered contact contacts person people someone total left speak spoke spoken talk talked meet met heard won lost open closed own owns owned""".split()
)


def _slipped(word: str) -> bool:
    """A slip of one of those: "onws"."""
    return len(word) > 3 and any(DamerauLevenshtein.distance(word, w, score_cutoff=1) <= 1 for w in _PLAIN)


def matter(items: Items) -> tuple[Item, ...]:
    """Items that say something of which the tables know nothing."""
    return tuple(x for x in items if is_matter(x))


def is_matter(item: Item) -> bool:
    if item.is_mark or item.value is not None or item.word in FUNCTION_WORDS or item.word in _PLAIN:
        return False
    if item.candidates:  # "the carts" are hardly the one product that is called so
        part = item.candidates[0].object in ("product", "deal") and item.candidates[0].score < 0.75
        return part and not item.capital and " " not in item.word
    return not item.senses and len(item.word) > 1 and not _slipped(item.word)


def asks_of_matter(items: Items, turn: Turn) -> bool:
    """ "who is on parental leave at Bluepeak?": a question with a record in it, and with words that no field answers."""
    if not asks(items):
        return False
    if not any(x.of(*_RECORDS) for x in items) and not points_back(items, turn):
        return False
    if any((s := x.sense("object")) and s.plural and not x.candidates for x in items):
        return False
    if any(x.has("group_by") and y.sense("dimension") for x, y in pairwise(items)):
        return False
    if _theirs(items) or on_condition(items):
        return True
    said = [x for x in matter(items) if not _of_deal_name(x, items, turn)]
    return len(said) >= (2 if _field_of_named(items, turn) else 1)


_IF_WON = (["win"], ["get"], ["land"], ["close"])  # "what does it bring us if we win it": its amount
_CONDITIONS = frozenset("while once if unless until whenever meanwhile".split())


def on_condition(items: Items) -> bool:
    """ "who signs while Teresa is away", "may she order on her own", "when should I not ring": no field says so."""
    words = [w for x in items if not x.is_mark and x.kind in (None, "comparator") for w in x.word.split()]
    conditional = any(w in _CONDITIONS and words[i + 2 : i + 3] not in _IF_WON for i, w in enumerate(words) if i > 1)
    may = words.index("may") if "may" in words[:6] else 0
    permitted = bool(may) or bool({"allowed", "permitted"} & set(words))  # "may I have her number" asks for a field
    better_not = "should" in words and bool({"not", "never", "avoid"} & set(words))
    return conditional or permitted or better_not


def on_matter(items: Items) -> bool:
    """ "Where do we stand with Pinecrest ON SECURITY", "any news ABOUT THE BUDGET at Tidewater": of one thing, not of all that happened."""
    for i, item in enumerate(items[:-1]):
        behind = next((x for x in items[i + 1 :] if x.word not in ("the", "a", "an", "our", "their")), None)
        led = item.word.split()[-1] in ("on", "about", "regarding", "re") or item.has("about")
        if led and behind is not None and is_matter(behind) and not behind.candidates and not behind.capital:
            return True
    return False


def points_back(items: Items, turn: Turn) -> bool:
    """ "who signs there?": asked about what the dialogue is about."""
    said = [x.word for x in items if not x.is_mark]
    if not said or not turn.state.focus:
        return False
    answered = {w for s in said for w in s.split()} & {"answer", "answered", "reply", "replied", "respond", "responded"}
    return said[-1] in ("there", "here") or (said[0] == "and" and bool(answered))


def telegram_of_matter(items: Items, turn: Turn) -> bool:
    """ "acquisition rumours at globex", "pinecrest questionnaire status": a record, and words that say nothing of its fields."""
    said = [x for x in items if not x.is_mark]
    named = [x for x in said if x.of(*_RECORDS) and x.candidates[0].object != "user"]
    verbs = any(x.has("show", "open_it", "tell", "please", "brief", "latest") for x in said)
    others = [x for x in matter(items) if not x.candidates and len(x.word) > 3 and not x.capital]
    return (
        len(named) == 1 and not verbs and bool(others) and not _field_of_named(items, turn) and not _deal_behind(items)
    )


def notes_asked(items: Items, turn: Turn) -> bool:
    """ "orbit network freeze": a record and a matter in a few words without a verb, and nothing that is told or ordered."""
    said = [x for x in items if not x.is_mark]
    behind = next((i for i, x in enumerate(said) if i > 1 and _asks_at_end(said, i)), len(said))
    told = any(x.value or x.word in VERBS or (x.senses and not x.candidates) for x in said[:behind])
    return 1 < len(said) <= _FEW and not told and telegram_of_matter(items, turn)


def _asks_at_end(said: list[Item], i: int) -> bool:
    """ "… spare parts HOW MANY YEARS", "… freeze WHEN": what is asked stands last in a telegram."""
    word = said[i].word.split()[0]
    return word in ("how", "when", "what", "which", "who", "where", "why") and len(said) - i <= _ENDING


_FEW, _ENDING = 6, 3


def _deal_behind(items: Items) -> bool:
    """ "Globex lift program": the words may be the rest of a deal's name."""
    return any(x.of("account") and rest_of_name(items, i) for i, x in enumerate(items))


def _of_deal_name(item: Item, items: Items, turn: Turn) -> bool:
    """ "our deal with Juniper, the returns line", "what's the Bluepeak cart thing worth": words of the name of the deal that
    is meant."""
    noun = any(x.sense("object", "deal") or x.sense("field", "deal") or x.has("worth") for x in items)
    called, accounts = stem(item.word), {c.id for x in items for c in x.of("account")}
    if noun and any(c.account_id in accounts for c in item.of("deal")):
        return True
    return noun and any(called in map(stem, words_of(c.label)) for c in turn.related if c.object == "deal")


def _field_of_named(items: Items, turn: Turn) -> bool:
    named = {c.object for x in items for c in x.of(*_RECORDS)[:1]}
    return any(s.kind == "field" and s.object in named for x in items if not x.candidates for s in x.senses)


def _theirs(items: Items) -> bool:
    """ "who did Pacific Crate lose as a client": what a customer won or lost is no deal of ours."""
    for helper, subject, verb in zip(items, items[1:], items[2:], strict=False):
        if (
            helper.word in ("did", "does", "has", "have")
            and subject.of("account", "contact")
            and verb.has("won", "lost")
        ):
            return True
    return False
