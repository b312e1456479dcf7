"""SPARQL 1.1 over the RDF form: stored queries, and the process they run in."""
