"""What a store is on disk: its arrays, its texts and its header."""
