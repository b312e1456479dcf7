"""What makes a path a path of influence: grades, addressees, force, order of time, levers.

docs/paths.md defines each; the ontology says which relations have which. An ontology that
declares no composition has influence as plain paths, and nothing here restricts them.
"""
