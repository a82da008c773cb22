"""The state of an API: where each operation is, on one page of HTML.

In: a `Spec`, the calls of its package, the outcomes of its samples, and the comparison with a service. Out: HTML.
May import: records, diagnostics, syntax, spec, python, verify, verify.service.
"""
