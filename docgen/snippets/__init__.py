"""Documented requests as Python programs, each tried: for pages, docstrings and READMEs.

In: a `Spec`, a plan and the files of its package. Out: programs, and pages with tabs of them.
May import: records, diagnostics, syntax, spec, python, verify.
"""
