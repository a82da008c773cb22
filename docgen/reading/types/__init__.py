"""The types that a page states, and those of objects that an operation lists.

In: `Field`s with the names or places above them, and code. Out: `ResourceDoc`s and `EnumDoc`s, rows, mentions of types.
    trees        names such as a[b] as nested types
    objects      what a body or a response lists by its fields
    named_parts  tables below the names of types that other tables mention
    literals     types that code declares
    fences       types of code in fences, and comments in JSON
    attributes   what a section lists of a type
    sections     sections as types are stated in them, the names that headings give, JSON beside them
    type_reader  sections that list attributes as types
May import: records, diagnostics, syntax, reading.markdown, reading.dialects; a part of reading.
"""
