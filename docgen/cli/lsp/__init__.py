"""The language server: what an editor shows while pages are written. The only user of pygls.

In: the open documents of an editor. Out: diagnostics, edits, places, words.
May import: records, diagnostics, syntax, project, reading.dialects, driver.editing.
"""
