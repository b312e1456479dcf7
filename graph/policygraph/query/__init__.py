"""What is asked: the query and its parts, and what claims become under it."""
