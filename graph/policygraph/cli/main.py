"""The commands put together, and exceptions turned into exit codes.

0 done (no path found is an answer), 1 error, 2 usage, 3 a check that was asked for
failed. An error is one line on stderr.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, TypeGuard

import typer

from policygraph import __version__
from policygraph.cli.audit import audit
from policygraph.cli.build import build
from policygraph.cli.check import check
from policygraph.cli.chokepoints import chokepoints
from policygraph.cli.common import common
from policygraph.cli.contradictions import contradictions
from policygraph.cli.coverage import coverage
from policygraph.cli.diff import diff
from policygraph.cli.dossier import dossier
from policygraph.cli.export import export
from policygraph.cli.find import find
from policygraph.cli.fragility import fragility
from policygraph.cli.info import info
from policygraph.cli.migrate import migrate
from policygraph.cli.options import Context, State
from policygraph.cli.page import page
from policygraph.cli.query import query
from policygraph.cli.rank import rank
from policygraph.cli.reach import reach
from policygraph.cli.show import show
from policygraph.cli.timeline import timeline
from policygraph.cli.trace import trace
from policygraph.cli.whatif import whatif
from policygraph.errors import InvalidData, PolicyGraphError, UsageError, one_line

ERROR, USAGE = 1, 2

app = typer.Typer(
    help="Who influences whom in technology policy, by what path, and how we know.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

#: Name, function and help of each command, in the order of ``--help``.
COMMANDS: tuple[tuple[str, Callable[..., None], str], ...] = (
    (
        "info",
        info,
        "What a graph holds. Counts by type, relation, modality and source; dates; engines.",
    ),
    ("find", find, "Entities by name. By id, label, alias or identity; near matches with a score."),
    (
        "show",
        show,
        "All that is said of a thing, and by whom. An entity, a claim, a source or a relation.",
    ),
    ("trace", trace, "The best paths from START to END. Each step has its claims and sources."),
    ("reach", reach, "What influence from ENTITY reaches. Every entity, by its best path."),
    ("rank", rank, "Who influences most. By what each reaches, with PageRank beside it."),
    ("common", common, "What influences both FIRST and SECOND. Every entity, by its best paths."),
    (
        "chokepoints",
        chokepoints,
        "What every path from START to END must use. And the fewest that cut them all.",
    ),
    (
        "fragility",
        fragility,
        "What an answer rests on. Its weakest step, its sources, origins and likelihood.",
    ),
    (
        "contradictions",
        contradictions,
        "Claims that cannot all be so. And what one source alone says, or no date.",
    ),
    (
        "coverage",
        coverage,
        "What is known of each type, and how recently. And what is old, or of one source.",
    ),
    ("timeline", timeline, "What is said of ENTITY, in the order of its dates."),
    (
        "whatif",
        whatif,
        "An answer beside what it would be. Without some of the graph, or with more.",
    ),
    ("diff", diff, "What two graphs differ in. Datasets, or exports that can be read back."),
    (
        "dossier",
        dossier,
        "The answer of trace as a document. Every claim noted, every source listed.",
    ),
    (
        "query",
        query,
        "A question in SPARQL. Over claims, plain triples and ontology; nothing remote.",
    ),
    ("page", page, "The interactive page, one HTML file. Of the graph, or of a part of it."),
    (
        "check",
        check,
        "Whether all is in order. Tables, ontology, shapes, dates; exit 3 on a fault.",
    ),
    (
        "audit",
        audit,
        "A sample of claims beside their passages. To be judged; --verdicts reads that back.",
    ),
    (
        "migrate",
        migrate,
        "The tables of a dataset in the newest form. Rows stay as they are.",
    ),
    ("build", build, "A store, for large graphs. Opened in milliseconds, whatever its size."),
    ("export", export, "The graph in a format of other tools. The whole of it, or a part."),
)
for _name, _command, _help in COMMANDS:
    app.command(_name, help=_help)(_command)


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


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code is returned, never raised."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    _log_to_stderr()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = app(given, prog_name="policygraph", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except UsageError as error:
        message = str(error).removesuffix(error.excerpt)
        return _fail(message, USAGE, error.excerpt)
    except InvalidData as error:
        more = len(error.faults) - 1
        rest = f" (and {more} more: policygraph check lists them)" if more else ""
        return _fail(f"{error.faults[0]}{rest}", ERROR)
    except PolicyGraphError as error:
        return _fail(str(error), ERROR)
    except BrokenPipeError:
        return _reader_left()
    except SystemExit as error:
        # The option library exits like this where a pipe is closed.
        if isinstance(error.__context__, BrokenPipeError):
            return _reader_left()
        raise
    except KeyboardInterrupt:
        return _fail("interrupted", 130)
    except OSError as error:
        return _fail(_of_system(error), ERROR)
    except MemoryError:
        return _fail("out of memory; give it more, or ask for less", ERROR)
    except RecursionError:
        return _fail("what was given is nested too deeply; give less at once", ERROR)
    except Exception as error:
        # The option library's own errors carry a code and a message.
        message_of = getattr(error, "format_message", None)
        if message_of is None:
            return _unforeseen(error, given)
        return _fail(str(message_of()).replace("\n", " ") or "see policygraph --help", USAGE)
    return code if isinstance(code, int) else 0


def _reader_left() -> int:
    """The reader has closed the pipe (head, a pager): nothing can be written to it."""
    stream = sys.stdout = sys.__stdout__
    if stream is not None:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return 0


def _of_system(error: OSError) -> str:
    """What the system said, and of which file."""
    said = error.strerror or " ".join(str(error).split()) or type(error).__name__
    return f"{os.fsdecode(error.filename)}: {said}" if _is_path(error.filename) else said


def _is_path(name: object) -> TypeGuard[str | bytes]:
    return isinstance(name, str | bytes) and bool(name)


def _unforeseen(error: Exception, given: Sequence[str]) -> int:
    """One line for an error that nobody foresaw; the traceback is logged for debugging.

    Damage is the likeliest cause over a store, whose values are not checked when it is opened.
    """
    logging.getLogger("policygraph").debug("unforeseen error", exc_info=error)
    said = " ".join(str(error).split())
    what = f"{type(error).__name__}: {said[:200]}" if said else type(error).__name__
    if isinstance(error, ImportError):
        return _fail(f"a library cannot be loaded ({what}); install it again", ERROR)
    store = _store_of(given)
    if store is not None:
        fix = "it may be damaged: run policygraph check, and build it again"
        return _fail(f"{store}: unforeseen error ({what}) over this store; {fix}", ERROR)
    return _fail(f"unforeseen error ({what}); please report it", ERROR)


def _store_of(given: Sequence[str]) -> str | None:
    """The first store that the arguments or the environment name."""
    from policygraph.environment import GRAPH_VARIABLE
    from policygraph.tables.locations import is_store

    named = [word.removeprefix("--graph=") for word in given]
    for path in (*named, *os.environ.get(GRAPH_VARIABLE, "").split(os.pathsep)):
        with suppress(OSError, ValueError):
            if path and is_store(Path(path)):
                return path
    return None


def _log_to_stderr() -> None:
    """Write what the library logs, such as that it compiles, to stderr, a line for each."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("policygraph: %(message)s"))
    log = logging.getLogger("policygraph")
    log.handlers[:] = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False


def _fail(message: str, code: int, excerpt: str = "") -> int:
    """Write one line, and an excerpt below; where nobody listens, the exit code says it."""
    stream = sys.stderr
    if stream is None:
        return code
    try:
        stream.write(f"policygraph: {one_line(message)}{excerpt}\n")
        stream.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return code
