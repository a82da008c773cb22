"""Markdown -> blocks: headings, tables, fences, lists, annotations, each with its place.

In: a `Source`. Out: a `Document`. The only user of markdown-it-py and PyYAML.
May import: records, diagnostics, syntax.
"""
