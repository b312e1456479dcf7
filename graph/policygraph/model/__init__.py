"""The nouns: records, ontology terms, the collection that holds them, and their dates and names."""
