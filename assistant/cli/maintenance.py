"""`crm embed`, `crm train`, `crm eval`, `crm doctor`."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated

import typer

from assistant.cli.context import TenantOption, operator, out, run
from assistant.settings import settings
from crm_store.database import Database


def embed(tenant: TenantOption = None) -> None:
    """Index what mail and notes say; goes on where it stopped."""
    from assistant.cli.progress import progress
    from assistant.worker import index_all

    async def work(database: Database) -> int:
        system = await operator(database, tenant)
        with progress() as bar:
            return await index_all(settings(), database, system, bar("indexing mail and notes"))

    out.print(f"Indexed {run(work)} text(s).")


def train(tenant: TenantOption = None) -> None:
    """Train the scores on the tenant's own past and say how good they are."""
    from assistant.cli.training import print_models
    from scoring import train_all

    async def work(database: Database) -> None:
        async with database.session(await operator(database, tenant)) as session:
            print_models(await train_all(session))

    run(work)


def evaluate(
    suite: Annotated[str, typer.Argument(help="language, retrieval, …")] = "language",
    model: Annotated[str | None, typer.Option(help="Judge this model instead of CRM_MODEL.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON instead of tables.")] = False,
    unseen_detail: Annotated[bool, typer.Option("--unseen-detail", help="Show the unseen split too.")] = False,
) -> None:
    """Run an evaluation and print its table."""
    # A process of its own: evaluations use the product from outside, and nothing of it may import them.
    arguments = [suite, *(["--model", model] if model else []), *(["--json"] if json else [])]
    arguments += ["--unseen-detail"] if unseen_detail else []
    raise typer.Exit(subprocess.run([sys.executable, "-m", "evals", *arguments], check=False).returncode)  # noqa: S603


def doctor(audit: Annotated[bool, typer.Option("--audit", help="Check the audit log's seals.")] = False) -> None:
    """Versions, extensions, roles, migrations, index health: what is well and what is not."""
    from assistant.cli.doctor import examine

    raise typer.Exit(examine(settings(), audit=audit))
