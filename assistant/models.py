"""Which chat model answers: the embedded one, or a large one with the embedded one behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel

from crm_store.errors import Invalid

EMBEDDED = "embedded"
# One more attempt inside the client; then the embedded model answers. A person waits for this.
RETRIES = 1


@dataclass(frozen=True, slots=True)
class ChatModels:
    """`primary` answers; `fallback` is there where the primary is a large model. `timeout` in seconds, per answer."""

    name: str
    primary: BaseChatModel
    fallback: BaseChatModel | None
    timeout: float

    @property
    def embedded(self) -> bool:
        """Whether the primary is the embedded model."""
        return self.fallback is None


def choose_models(name: str, embedded: BaseChatModel, *, timeout: float = 30.0, **options: Any) -> ChatModels:
    """The models for `CRM_MODEL`: `embedded`, or LangChain's `provider:model`; Invalid where it is neither.

    `options` go to the provider's client (`base_url`, `api_key`); without them it reads its own variables.
    """
    if name == EMBEDDED:
        return ChatModels(EMBEDDED, embedded, None, timeout)
    return ChatModels(name, _large(name, timeout, options), embedded, timeout)


def _large(name: str, timeout: float, options: dict[str, Any]) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    if ":" not in name:
        raise Invalid(f"CRM_MODEL is `embedded` or `provider:model`, as `openai:gpt-5`, not `{name}`.")
    try:
        model: BaseChatModel = init_chat_model(name, timeout=timeout, max_retries=RETRIES, **options)
    except (ValueError, ImportError) as error:
        raise Invalid(f"The model `{name}` cannot be used: {str(error).splitlines()[0]}") from error
    except Exception as error:  # the providers' clients raise their own for a missing key
        raise Invalid(f"The model `{name}` cannot be used: {type(error).__name__}: {error}") from error
    return model
