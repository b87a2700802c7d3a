"""`crm`, the one command."""

from assistant.cli.main import main

__all__ = ["main"]
