"""Pages that state many operations; request lines declare the operations.

In: the `Entry`s of a page. Out: `OperationDoc`s and `SampleDoc`s. Nothing in one entry reaches another.
    fields          rows, bullets and definitions as one record
    attributes      a heading with labelled lines below it as a field
    type_phrases    the type that a phrase names
    rows            fields as rows, their phrases read
    trees           names such as a[b] as nested types
    values          tables of values as enumerations
    value_lists     values that descriptions list
    type_sections   sections as types are stated in them, the names that headings give
    types           sections that list attributes as types
    objects         what a body or a response lists by its fields
    returns         what an operation returns, in words and in tables of statuses
    operations      an entry -> operations with their parameters
    samples         curl commands, HTTP messages and JSON
    servers         base URLs in prose
May import: records, diagnostics, syntax, reading.markdown, reading.dialects; a part of reading.
"""
