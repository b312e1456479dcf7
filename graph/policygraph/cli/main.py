"""The entry point: the commands put together, and exceptions turned into exit codes.

0 done (no path found is an answer), 1 error, 2 usage, 3 a check that was asked for
failed. An error is one line on stderr.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from policygraph import __version__
from policygraph.cli import (
    build,
    check,
    chokepoints,
    common,
    contradictions,
    diff,
    dossier,
    export,
    find,
    fragility,
    info,
    page,
    query,
    reach,
    show,
    timeline,
    trace,
    whatif,
)
from policygraph.cli.options import Context, State
from policygraph.errors import InvalidData, PolicyGraphError, UsageError

ERROR, USAGE = 1, 2

app = typer.Typer(
    help="Who influences whom in technology policy, by what path, and how we know.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _module in (
    info,
    find,
    show,
    trace,
    reach,
    common,
    chokepoints,
    fragility,
    contradictions,
    timeline,
    whatif,
    diff,
    dossier,
    query,
    page,
    check,
    build,
    export,
):
    _module.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"policygraph {__version__}")
        raise typer.Exit


@app.callback()
def _graph(
    context: Context,
    graph: Annotated[
        list[str] | None,
        typer.Option(
            "--graph",
            metavar="PATH",
            help="Dataset folder or store; several are one graph. Default: "
            "POLICYGRAPH_GRAPH, else the curated data.",
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    context.obj = State(tuple(graph or ()))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    # Importing makes many objects and little garbage: looking for it takes a tenth of the time
    # of an answer.
    gc.set_threshold(100_000)
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code is returned, never raised."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", newline="\n")
    _tell_on_stderr()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = app(given, prog_name="policygraph", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except UsageError as error:
        return _fail(str(error), USAGE)
    except InvalidData as error:
        more = len(error.faults) - 1
        rest = f" (and {more} more: policygraph check lists them)" if more else ""
        return _fail(f"{error.faults[0]}{rest}", ERROR)
    except PolicyGraphError as error:
        return _fail(str(error), ERROR)
    except BrokenPipeError:
        # The reader has gone (head, a closed pager): nothing is left to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _fail("interrupted", 130)
    except OSError as error:
        return _fail(f"{error.filename or 'input or output'}: {error.strerror}", ERROR)
    except Exception as error:
        # Parsing faults of the option library carry their own code and message.
        message = getattr(error, "format_message", None)
        if message is None:
            raise
        return _fail(str(message()).replace("\n", " ") or "see policygraph --help", USAGE)
    return code if isinstance(code, int) else 0


def _tell_on_stderr() -> None:
    """What the library has to say while it works, such as that it compiles, as a line each."""
    said = logging.StreamHandler(sys.stderr)
    said.setFormatter(logging.Formatter("policygraph: %(message)s"))
    log = logging.getLogger("policygraph")
    log.handlers[:] = [said]
    log.setLevel(logging.INFO)
    log.propagate = False


def _fail(message: str, code: int) -> int:
    typer.echo(f"policygraph: {message}", err=True)
    return code
