"""The query and its parts: options, names, patterns; and the edges that claims make under it."""
