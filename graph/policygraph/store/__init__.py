"""The compact store: a graph as arrays in files, built once and memory-mapped by its readers."""
