"""Documented operations against a running service: what is sent, and where its answers differ from the pages.

In: a `Spec`, the lines of its pages, values of arguments and exchanges. Out: requests in order, findings, reports. Nothing is sent.
May import: records, diagnostics, syntax, spec, python, verify.
"""
