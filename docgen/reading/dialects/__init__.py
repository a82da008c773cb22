"""How a documentation set is written: words and switches, as data in *.toml; the words of languages in languages/*.toml.

In: the name or text of a dialect, or pages to guess it from. Out: a `Dialect`.
May import: records, diagnostics, syntax.
"""
