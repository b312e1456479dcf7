"""policygraph at scale, beside other libraries and databases, in one run.

    pip install -e '.[scale]' -r benchmarks/requirements-scale.txt
    python -m benchmarks.scale 100000 1000000

Seeded graphs (:mod:`.graphs`) are asked the same questions (:mod:`.questions`) by each peer
(:mod:`.peers`), every peer in a process of its own with a limit for each answer
(:mod:`.race`). The answers are compared first (:mod:`.agreement`), then the times are
printed (:mod:`.table`). ``docs/performance.md`` holds the table of a run.
"""
