"""The commands for articles: import them, quote them, and give their references back."""
