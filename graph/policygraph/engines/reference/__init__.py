"""The reference engine: best-first search over the moves of a graph."""
