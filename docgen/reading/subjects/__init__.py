"""Pages that are as a whole about one subject, below headings of its parts: an operation, a type, an enumeration.

In: the `Section`s of a page. Out: `Entry`s, which `references` reads, with `SampleDoc`s, `ResourceDoc`s and `EnumDoc`s.
    entries    an entry for each HTTP request
    requests   request lines in fences and in prose, bound actions
    samples    messages of sections
    resources  types
    enums      enumerations
May import: records, diagnostics, syntax, reading.markdown, reading.dialects; a part of reading.
"""
