"""The Content-Security-Policy of a built site."""
