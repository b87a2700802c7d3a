"""What a clause holds, as the gates of the acts ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from assistant.language.acts.makes import heads, made
from assistant.language.chart import Item, Items
from assistant.language.values import NumberValue

_GOING = frozenset("goes go went moves moved comes came gets rises climbs drops falls is are it".split())
_ORDERING = frozenset(
    """set change make move push postpone delay raise increase reduce lower cut double triple halve swap switch assign reassign
    rename clear delete merge convert mark reopen reschedule snooze defer bump knock adjust amend qualify disqualify""".split()
)
_CHANGING = ("set", "move", "push", "raise", "lower", "clear", "rename", "assign", "won", "lost", "next_stage", "log")
_STANDING = [
    w.split()
    for w in (
        "we're at",
        "are at",
        "it's at",
        "we at",
        "makes it",
        "brings it to",
        "brings us to",
        "comes to",
        "make it",
    )
]
_STATED = frozenset(["next_step", "close_date", "amount", "stage", "follow_up_date"])
_COMPARING = frozenset(["gt", "gte", "lt", "lte", "older", "newer"])
_WRONG = frozenset("wrong incorrect mistaken outdated misspelled misspelt".split())
_OUTCOME = 6  # words of "the Oakhurst deal is finally won"
_FEW = 3
_SHORT = 8  # words of a sentence that only goes on from the last answer


_POLITE = frozenset("could can would will please kindly".split())
_MOVING = frozenset("slips slipped goes moves moved".split())
_PUTTING = frozenset("put stick pop drop jot throw chuck pencil enter record get".split())
_BECOMING = frozenset("should must shall go goes become becomes belong belongs slip slips".split())
_RELATIVE = frozenset("that which who whose he she they i we".split())


def restated(items: Items) -> int | None:
    """The verb in "all of Dan's deals closing in May SHOULD close in June", "my leads in Working GO to Tom"; None where nothing is ordered so."""
    said = [i for i, x in enumerate(items) if not x.is_mark and not x.has("please")]
    if not said or items[-1].word == "?" or not _opens_with_all(items[said[0]]):
        return None
    each = items[said[0]].word in ("every", "each")
    nouns = (i for i in said if (s := items[i].sense("object")) and (s.plural or each) and not items[i].candidates)
    noun = next(nouns, None)
    for i in said if noun is not None else ():
        new = items[i].word == "now" and i + 1 < len(items) and items[i + 1].word in ("close", "belong", "go")
        verb = (items[i].word.split()[0] in _BECOMING or new) and noun is not None and i > noun
        if (verb or _aims(items, i, noun)) and items[i - 1].word not in _RELATIVE and i + 1 < len(items):
            return i
    return None


def _aims(items: Items, i: int, noun: int | None) -> bool:
    """ "tom's overdue tasks, all of them -> due Friday": an arrow, and what they get."""
    if (
        noun is None
        or i <= noun
        or items[i].word != "to"
        or i + 1 >= len(items)
        or any(x.word == "from" for x in items[:i])
    ):
        return False
    goal = items[i + 1]
    return (
        goal.has("due", "closing") or goal.kind == "date" or (goal.sense("option") is not None and not goal.candidates)
    )


def _opens_with_all(item: Item) -> bool:
    return item.has("all", "team") or item.word in ("my", "our") or bool(item.of("user") and item.possessive)


def _unit_of(item: Item) -> str | None:
    value = item.value.value if item.value else None
    return value.unit if isinstance(value, NumberValue) else None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a clause holds, gathered once; `shown`: a list, a report or records are there to refer to."""

    items: Items
    shown: bool

    def family(self, *names: str) -> bool:
        return any(x.has(*names) for x in self.items)

    def record(self, *objects: str) -> bool:
        return any(x.of(*objects) if objects else x.candidates for x in self.items)

    def value(self, *kinds: str) -> bool:
        return any(x.kind in kinds for x in self.items)

    def of_colleague(self) -> bool:
        """ "Ben is off next week": said of a colleague alone, with no verb of change."""
        named = [x for x in self.items if x.candidates]
        alone = bool(named) and all(x.candidates[0].object == "user" for x in named)
        return alone and not (self.family(*_CHANGING, "owned", "won") or self.noun() or self.sense("field"))

    def sense(self, kind: str) -> bool:
        return any(x.sense(kind) for x in self.items if not x.candidates)

    def noun(self, *objects: str) -> bool:
        return any((s := x.sense("object")) and (not objects or s.object in objects) for x in self.items)

    def noun_of(self, kind: str) -> bool:
        return any((s := x.sense("object", "activity")) and s.value == kind for x in self.items)

    def known_task(self) -> bool:
        """Something is done to a task that is there already: "postpone the task …"."""
        for i, item in enumerate(() if self.family("complete") else self.items):
            noun = item.sense("object", "activity")
            if i and noun and noun.value == "task" and self.items[i - 1].word in ("the", "my", "that", "this"):
                if i == 1:
                    return any(x.has("set", "move", "push") for x in self.items)
                return any(x.has("set", "move", "push", "raise", "lower", "assign", "rename") for x in self.items[:i])
        return False

    def has_been(self) -> bool:
        """ "Meeting with X today": a note of what was, not of what is to do."""
        said = [x for x in self.items if not x.is_mark]
        noun = said[0].sense("object", "activity") if said else None
        return bool(noun and noun.value == "meeting") and any(x.word in ("today", "yesterday") for x in said)

    def outcome(self) -> bool:
        """ "The Oakhurst deal won": a record with its end, and nothing that counts or compares."""
        said = [x for x in self.items if not x.is_mark]
        last = said[-1].word.split()[-1] if said else ""
        ends = bool(said) and (
            said[-1].has("won", "lost") or last in ("won", "lost") or said[0].word in ("won", "lost")
        )
        ends = ends and self.items[-1].word != "?"
        many = any((n := x.sense("object")) and n.plural for x in said) or len(said) > _OUTCOME
        return (
            ends and self.record("deal", "account") and not many and not self.family("show", "count", "what", "report")
        )

    def renames(self) -> bool:
        """ "call the deal “Better name” from now on"."""
        said = [x for x in self.items if not x.is_mark]
        calls = bool(said) and said[0].word in ("call", "name", "title", "rename")
        if any(b.word in ("called", "named") and a.word in ("be", "is", "now") for a, b in pairwise(said)):
            other = said[0].has("show", "what", "who", "create", "log") or self.items[-1].word == "?"
            return self.record() and not other
        return calls and self.value("quote") and self.record("deal", "account", "product", "ticket")

    def announces(self) -> bool:
        """ "Lead: Ann Cho, ann@…", "got a referral: …": somebody or something new, with what only new ones have."""
        fresh = any(x.kind in ("email", "phone", "money", "quote") and not x.candidates for x in self.items)
        fresh = fresh or any(x.word in ("called", "named", "name it", "call it", "name") for x in self.items)
        fresh = fresh or (self.noun("ticket") and self.opened() and self.record("account", "contact"))
        return fresh and made(self.items) is not None and (heads(self.items) or (self.referred() and self.opened()))

    def opened(self) -> bool:
        """A colon, behind which comes what was announced."""
        return any(x.word == ":" for x in self.items)

    def hands(self) -> bool:
        """ "Acme renewal to Tom": a record, then a user, and nothing else."""
        said = [x for x in self.items if not x.is_mark]
        if len(said) != 3 or said[1].word != "to" or not said[2].of("user"):
            return False
        return said[2].candidates[0].object == "user" and bool(
            said[0].of("deal", "lead", "account", "contact", "ticket")
        )

    def now_at(self) -> bool:
        """ "so we're at 65k now", "that makes it 59,600", "which brings us to 112k": what the deal stands at."""
        items = [x for x in self.items if not x.is_mark and not x.has("cancel")]  # "makes it, hang on, 112k"
        words = [x.word for x in items]
        for i, item in enumerate(items):
            led = " ".join(words[max(0, i - 3) : i]).split()[-3:]
            if item.kind == "money" and (led[-2:] in _STANDING or led in _STANDING):
                return True
            if item.kind == "number" and led[-1:] == ["at"] and led[-2:] in _STANDING:
                return True
        return False

    def empties(self) -> bool:
        """ "Delete Ann's phone number": a field of a record, and not the record."""
        first = next((x for x in self.items if not x.is_mark and not x.has("please")), None)
        if first is None or not first.has("delete", "clear") or self.noun("activity"):
            return False
        return self.sense("field") and self.record()

    def gives_number(self) -> bool:
        """ "Acme employees 3600": a record, a field and its number, and no other word."""
        said = [x for x in self.items if not x.is_mark and x.word not in ("the", "of", "is", "now", "to")]
        kinds = [
            "record"
            if x.candidates
            else "field"
            if x.sense("field")
            else "value"
            if x.kind in ("number", "money")
            else ""
            for x in said
        ]
        return sorted(kinds) == ["field", "record", "value"] and not said[0].value and self.items[-1].word != "?"

    def states_field(self) -> bool:
        """ "Next step is the contract", "close date December 4": a field of a deal or lead opens, with what it is."""
        said = [x for x in self.items if not x.is_mark and x.word not in ("the", "our", "new", "and", "there", "so")]
        if len(said) < 2 or self.items[-1].word == "?" or said[0].candidates:
            return False
        field = any(s.kind == "field" and s.field in _STATED for s in said[0].senses)
        return field and (
            said[1].word in ("is", "to", "becomes", "should") or said[1].kind in ("date", "money", "period")
        )

    def puts_task(self) -> bool:
        """ "Put a task in for it", "make that a task for Friday", "give him a task"."""
        said = [
            x for x in self.items if not x.is_mark and not x.has("please") and x.word not in ("and", "then", "also")
        ]
        makes = bool(said) and said[0].has("create", "set", "assign") and not said[0].candidates
        one = any(x.sense("object", "activity") and x.word in ("task", "reminder", "to do", "todo") for x in said[1:5])
        colon = next((i for i, x in enumerate(self.items) if x.word == ":"), len(self.items))
        other = any(x.has("complete", "delete") for x in self.items[:colon])  # "new to-do: finish the report" makes one
        return makes and one and not self.known_task() and not other

    def goes_to(self) -> bool:
        """ "The Redfern deal slips to mid January": a deal or lead, a verb of moving, and where to."""
        for i, (verb, to) in enumerate(pairwise(self.items)):
            moves = verb.word in _MOVING and to.word in ("to", "into", "out") and i + 2 < len(self.items)
            if moves and any(x.of("deal", "lead") or x.has("deal_noun") for x in self.items[:i]):
                goal = self.items[i + 2 : i + 4]
                return any(x.kind in ("date", "period", "money") or x.sense("option") for x in goal)
        return False

    def counts_now(self) -> bool:
        """ "Acme is up to 18 sites", "that's 7 sites now": how many of what a field counts."""
        said = any(
            x.word in ("up to", "down to", "now", "meanwhile") or x.word.startswith("that's") for x in self.items
        )
        counted = any(
            a.kind == "number" and (b.sense("field") or _unit_of(a)) for a, b in pairwise((*self.items, self.items[-1]))
        )
        return said and counted and self.record("account") and self.items[-1].word != "?"

    def gives(self) -> bool:
        """ "Give Jonas's pending tickets high priority": what they get is a field's value, and nobody is told anything."""
        said = [x for x in self.items if not x.is_mark and not x.has("please")]
        if len(said) < _FEW or said[0].word != "give" or said[1].word in ("me", "us") or self.items[-1].word == "?":
            return False
        return any((s := x.sense("field")) is not None and s.field == "priority" for x in said) and self.sense("option")

    def shifts(self) -> bool:
        """ "Cascadia close date + 1 wk": a field of a record and by how much it moves."""
        stepped = self.value("shift") or any(
            a.word in ("+", "plus", "-") and b.kind == "duration" for a, b in pairwise(self.items)
        )
        plain = stepped and self.record() and self.items[-1].word != "?"
        return plain and (self.sense("field") or self.family("closing")) and not self.family("what", "when", "show")

    def gives_address(self) -> bool:
        """ "It's +1 404 555 0177 now": an address or number of whoever was just told of, and next to nothing else."""
        first = next((x for x in self.items if not x.is_mark), None)
        own = self.value("email", "phone") and len(self.items) <= _SHORT
        return own and first is not None and first.word in ("it's", "it is", "it", "that's", "now")

    def steps(self) -> bool:
        """ "Lumen pick carts next stage": a deal, where it goes from here, and next to nothing else."""
        plain = not any(x.has("what", "when", "who", "show", "why") for x in self.items) and self.items[-1].word != "?"
        return plain and self.record("deal") and self.family("next_stage", "previous_stage") and len(self.items) <= _FEW

    def asks_to_move(self) -> bool:
        """ "Could you shunt “Ask for the plan” to Friday?": a polite order by a verb of one's own, with what and where to."""
        said = [x for x in self.items if not x.is_mark]
        polite = (
            len(said) > _FEW
            and said[0].word.split()[0] in _POLITE
            and not (said[1].families or said[1].candidates or said[1].value)
        )
        if not polite or not (said[2].candidates or said[2].kind == "quote" or said[3].candidates):
            return False
        goals = (b for a, b in pairwise(said) if a.word in ("to", "until", "till"))
        behind = [x for g in goals for x in said[said.index(g) : said.index(g) + 3]]
        return any(x.kind in ("date", "period") or x.sense("option") for x in behind)

    def puts_meeting(self) -> bool:
        """ "Stick a meeting in for yesterday with Ann", "put a call down": into the log."""
        said = [
            x for x in self.items if not x.is_mark and not x.has("please") and x.word not in ("and", "then", "also")
        ]
        puts = bool(said) and said[0].word.split()[0] in _PUTTING and not said[0].candidates
        nouns = [s for x in said[1:5] if (s := x.sense("object", "activity")) and not x.candidates]
        return (
            puts
            and not self.sense("field")
            and bool(nouns)
            and not nouns[0].plural
            and nouns[0].value in ("call", "meeting")
        )

    def removes(self) -> bool:
        """ "Delete the note about …": it begins with a verb of removal."""
        first = next((x for x in self.items if not x.is_mark and not x.has("please")), None)
        return first is not None and first.has("delete") and not first.candidates

    def corrects(self) -> bool:
        """ "wrong source on …", "the amount of … is incorrect": a field of a record that is not right."""
        if self.noun("contact") and self.record("contact") and not self.family("log", "spoke", "create", "remind"):
            becomes = any(x.word in ("becomes", "became") for x in self.items)
            other = any(x.word in ("not", "instead", "rather", "longer") for x in self.items)
            return becomes or (other and self.record("deal"))
        wrong = any(x.word in _WRONG for x in self.items)
        return wrong and (self.sense("field") or self.noun()) and self.record() and not self.family("log", "spoke")

    def referred(self) -> bool:
        """ "Got a referral: Luke Barton, luke@…": somebody new with an address."""
        return self.family("has") or any(x.word in ("got", "another") for x in self.items[:2])

    def follows(self) -> bool:
        """It goes on from what was shown: "same for …", "only East", "as a chart", "for deals closing this month"."""
        said = [x for x in self.items if not x.is_mark]
        if not self.shown or not said or self.ordered():
            return False
        if self.within() or (self.family("add_up") and self.family("they", "those", "it", "this")):
            return True
        opens = said[0].has("same") or said[0].word in ("only", "as", "for", "now", "by")
        return opens and len(said) <= _SHORT and not self.family("remind", "log", "create", "draft", "what", "who")

    def within(self) -> bool:
        """ "which of them have open deals", "how many of those": some of what was shown."""
        words = [w for x in self.items for w in x.word.split()]
        return any(a == "of" and b in ("them", "these", "those") for a, b in pairwise(words))

    def closes(self, said: list[Item]) -> bool:
        """ "close all of Jonas's deals": an order, where "close date" is a field."""
        if said[0].word == "update" and len(said) == 2:
            return bool(said[1].candidates)  # "update Fenwick": something, but what?
        if said[0].word == "update" and len(said) > 2:
            return said[1].word not in ("on", "about", "me", "us", "for", "regarding")
        return (
            said[0].word == "close"
            and len(said) > 2
            and said[1].word in ("all", "the", "every", "my", "our", "it", "all of")
        )

    def compares(self) -> bool:
        """ "proposals worth more than 50k": what is compared is looked for, not set."""
        gone = (b for a, b in pairwise(self.items) if a.word.split()[-1] in _GOING)  # "goes up to 25k"
        found = {x.value.value for x in self.items if x.kind == "comparator" and x.value} - {
            x.value.value for x in gone if x.kind == "comparator" and x.value
        }
        return bool(found & _COMPARING) and not self.ordered() and not self.family(*_CHANGING)

    def shows(self) -> bool:
        """ "show me Pinecrest Medical Supply": a record by its name, and next to nothing else."""
        said = [x for x in self.items if not x.is_mark and x.word not in ("me", "us", "the")]
        shown = bool(said) and said[0].has("show", "open_it", "tell")
        return shown and len(said) <= _FEW and any(x.candidates and x.candidates[0].score >= 0.6 for x in said)

    def only_named(self) -> bool:
        """ "gretchen adler lead status": a record and a field of it; nothing that it should become."""
        said = [x for x in self.items if not x.is_mark and x.word not in ("of", "the", "for", "on")]
        fields = [
            x
            for x in said
            if not x.candidates and x.sense("field") and not x.has("raise", "lower", "move", "won", "lost")
        ]
        return bool(fields) and self.record() and all(x.candidates or x in fields for x in said)

    def received(self) -> bool:
        """ "the mail from Deepa": it is there already, and not to be written."""
        return any(a.sense("object", "activity") and b.word == "from" for a, b in pairwise(self.items))

    def ordered(self) -> bool:
        """It begins with a verb of change, so nothing is looked up: "move X to", "double the amount"."""
        colon = next((i for i, x in enumerate(self.items) if x.word == ":"), -1)
        said = [x for x in self.items[colon + 1 :] if not x.is_mark and not x.has("please")]
        verb = bool(said) and not said[0].candidates and (said[0].word in _ORDERING or self.closes(said))
        return verb and self.items[-1].word != "?"

    def meant(self) -> bool:
        """A record by name or by pronoun."""
        return (
            self.record()
            or self.family("it", "her", "him", "they", "those", "this")
            or self.value("ref", "email", "phone")
        )
