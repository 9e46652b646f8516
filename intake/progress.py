"""A progress line for long reading: shown on a terminal only, gone when done."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: Told how many things were read so far.
Steps = Callable[[int], None]

#: Only every so many steps is the line drawn anew.
EVERY = 2000

_HIDDEN: ContextVar[bool] = ContextVar("progress_hidden", default=False)


@contextmanager
def progress_hidden(hidden: bool = True) -> Iterator[None]:
    """Show no progress meanwhile: a program reads what comes out."""
    before = _HIDDEN.set(hidden or _HIDDEN.get())
    try:
        yield
    finally:
        _HIDDEN.reset(before)


def _is_shown() -> bool:
    return sys.stderr.isatty() and not _HIDDEN.get()


@contextmanager
def steps_shown(label: str) -> Iterator[Steps | None]:
    """Show how many things were read; nothing where there is no terminal."""
    if not _is_shown():
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
    if not _is_shown():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=None)
        yield lambda received: progress.update(task, completed=received)
