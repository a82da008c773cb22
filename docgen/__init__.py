"""docgen turns API reference pages, written in Markdown, into a typed Python SDK."""

__version__ = "0.2.0"
