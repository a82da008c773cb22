"""A Spec -> a plan in which every name is final -> the text of a package.

In: a `Spec`, target.toml and templates. Out: `{path: text}`. The only user of Black; with verify of Jinja.
May import: records, diagnostics, syntax, spec.
"""
