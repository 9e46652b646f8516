"""A progress line for long reading: shown on a terminal only, gone when done."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Told how many things were read so far.
Steps = Callable[[int], None]

#: Only every so many steps is the line drawn anew.
EVERY = 2000


@contextmanager
def steps_shown(label: str) -> Iterator[Steps | None]:
    """Show how many things were read; nothing where there is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed} gelesen"),
               TimeElapsedColumn())  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=None)

        def step(done: int) -> None:
            if done % EVERY == 0:
                progress.update(task, completed=done)

        yield step


@contextmanager
def bytes_shown(label: str) -> Iterator[Steps | None]:
    """Show how many bytes of an answer came in; nothing where there is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=None)
        yield lambda received: progress.update(task, completed=received)
