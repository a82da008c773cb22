"""One page -> what its author wrote, typed but unresolved.

In: a `Source` and a `Dialect`. Out: a `Page`. Sees one page only, so that pages are read anywhere in any order.
May import: records, diagnostics, syntax, reading.markdown, reading.dialects.
"""
