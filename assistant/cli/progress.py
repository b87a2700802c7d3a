"""Progress bars of the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from assistant.cli.context import err

Bar = Callable[[int, int], None]  # done, total


@contextmanager
def progress() -> Iterator[Callable[[str], Bar]]:
    """Bars on standard error, gone when the work is done: `bar("label")` makes one, called with (done, total)."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as shown:

        def add(label: str) -> Bar:
            task = shown.add_task(label, total=None)

            def move(done: int, total: int) -> None:
                shown.update(task, completed=done, total=max(total, 1))

            return move

        yield add
