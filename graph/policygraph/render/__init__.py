"""A result as a document, a table or plain values, in every format; nothing here prints.

A module with the name of an analysis turns its result into a
:class:`~policygraph.render.views.View`, and once into a document, which is a tree
(:mod:`~policygraph.render.tree`). One writer a format (:mod:`~policygraph.render.writers`)
makes text, Markdown, HTML and DOCX of any tree. :mod:`~policygraph.render.results` knows
which module belongs to which result.
"""
