"""Records to RDF: the claim form, plain triples by one rule, nothing lost and no blank node.

:mod:`policygraph.rdf.nodes` makes nodes of records, of N-Triples text
(:mod:`policygraph.rdf.terms`); :mod:`policygraph.rdf.graph` makes pyoxigraph triples and an
rdflib graph of them. Nothing is opened, and no remote name is looked up.
"""
