"""Small grammars that know no API: HTTP messages, JSON as documentation writes it, URL paths, names, plain text.

In: a string. Out: a record or a string.
May import: records, diagnostics.
"""
