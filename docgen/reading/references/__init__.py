"""Pages that state many operations; request lines declare the operations.

In: the `Entry`s of a page, and what `lists` reads of them. Out: `OperationDoc`s, with the `SampleDoc`s of `messages`. Nothing in one entry reaches another.
    request_rows    what a row of request lines says beside them
    fences          types of code in fences, and comments in JSON
    named_parts     tables below the names of types that other tables mention
    entry_reader    the blocks of an entry, each by its label
    stated          what they say
    prose           what sentences and labelled lines say
    places          where the fields below a label go
    statuses        statuses in prose, tables and bullets
    trees           names such as a[b] as nested types
    values          tables of values as enumerations
    type_sections   sections as types are stated in them, the names that headings give, JSON beside them
    types           sections that list attributes as types
    objects         what a body or a response lists by its fields
    returns         what an operation returns, in words and in tables of statuses
    operations      an entry -> operations with their parameters
    servers         base URLs in prose
May import: records, diagnostics, syntax, reading.markdown, reading.dialects; a part of reading.
"""
