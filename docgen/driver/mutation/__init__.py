"""Whether docgen notices pages that are broken on purpose, each with one mistake in what they state twice.

In: an API as it was read. Out: each mutant with what noticed it.
May import: records, diagnostics, syntax, spec, reading, reading.dialects, inference, python, verify, driver.
"""
