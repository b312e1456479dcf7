"""``policygraph page``: the graph, an answer, or a neighbourhood, as one HTML file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from policygraph.cli.options import STDOUT, Context, OutputOption, check_file, write
from policygraph.errors import UsageError


def page(
    context: Context,
    start: Annotated[
        str | None, typer.Argument(help="Only the best paths from this entity, ...")
    ] = None,
    end: Annotated[
        str | None, typer.Argument(help="... to this one; trace --page takes its options.")
    ] = None,
    around: Annotated[
        str | None,
        typer.Option("--around", metavar="ENTITY", help="Only what lies around this entity."),
    ] = None,
    hops: Annotated[
        int | None, typer.Option("--hops", help="How many steps around it; 1 if not given.")
    ] = None,
    output: OutputOption = STDOUT,
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Write the interactive page."""
    if show and output == STDOUT:
        raise UsageError("--open opens a file; say which with -o FILE")
    if output == STDOUT and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError("a page is a large HTML file; say where with -o FILE")
    if output != STDOUT:
        check_file(output)
    graph = context.obj.load()
    with progress() as report:
        made = graph.page(start, end, around=around, hops=hops, progress=report)
    write(made.html.encode(), output)
    if show:
        open_file(Path(output))


def open_file(path: Path) -> None:
    """Open a file in the system's browser; report its path if there is none."""
    import webbrowser

    if not webbrowser.open(path.resolve().as_uri()):
        typer.echo(f"policygraph: no browser was found; open {path}", err=True)


@contextmanager
def progress() -> Iterator[Callable[[float], None] | None]:
    """A progress bar on stderr while a page is made, if that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("making the page", total=1.0)
        yield lambda part: bar.update(task, completed=part)
