"""The waist: an API in records, whatever it was read from and whatever is made of it.

In: linked pages, or spec.json. Out: spec.json, OpenAPI, JSON Schema, a part of a spec, fingerprints, walks over samples, routes.
May import: records, diagnostics, syntax.
"""
