"""Two Specs -> what changed, on the wire and in Python, and what of it breaks.

In: two `Spec`s. Out: `Change`s in order, and reports of them. changes.toml has the level of each kind.
May import: records, diagnostics, syntax, spec, python.
"""
