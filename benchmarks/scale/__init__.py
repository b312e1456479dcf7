"""policygraph on large graphs, beside other libraries and databases, in one run.

    pip install -e '.[scale]' -r benchmarks/requirements-scale.txt
    python -m benchmarks.scale 100000 1000000

Each peer (:mod:`.peers`) answers the same questions (:mod:`.questions`) over seeded graphs
(:mod:`.graphs`), in a separate process with a limit for each answer (:mod:`.race`). The
answers are compared first (:mod:`.agreement`), then the times are printed (:mod:`.table`).
``docs/performance.md`` holds the table of a run.
"""
