"""Options that several commands share, and how a result leaves the program."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from policygraph.errors import LocationError, UsageError
from policygraph.render.views import FORMATS, WRITERS, View
from policygraph.render.writers import DOCUMENTS, format_of
from policygraph.render.writers.text import Page

if TYPE_CHECKING:
    from policygraph.api import KnowledgeGraph

Context = typer.Context
TEXT = "text"
STDOUT = "-"
#: Characters that are written at once.
BLOCK = 65_536
#: Seconds to wait for another process that writes the same file.
WAIT = 10.0
#: The exit code of a process that SIGTERM ended.
TERMINATED = 128 + 15

FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="|".join(FORMATS),
        help="How the result is written; by the ending of FILE if not given, else as text.",
    ),
]
OutputOption = Annotated[
    str, typer.Option("-o", "--output", metavar="FILE", help="Where to; - is standard output.")
]


@dataclass(frozen=True, slots=True)
class State:
    """What the options before the command say."""

    graph: tuple[str, ...]

    def load(self) -> KnowledgeGraph:
        """The graph that the options name."""
        from policygraph.api import KnowledgeGraph

        return KnowledgeGraph.load(*self.graph)


def check_result(
    format: str | None, output: str, formats: Collection[str] = tuple(FORMATS)
) -> None:
    """Refuse a format or a file that cannot be written, before the work is done."""
    if format is not None and format not in formats:
        raise UsageError(f"unknown format {format!r}; choose from {', '.join(formats)}")
    if output != STDOUT:
        check_file(output)


def deliver(view: View, format: str | None, output: str) -> None:
    """Write a result: as its format, as the document that the ending of its file asks for, or
    as text, which is coloured and wrapped on a terminal and plain everywhere else.
    """
    document = format_of(output) if format is None else None
    if document is not None:
        write(DOCUMENTS[document].write(view.document()), output)
    else:
        parts = WRITERS[format or TEXT](view, result_page(output))
        write(_in_blocks(parts), output)


def _in_blocks(parts: Iterable[str]) -> Iterator[bytes]:
    """Text as bytes, put together to blocks that are worth a write."""
    waiting: list[str] = []
    size = 0
    for part in parts:
        waiting.append(part)
        size += len(part)
        if size >= BLOCK:
            yield "".join(waiting).encode(errors="backslashreplace")
            waiting, size = [], 0
    yield "".join(waiting).encode(errors="backslashreplace")


def write(data: bytes | Iterable[bytes], output: str) -> None:
    """Write bytes to standard output or to a file; a failed write leaves the old file.

    They may come block by block, so that they are never all in memory.
    A link stays one: the file that it leads to is replaced. What is no file but takes bytes,
    such as a pipe or ``/dev/stdout``, is written into.
    """
    from policygraph.targets import locked, temporary_file

    blocks = (data,) if isinstance(data, bytes) else data
    if output == STDOUT:
        if sys.stdout is None:
            raise LocationError("standard output is closed; write to a file with -o FILE")
        sys.stdout.flush()
        sys.stdout.buffer.writelines(blocks)
        sys.stdout.buffer.flush()
        return
    check_file(output)
    target = Path(output).resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as file:
            file.writelines(blocks)
        return
    with terminable(), locked(target, wait=WAIT):
        handle, beside = temporary_file(target)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(blocks)
            beside.chmod(_mode(target))
            beside.replace(target)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise


@contextmanager
def terminable() -> Iterator[None]:
    """Let SIGTERM raise here, so that what was begun is removed before the process ends."""
    import signal
    import threading

    def end(*_: object) -> NoReturn:
        raise SystemExit(TERMINATED)

    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def check_file(output: str) -> None:
    """Raise :class:`LocationError` unless a file can stand there; asked before the work too."""
    path = Path(output)
    if path.is_dir():
        raise LocationError(f"{path}: is a folder; name a file in it")
    if not path.parent.is_dir():
        raise LocationError(f"{path.parent}: no such folder; make it first")


def _mode(target: Path) -> int:
    """The permissions of the file replaced, or those of a new file."""
    if target.exists():
        return target.stat().st_mode & 0o777
    return default_mode()


def default_mode() -> int:
    """The permissions of a new file."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def result_page(output: str) -> Page:
    """The page that an output is: of a terminal's width and colours, or without either."""
    if output != STDOUT or sys.stdout is None or not sys.stdout.isatty():
        return Page()
    import shutil

    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Page(min(shutil.get_terminal_size().columns, 120), colour)
