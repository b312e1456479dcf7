"""The options of a question, declared once for every command that takes them.

``@with_options(Scope)`` gives a command an option for each field of
:class:`~policygraph.query.query.Scope`. Those that were given are passed to its ``options``
parameter by the names of the fields, ready for :class:`~policygraph.api.KnowledgeGraph`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection
from dataclasses import MISSING, fields
from functools import wraps
from typing import Annotated, Any

import typer

from policygraph.engines import ENGINES
from policygraph.query.query import DATE_RULES, DIRECTIONS, MODES, RANKS, SELECTORS, Filters, Scope

_Names = list[str] | None


def _several(flag: str, metavar: str, help: str) -> Any:
    return Annotated[_Names, typer.Option(flag, metavar=metavar, help=help)]


def _choice(flag: str, choices: tuple[str, ...], help: str) -> Any:
    return Annotated[str, typer.Option(flag, metavar="|".join(choices), help=help)]


#: The limit of time of every command that has one.
SECONDS = Annotated[
    float | None, typer.Option("--seconds", help="Seconds before the answer is cut.")
]
#: Field of a question to its option, in the order of the help.
OPTIONS: dict[str, Any] = {
    "k": Annotated[int, typer.Option("-k", help="How many levers, each by its best path.")],
    "max_hops": Annotated[int, typer.Option("--max-hops", help="Longest path, in steps.")],
    "direction": Annotated[
        str | None,
        typer.Option(
            "--direction",
            metavar="|".join(DIRECTIONS),
            help="Which way steps may go: influence, or any with --pattern.",
        ),
    ],
    "mode": _choice("--mode", MODES, "What a path may repeat."),
    "select": _choice("--select", SELECTORS, "Which of the paths, k being given by -k."),
    "rank": _choice("--rank", RANKS, "What the best path is: how likely and how much, or one."),
    "each_path": Annotated[
        bool, typer.Option("--each-path", help="-k counts paths, not levers with their variants.")
    ],
    "pattern": Annotated[
        str | None,
        typer.Option(
            "--pattern", metavar="PATH", help="SPARQL property path over relations, or @name."
        ),
    ],
    "relations": _several("--relation", "ID", "Only this relation and its sub-relations."),
    "not_relations": _several("--not-relation", "ID", "Without this relation."),
    "transit_types": _several("--transit-type", "ID", "Pass only through this type."),
    "not_transit_types": _several("--not-transit-type", "ID", "Never pass through this type."),
    "via": _several("--via", "NAME", "Pass through this entity; several in this order."),
    "avoid": _several("--avoid", "NAME", "Keep clear of this entity."),
    "max_degree": Annotated[
        int | None, typer.Option("--max-degree", help="Pass through no entity with more edges.")
    ],
    "min_likelihood": Annotated[
        str | None,
        typer.Option("--min-likelihood", metavar="TERM|NUMBER", help="Of supporting claims."),
    ],
    "modalities": _several("--modality", "ID", "Only claims of this modality support a step."),
    "uncontested": Annotated[
        bool, typer.Option("--uncontested", help="No step that something speaks against.")
    ],
    "sources": _several("--source", "ID", "Only claims of this source support a step."),
    "not_sources": _several("--not-source", "ID", "As if this source did not exist."),
    "as_of": Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="In force at this day or period (EDTF)."),
    ],
    "dates": _choice("--dates", DATE_RULES, "strict: unknown dates do not count."),
    "known_by": Annotated[
        str | None,
        typer.Option("--known-by", metavar="DAY", help="What could be known by this day."),
    ],
    "chronological": Annotated[
        bool, typer.Option("--chronological", help="Steps in order of time.")
    ],
    "any_order": Annotated[
        bool, typer.Option("--any-order", help="Influence also from what came later.")
    ],
    "any_composition": Annotated[
        bool, typer.Option("--any-composition", help="Any kind of step may follow any other.")
    ],
    "any_force": Annotated[
        bool, typer.Option("--any-force", help="Also by what was suspended or rescinded by then.")
    ],
    "any_addressee": Annotated[
        bool, typer.Option("--any-addressee", help="Also to those whom an act is not directed at.")
    ],
    "channels": _several("--channel", "ID", "Count steps of this channel too, such as agenda."),
    "budget": Annotated[int, typer.Option("--budget", help="Expansions before the answer is cut.")],
    "max_steps": Annotated[
        int, typer.Option("--max-steps", help="Steps of all paths before the answer is cut.")
    ],
    "seconds": SECONDS,
}

#: The option of every question that an engine answers.
ENGINE = Annotated[
    str | None,
    typer.Option("--engine", metavar="|".join(ENGINES), help="Who searches; default: by size."),
]

#: Options whose default depends on others.
_DEPENDENT = ("direction",)


#: The fields of filters that say which claims are in force or known.
_TIMES = ("as_of", "dates", "known_by")
NOT_TIMES = tuple(field.name for field in fields(Filters) if field.name not in _TIMES)


def with_options(
    kind: type[Filters], without: Collection[str] = ()
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Replace the ``options`` parameter of a command by the options of ``kind``.

    ``without`` names those that mean nothing to the command.
    """
    defaults = {field.name: field.default for field in fields(kind) if field.name not in without}
    options = {
        name: option
        for name, option in OPTIONS.items()
        if defaults.get(name, MISSING) is not MISSING
    }
    if issubclass(kind, Scope):
        defaults["engine"], options["engine"] = None, ENGINE
    declared = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None if defaults[name] == () or name in _DEPENDENT else defaults[name],
            annotation=option,
        )
        for name, option in options.items()
    ]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def decorated(**given: Any) -> None:
            values = {name: given.pop(name) for name in options}
            command(**given, options={n: value for n, value in values.items() if value is not None})

        parameters: list[inspect.Parameter] = []
        for parameter in inspect.signature(command, eval_str=True).parameters.values():
            if parameter.name == "options":
                parameters.extend(declared)
            else:
                parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))
        decorated.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        decorated.__annotations__ = {p.name: p.annotation for p in parameters}
        return decorated

    return decorate
