"""What a user gets wrong.

Imports nothing: `docgen --help` waits for this module.
"""


class UsageError(Exception):
    """Wrong usage or unreadable input: one line on stderr, exit 2."""
