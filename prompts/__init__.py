"""Every text that a model reads, as files; the only code here is their loader."""

from prompts.loader import Prompt, PromptError, load

__all__ = ["Prompt", "PromptError", "load"]
