"""Reading a store as a collection."""
