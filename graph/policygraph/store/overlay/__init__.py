"""Small datasets on top of a store, without building it again."""
