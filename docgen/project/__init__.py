"""The disk: docgen.toml, pages, templates, generated files, docgen.lock, the cache.

In: paths. Out: configuration and texts; files written at once or not at all.
May import: records, diagnostics, syntax, reading.dialects, spec, openapi.
"""
