"""``policygraph dossier``: an answer as a document to hand on, in Markdown, HTML or DOCX."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policygraph.cli.options import STDOUT, Context, check_file, write
from policygraph.cli.question_options import with_options
from policygraph.errors import UsageError
from policygraph.query.query import Query
from policygraph.render.writers import DOCUMENTS, format_of


@with_options(Query)
def dossier(
    context: Context,
    start: Annotated[str, typer.Argument(help="Where influence comes from, by any name.")],
    end: Annotated[str, typer.Argument(help="Where it arrives, by any name.")],
    options: dict[str, Any],
    output: Annotated[
        str,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="FILE.md, FILE.html or FILE.docx; - is Markdown on standard output.",
        ),
    ] = STDOUT,
) -> None:
    """Write an answer as a document."""
    format = format_of(output) if output != STDOUT else next(iter(DOCUMENTS))
    if format is None:
        endings = ", ".join(writer.ending for writer in DOCUMENTS.values())
        raise UsageError(f"{output}: a dossier is a file that ends in one of {endings}")
    if output != STDOUT:
        check_file(output)
    found = context.obj.load().dossier(start, end, **options)
    write(found.document(format), output)
