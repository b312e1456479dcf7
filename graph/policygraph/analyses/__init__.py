"""One analysis a file, each over the same edges; none renders."""
