"""The format of a store on disk: its arrays, its texts and its header."""
