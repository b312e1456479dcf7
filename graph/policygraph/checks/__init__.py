"""What can be wrong with data beyond one row: records, shapes, passages."""
