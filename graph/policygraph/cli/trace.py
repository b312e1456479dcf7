"""``policygraph trace``: the paths from one entity to another, with their evidence."""

from __future__ import annotations

from typing import Annotated

import typer

from policygraph.cli.options import (
    STDOUT,
    TEXT,
    Context,
    FormatOption,
    OutputOption,
    deliver,
    known_format,
)
from policygraph.query import (
    DATE_RULES,
    DEFAULT_BUDGET,
    DEFAULT_K,
    DEFAULT_MAX_HOPS,
    DIRECTIONS,
    RANKS,
)

_Names = list[str] | None


def _several(option: str, metavar: str, help: str) -> typer.models.OptionInfo:
    info: typer.models.OptionInfo = typer.Option(option, metavar=metavar, help=help)
    return info


def _choice(option: str, choices: tuple[str, ...], help: str) -> typer.models.OptionInfo:
    info: typer.models.OptionInfo = typer.Option(option, metavar="|".join(choices), help=help)
    return info


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help="The best paths from START to END, each step with its claims and sources.")
    def trace(
        context: Context,
        start: Annotated[str, typer.Argument(help="Where influence comes from, by any name.")],
        end: Annotated[str, typer.Argument(help="Where it arrives, by any name.")],
        k: Annotated[int, typer.Option("-k", help="How many paths at most.")] = DEFAULT_K,
        max_hops: Annotated[
            int, typer.Option("--max-hops", help="Longest path, in steps.")
        ] = DEFAULT_MAX_HOPS,
        direction: Annotated[
            str, _choice("--direction", DIRECTIONS, "Which way steps may go.")
        ] = DIRECTIONS[0],
        rank: Annotated[str, _choice("--rank", RANKS, "What the best path is.")] = RANKS[0],
        relation: Annotated[
            _Names, _several("--relation", "ID", "Only this relation and its sub-relations.")
        ] = None,
        not_relation: Annotated[
            _Names, _several("--not-relation", "ID", "Without this relation.")
        ] = None,
        transit_type: Annotated[
            _Names, _several("--transit-type", "ID", "Pass only through this type.")
        ] = None,
        not_transit_type: Annotated[
            _Names, _several("--not-transit-type", "ID", "Never pass through this type.")
        ] = None,
        via: Annotated[
            _Names, _several("--via", "NAME", "Pass through this entity; several in this order.")
        ] = None,
        avoid: Annotated[_Names, _several("--avoid", "NAME", "Keep clear of this entity.")] = None,
        max_degree: Annotated[
            int | None,
            typer.Option("--max-degree", help="Pass through no entity with more edges."),
        ] = None,
        min_likelihood: Annotated[
            str | None,
            typer.Option("--min-likelihood", metavar="TERM|NUMBER", help="Of supporting claims."),
        ] = None,
        modality: Annotated[
            _Names, _several("--modality", "ID", "Only claims of this modality support a step.")
        ] = None,
        uncontested: Annotated[
            bool, typer.Option("--uncontested", help="No step that something speaks against.")
        ] = False,
        source: Annotated[
            _Names, _several("--source", "ID", "Only claims of this source support a step.")
        ] = None,
        not_source: Annotated[
            _Names, _several("--not-source", "ID", "As if this source did not exist.")
        ] = None,
        as_of: Annotated[
            str | None,
            typer.Option("--as-of", metavar="DATE", help="In force at this day or period (EDTF)."),
        ] = None,
        dates: Annotated[
            str, _choice("--dates", DATE_RULES, "strict: unknown dates do not count.")
        ] = DATE_RULES[0],
        known_by: Annotated[
            str | None,
            typer.Option("--known-by", metavar="DAY", help="What could be known by this day."),
        ] = None,
        budget: Annotated[
            int, typer.Option("--budget", help="Expansions before the answer is cut.")
        ] = DEFAULT_BUDGET,
        seconds: Annotated[
            float | None, typer.Option("--seconds", help="Seconds before the answer is cut.")
        ] = None,
        format: FormatOption = TEXT,
        output: OutputOption = STDOUT,
    ) -> None:
        from policygraph.render.answer import answer_view

        known_format(format)
        answer = context.obj.load().trace(
            start,
            end,
            k=k,
            max_hops=max_hops,
            direction=direction,
            rank=rank,
            relations=relation or (),
            not_relations=not_relation or (),
            transit_types=transit_type or (),
            not_transit_types=not_transit_type or (),
            via=via or (),
            avoid=avoid or (),
            max_degree=max_degree,
            min_likelihood=min_likelihood,
            modalities=modality or (),
            uncontested=uncontested,
            sources=source or (),
            not_sources=not_source or (),
            as_of=as_of,
            dates=dates,
            known_by=known_by,
            budget=budget,
            seconds=seconds,
        )
        deliver(answer_view(answer), format, output)
