"""Building a store from datasets."""
