"""Records to RDF: the claim form, plain triples by one rule, nothing lost and nothing blank.

A claim is one IRI node with its own axes; a plain triple ``s p o`` is added only
where :mod:`policygraph.rdf.facts` allows it. In go records, out come nodes
(:mod:`policygraph.rdf.terms`), by view (:mod:`policygraph.rdf.views`); pyoxigraph triples
and an rdflib graph are made from them (:mod:`policygraph.rdf.graph`) for those who want
one. Nothing is opened, and no remote name is looked up.
"""
