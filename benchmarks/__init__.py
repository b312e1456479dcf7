"""Benchmarks, beside other libraries; they are not part of the package."""
