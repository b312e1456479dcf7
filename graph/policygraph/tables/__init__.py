"""Tables and ontology files: found, read to records, and written back."""
