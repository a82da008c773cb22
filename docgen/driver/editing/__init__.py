"""A folder of pages while its author edits it: its findings after each edit, and the edits that fix them.

In: an `Api`, then new texts. Out: findings, edits, and what an editor says of a place.
May import: records, diagnostics, syntax, spec, reading, reading.markdown, reading.dialects, linking, python, project, driver.
"""
