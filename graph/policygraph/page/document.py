"""The page of a graph, of an answer or of an entity's neighbourhood: one HTML text.

In: a collection, with an answer or an entity if the page is of one. Out: a :class:`Page`. It
is written to a file, or shown in a notebook in a frame that is isolated from the notebook.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from policygraph.analyses.answer import Answer
from policygraph.errors import UsageError
from policygraph.model.collection import Collection
from policygraph.model.names import isolated
from policygraph.page.layout import Positions, lay_out
from policygraph.page.payload import payload_of, triples_of, triples_outside
from policygraph.page.progress import Progress, ignore
from policygraph.page.stress_layout import Size
from policygraph.query.edges import edges_of, edges_under
from policygraph.query.subgraph import subgraph_around, subgraph_of_edges

#: The claims of a page are one text; browsers open some hundred megabytes of it.
MOST_CLAIMS = 300_000
#: Above this many entities the page draws neighbourhoods only, and lays them out itself.
MOST_DRAWN = 3000


@dataclass(frozen=True, repr=False)
class Page:
    """A page: ``html`` is the whole of it, the same bytes for the same graph."""

    title: str
    html: str

    def __repr__(self) -> str:
        return f"<Page {self.title!r}, {len(self.html.encode()) / 1e6:.1f} MB>"

    def _repr_html_(self) -> str:
        return (
            f'<iframe title="{escape(self.title)}" srcdoc="{escape(self.html)}" '
            'sandbox="allow-scripts allow-downloads allow-popups" '
            'style="width:100%;height:720px;border:1px solid #8886" loading="lazy"></iframe>'
        )


def page_of_graph(collection: Collection, progress: Progress | None = None) -> Page:
    """The page of a whole graph."""
    return _document(collection, title=" + ".join(collection.datasets), progress=progress)


def page_of_answer(
    collection: Collection, answer: Answer, progress: Progress | None = None
) -> Page:
    """The page of an answer's paths; without any, it says why there is none."""
    title = f"{answer.start.name} → {answer.end.name}"
    triples = set().union(*map(triples_of, answer.paths), triples_outside(answer))
    edges = edges_of(collection, triples)
    part = subgraph_of_edges(collection, edges, {answer.start.id, answer.end.id})
    return _document(part, title=title, answer=answer, progress=progress)


def page_around(
    collection: Collection, entity: str, hops: int = 1, progress: Progress | None = None
) -> Page:
    """The page of the neighbourhood of an entity (its id), at most ``hops`` steps away."""
    part = subgraph_around(collection, entity, hops, MOST_CLAIMS)
    center = collection.entity_id(entity)
    title = f"Around {isolated(collection.label(center))}"
    return _document(part, title=title, around=(center, hops), progress=progress)


def _document(
    collection: Collection,
    *,
    title: str,
    answer: Answer | None = None,
    around: tuple[str, int] | None = None,
    progress: Progress | None = None,
) -> Page:
    from policygraph.page.network import PolicyNetwork

    if len(collection.claims) > MOST_CLAIMS:
        raise UsageError(
            f"a page of {len(collection.claims):,} claims is more than a browser opens "
            f"({MOST_CLAIMS:,}); give START END, or --around ENTITY"
        )
    done = progress if progress is not None else ignore
    positions = positions_of(collection, lambda part: done(part * 0.7))
    done(0.7)
    payload = payload_of(collection, positions, title=title, answer=answer, around=around)
    done(0.85)
    html: str = PolicyNetwork(payload).generate_html()
    done(1.0)
    return Page(title, html)


def positions_of(collection: Collection, progress: Progress | None = None) -> Positions:
    """The positions of the entities; empty where they are too many to be drawn together."""
    if len(collection.entities) > MOST_DRAWN:
        return {}
    names = list(collection.entities)
    number = {name: index for index, name in enumerate(names)}
    edges = [(number[e.subject], number[e.object]) for e in edges_under(collection)]
    sizes = [_label_size(collection.label(name)) for name in names]
    return dict(zip(names, lay_out(len(names), edges, sizes, progress), strict=True))


def _label_size(label: str) -> Size:
    """The size of a node with its label below, in lines of 18 letters."""
    lines = min(3, -(-len(label) // 18))
    return max(44.0, min(len(label), 18) * 7.0), 34.0 + 15.0 * lines
