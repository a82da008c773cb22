"""All pages -> the Spec: names resolved, samples joined with their operations, types inferred.

In: `Page`s. Out: a `Spec` and findings.
May import: records, diagnostics, syntax, spec, reading, inference.
"""
