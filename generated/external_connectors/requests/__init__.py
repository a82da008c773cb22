"""The tree of requests: start from a client."""
