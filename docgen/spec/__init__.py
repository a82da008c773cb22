"""The waist: an API in records, independent of its pages and of the generated code.

In: linked pages, or spec.json. Out: spec.json, a part of a spec, fingerprints, walks over samples, routes.
May import: records, diagnostics, syntax.
"""
