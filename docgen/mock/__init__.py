"""A server that answers as the pages document.

In: a `Spec` and requests. Out: responses.
May import: records, diagnostics, syntax, spec, openapi.
"""
