"""The analyses: brute force over generated worlds, and worlds that can be drawn."""
