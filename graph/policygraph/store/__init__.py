"""The compact store: a graph as arrays in files, built once and mapped by whoever reads it."""
