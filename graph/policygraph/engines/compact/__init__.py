"""The compact engine: a graph as plain arrays, searched by compiled kernels.

For graphs of 10^5 to 10^8 edges on one machine. It needs the extra ``scale``; nothing here
is imported before the engine is used.
"""
