"""The part of a graph that an answer's paths run through."""

from __future__ import annotations

import logging

from policygraph.analyses.answer import COMPLETE, Answer
from policygraph.model.collection import Collection
from policygraph.query.edges import edges_of
from policygraph.query.subgraph import subgraph_of_edges

LOG = logging.getLogger("policygraph.subgraph")


def subgraph_of_answer(collection: Collection, answer: Answer) -> Collection:
    """The steps of an answer's paths; without a path, the two ends alone.

    No format says how it was asked; so what a part may lack is logged.
    """
    if answer.absence is not None:
        LOG.info("%s; only the two ends are given", answer.absence.summary)
    elif answer.status != COMPLETE:
        LOG.info("the search was cut after %d expansions; paths may be missing", answer.expansions)
    triples = {step.triple for path in answer.paths for step in path.steps}
    return subgraph_of_edges(
        collection, edges_of(collection, triples), {answer.start.id, answer.end.id}
    )
