"""What docgen.toml says instead of the pages: a path, a type, a parameter, an operation to leave out.

In: pages or a `Spec`, and corrections. Out: the same corrected, and a finding for each that no longer applies.
May import: records, diagnostics, syntax, reading, reading.dialects, linking, spec.
"""
