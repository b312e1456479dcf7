"""What a command found, as text, table, JSON, JSON lines, CSV or Markdown.

Each kind of result (:mod:`~policygraph.render.answer`, ``shown``, ``found``,
``summary``, ``report``) gives a :class:`~policygraph.render.views.View`; from there
one set of writers serves all of them. Nothing here prints.
"""
