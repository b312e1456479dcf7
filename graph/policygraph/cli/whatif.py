"""``policygraph whatif``: an answer beside what it would be."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from policygraph.cli.options import Context
from policygraph.cli.question_options import with_options
from policygraph.cli.showing import shows
from policygraph.query.query import Query
from policygraph.render.views import View


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("|")]


_Names = list[str] | None
WithoutEntity = Annotated[
    _Names,
    typer.Option(
        "--without-entity", metavar="NAME", help="As if nothing were said of this entity."
    ),
]
WithoutClaim = Annotated[
    _Names,
    typer.Option("--without-claim", metavar="ID", help="As if this claim did not exist."),
]
WithoutSource = Annotated[
    _Names,
    typer.Option("--without-source", metavar="ID", help="As if this source did not exist."),
]
Suppose = Annotated[
    _Names,
    typer.Option(
        "--suppose",
        metavar="'S | R | O'",
        help="That a relation holds; a likelihood may be a fourth part.",
    ),
]
SupposeNot = Annotated[
    _Names,
    typer.Option("--suppose-not", metavar="'S | R | O'", help="That a relation does not hold."),
]


@with_options(Query)
@shows
def whatif(
    context: Context,
    start: Annotated[str, typer.Argument(help="Where influence comes from, by any name.")],
    end: Annotated[str, typer.Argument(help="Where it arrives, by any name.")],
    options: dict[str, Any],
    without_entity: WithoutEntity = None,
    without_claim: WithoutClaim = None,
    without_source: WithoutSource = None,
    suppose: Suppose = None,
    suppose_not: SupposeNot = None,
) -> View:
    """Print an answer beside what it would be."""
    from policygraph.render.whatif import whatif_view

    found = context.obj.load().whatif(
        start,
        end,
        without_entities=without_entity or (),
        without_claims=without_claim or (),
        without_sources=without_source or (),
        suppose=[_parts(text) for text in suppose or ()],
        suppose_not=[_parts(text) for text in suppose_not or ()],
        **options,
    )
    return whatif_view(found)
