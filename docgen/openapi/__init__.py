"""A Spec as an OpenAPI or JSON Schema document, and an OpenAPI document as a Spec.

In: a `Spec`, or the text of an OpenAPI document. Out: the other. What OpenAPI has no word for is in its `x-` keys.
May import: records, diagnostics, syntax, spec.
"""
