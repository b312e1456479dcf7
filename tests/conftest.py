"""What all tests share: hypothesis without clock or chance."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "policygraph",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("policygraph")
