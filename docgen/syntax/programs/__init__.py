"""Programs as samples: the requests that one in any of the usual languages sends, and literals of such languages.

In: the text of a fence. Out: `ProgramRequest`s, or the JSON of a literal. Nothing is run; what only a run would show is unknown.
May import: records, diagnostics, syntax.
"""
