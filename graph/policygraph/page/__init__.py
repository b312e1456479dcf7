"""The interactive page: one HTML file that opens anywhere and makes no request."""
