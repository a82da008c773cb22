"""What docgen says of a page: findings with their place, codes.toml with the text of each, output formats, baselines.

In: a code, a place and the words of a message. Out: text, JSON, SARIF, GitHub annotations.
May import: records.
"""
