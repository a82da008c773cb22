"""Samples -> types, where no page states any.

In: the operations of an API with their samples and what response tables list, and the types that pages state.
Out: proposed types, and what each operation returns, with evidence. Pure, and testable without a page.
May import: records, diagnostics, syntax, spec.
"""
