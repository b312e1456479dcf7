"""The compiled kernels of the compact engine, and the registry that loads them."""
