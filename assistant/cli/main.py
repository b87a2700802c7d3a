"""The command line: one Typer application, one file per command group; heavy imports wait for their command."""

from __future__ import annotations

import gc
import sys

import typer
from rich.console import Console

from assistant.cli import database, maintenance, people, serving
from crm_store.errors import CrmError

app = typer.Typer(
    name="crm", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="The CRM assistant: the model proposes, a person decides, the database enforces.",
)  # fmt: skip
app.command("serve")(serving.serve)
app.command("demo")(serving.demo)
app.command("worker")(serving.worker)
app.command("migrate")(database.migrate)
app.command("import")(database.import_files)
app.command("embed")(maintenance.embed)
app.command("train")(maintenance.train)
app.command("eval")(maintenance.evaluate)
app.command("doctor")(maintenance.doctor)
app.add_typer(people.users, name="user")
app.add_typer(people.tokens, name="token")
app.add_typer(database.server, name="db")


def main() -> None:
    """Run the command line; an error of ours is one line on stderr and exit code 1."""
    gc.enable()
    try:
        app()
    except CrmError as error:
        Console(stderr=True).print(f"[red]Error:[/red] {error.message}", highlight=False)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
