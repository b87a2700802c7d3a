"""The embedded language engine: a message in, typed tool calls out. Needs no weights but the sentence encoder's."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from assistant.conversation.state import Mention as Focus
from assistant.language.abreast import abreast
from assistant.language.acts.choosing import gated
from assistant.language.acts.features import features, masked
from assistant.language.acts.model import Act, ActModel
from assistant.language.acts.signs import Seen
from assistant.language.acts.train import load_or_train
from assistant.language.chart import Items, build_chart, with_arrows
from assistant.language.clauses import split_clauses
from assistant.language.dialogue import asks_for_words
from assistant.language.dispatch import carry_out
from assistant.language.intents import ASKED, SAID, Intent, IntentModel
from assistant.language.intents import load_or_train as load_intents
from assistant.language.intents.second import Readings, reconsidered
from assistant.language.lexicon import Lexicon, families, lexicon_of
from assistant.language.linking import link
from assistant.language.linking.custom import with_custom_values
from assistant.language.linking.store import accounts_of, people
from assistant.language.plan import Plan, TurnInput
from assistant.language.pronouns import with_colleague, with_field, with_place
from assistant.language.purpose import requests
from assistant.language.rows import with_described, with_places, with_rows
from assistant.language.slots.naming import cased, written
from assistant.language.slots.turn import Turn
from assistant.language.spelling import is_common, spelled
from assistant.language.superlatives import with_superlative
from assistant.language.tasks_named import with_tasks
from assistant.language.text import plain, possessive, stem, tokens
from assistant.language.values import ValueContext, find_values
from assistant.language.values.repair import repair
from assistant.language.values.spelled_out import as_written
from crm_store.database import Session
from retrieval.encoder import Encoder, Remembering

_AWAKE = 10  # seconds
_NEAR = 3  # mentions whose accounts are meant by what belongs to them
LONGEST = 6_000  # characters that are read; a dictation of ten minutes has about that


@dataclass(frozen=True, slots=True)
class Models:
    """What is trained: the acts of clauses, and what whole messages say or ask."""

    acts: ActModel
    said: IntentModel
    asked: IntentModel


class Engine:
    """Plans turns. `model_path` is where the trained acts are kept, those of whole messages beside them; they are trained when they are not there."""

    def __init__(self, model_path: Path) -> None:
        self._path = model_path
        self._models: Models | None = None
        self._once = threading.Lock()

    def load(self, encoder: Encoder, session: Session) -> Models:
        """The models; trains them once where no saved ones fit."""
        with self._once:
            if self._models is None:
                lexicon, context = lexicon_of(session.catalog), value_context(session)
                acts = load_or_train(self._path, encoder, lexicon, context)
                said, asked = (
                    load_intents(self._path.with_name(name), package, acts, encoder, lexicon, context)
                    for name, package in (("intents.npz", SAID), ("asked.npz", ASKED))
                )
                self._models = Models(acts, said, asked)
            return self._models

    async def plan(self, turn: TurnInput) -> Plan:
        """What to do about a message. Reads under the session's rights and writes nothing."""
        models = self._models or await self._loaded(turn)
        turn = replace(turn, encoder=Remembering(turn.encoder))
        understood, first = await self.first_reading(models.acts, turn)

        def said(messages: Sequence[Items]) -> list[Intent]:
            return models.said.read(messages, turn.encoder)

        def asked(messages: Sequence[Items]) -> list[Intent]:
            return models.asked.read(messages, turn.encoder)

        async def plainly(text: str) -> Plan:
            return (await self.first_reading(models.acts, replace(turn, text=text)))[1]

        return await reconsidered(understood, first, Readings(said, asked, plainly))

    async def first_reading(self, model: ActModel, turn: TurnInput) -> tuple[Turn, Plan]:
        """The message understood, and what its clauses say one by one."""
        understood = await read(turn)
        clauses, acts = await asyncio.to_thread(self._said, model, turn.encoder, understood)
        return understood, await carry_out(understood, clauses, acts)

    def _said(self, model: ActModel, encoder: Encoder, turn: Turn) -> tuple[list[Items], list[Act]]:
        """The clauses of a message with their acts."""
        of = partial(self._acts, model, encoder, turn=turn)
        clauses = abreast(turn.items, lambda items: requests(split_clauses(items, model.breaks)), of)
        return clauses, of(clauses)

    async def _loaded(self, turn: TurnInput) -> Models:
        """The models of a first turn that came before any warm-up. Training takes half a minute: the turn's transaction is kept from idling."""
        loading = asyncio.ensure_future(asyncio.to_thread(self.load, turn.encoder, turn.session))
        while not (await asyncio.wait({loading}, timeout=_AWAKE))[0]:
            await turn.session.connection.execute("SELECT")
        return loading.result()

    def _acts(self, model: ActModel, encoder: Encoder, clauses: list[Items], turn: Turn) -> list[Act]:
        if not clauses:
            return []
        vectors = encoder.encode([masked(c) for c in clauses])
        odds = model.odds(vectors, [features(c) for c in clauses])
        shown = bool(turn.state.shown or turn.state.report)
        return [gated(row, Seen(clause, shown)) for row, clause in zip(odds, clauses, strict=True)]


async def read(turn: TurnInput) -> Turn:
    """The message repaired, its values found and its names linked."""
    context = value_context(turn.session)
    lexicon = await with_custom_values(turn.session, lexicon_of(turn.session.catalog))
    users = await people(turn.session)
    names = [w for u in users.users for w in (u.name.lower(), u.name.split()[0].lower())]
    plainly = possessive(as_written(plain(turn.text[:LONGEST])), names)
    text = repair(plainly, context, names, lambda w: _kind(w, lexicon)).text
    if not asks_for_words(turn.state):  # in a name that was asked for no word is taken for another
        text = await spelled(turn.session, text, lexicon, turn.encoder, names)
    parts = tokens(text)
    values = find_values(text, context)
    near = await _near(turn)
    linked = await link(turn.session, parts, values, lexicon, users, near, lambda word: is_common(word, turn.encoder))
    items = with_arrows(cased(build_chart(text, parts, values, lexicon, linked.links, linked.keyed)))
    items = with_field(with_colleague(items, turn.state), turn.state)
    items = await with_rows(with_places(items, turn.state), turn.state, turn.session)
    items = await with_described(items, turn.state, turn.session)
    items = await with_place(items, turn.state, turn.page, turn.session)
    items = await with_tasks(items, turn.session, str(users.me))
    made = Turn(
        written(text, items),
        items,
        turn.state,
        turn.page,
        users,
        turn.session.catalog,
        context,
        linked.related,
        turn.session,
    )
    return await with_superlative(made)


async def _near(turn: TurnInput) -> tuple[str, ...]:
    """The accounts that the dialogue and the open page are about, themselves or by their people and deals."""
    about = [(m.object, m.id) for m in turn.state.focus[:_NEAR]] + ([turn.page] if turn.page else [])

    def of(object_: str) -> tuple[str, ...]:
        return tuple(id_ for kind, id_ in about if kind == object_)

    return of("account") + await accounts_of(turn.session, of("contact"), of("deal"))


def _kind(word: str, lexicon: Lexicon) -> str:
    """What a word stands for that people correct by another one: "leads" for records, "negotiation" for a stage."""
    one = stem(word)
    senses = lexicon.phrases.get((one,), ())
    if one != word and any(s.kind == "object" for s in senses):
        return "noun"
    placed = any(s.kind == "option" and s.field in ("stage", "status") for s in senses)
    return "stage" if placed or {"won", "lost"} & families(senses) else ""


def value_context(session: Session) -> ValueContext:
    """How this tenant and this user write dates and amounts."""
    settings = session.catalog.settings
    return ValueContext(
        session.today,
        session.now,
        session.identity.timezone,
        cast(Any, settings.date_order),
        settings.currency,
        settings.fiscal_year_start,
        settings.phone_region,
    )


def about(turn: Turn, *found: Focus) -> Turn:
    """The turn after something more was mentioned."""
    return replace(turn, state=turn.state.focused(found))
