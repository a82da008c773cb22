"""Documented samples, replayed through the generated code.

In: a `Spec`, a plan and the files of its package. Out: the outcome of each sample, and reports of them.
May import: records, diagnostics, syntax, spec, inference, python.
"""
