"""Which chat model answers: the embedded one, or a large one with the embedded one behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.language.plan import Planner
from crm_store.errors import Invalid

if TYPE_CHECKING:  # LangChain takes a second and a half to import, and the embedded model needs none of it
    from langchain_core.language_models import BaseChatModel

EMBEDDED = "embedded"
# One more attempt inside the client; then the embedded model answers. A person waits for this.
RETRIES = 1


class ModelFailed(Exception):
    """The large model did not answer, or not with anything of use. `note` tells the person."""

    @classmethod
    def note(cls) -> str:
        return "_The language model did not answer properly, so the built-in one did._"


class BudgetSpent(ModelFailed):
    """The turn or the day has cost what the tenant allows."""

    @classmethod
    def note(cls) -> str:
        return "_The language model's budget is used up for now, so the built-in one answered._"


@dataclass(frozen=True, slots=True)
class LargeModel:
    """A model of LangChain's. `timeout` in seconds, per answer."""

    name: str
    chat: BaseChatModel
    timeout: float


@dataclass(frozen=True, slots=True)
class ChatModels:
    """`embedded` plans every turn where there is no large model, and those that the large one fails."""

    embedded: Planner
    large: LargeModel | None = None

    @property
    def name(self) -> str:
        return self.large.name if self.large else EMBEDDED


def choose_models(name: str, embedded: Planner, *, timeout: float = 30.0, **options: Any) -> ChatModels:
    """The models for `CRM_MODEL`: `embedded`, or LangChain's `provider:model`; Invalid where it is neither.

    `options` go to the provider's client (`base_url`, `api_key`); without them it reads its own variables.
    """
    if name == EMBEDDED:
        return ChatModels(embedded)
    return ChatModels(embedded, LargeModel(name, _large(name, timeout, options), timeout))


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
