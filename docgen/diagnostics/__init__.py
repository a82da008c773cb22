"""Findings about pages: their places, codes.toml with the text of each, output formats, baselines.

In: a code, a place and the words of a message. Out: text, JSON, SARIF, GitHub annotations.
May import: records.
"""
