"""What one process holds: made at start-up by `app.py`, handed to routes by `api/dependencies.py`."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.conversation.turn import Assistant
from assistant.settings import Settings
from crm_store.database import Database
from retrieval.encoder import Encoder


@dataclass(slots=True)
class AppState:
    """`chat` is the conversation service; it is built once, because building an agent takes milliseconds."""

    settings: Settings
    database: Database
    encoder: Encoder
    chat: Assistant
