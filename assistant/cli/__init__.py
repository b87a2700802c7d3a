"""`crm`, the one command."""

import gc

gc.disable()  # imports leave next to no garbage; `main` turns the collector on again

from assistant.cli.main import main  # noqa: E402

__all__ = ["main"]
