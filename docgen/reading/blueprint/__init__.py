"""API Blueprint: lists whose bullets name parts of an operation -> the headings, tables and fences that readers know.

In: the `Document` of a page. Out: the same document, as it is where it has no such list.
    items        bullets as a tree
    members      a bullet as a member of an object, in MSON (Markdown Syntax for Object Notation)
    json_schema  members of a JSON Schema
    structures   named types, and what refers to them
    tables       members as rows
    resources    headings with the path and the method in brackets
    sections     the bullets of an operation
    document     the document
May import: records, diagnostics, syntax, reading.markdown; a part of reading.
"""
