"""Pages that state many operations: divided by their titles; request lines declare the operations.

In: a `Document`. Out: `OperationDoc`s and `SampleDoc`s. Nothing below one title reaches another.
    outline         a document cut into entries
    declarations    request lines in any block
    fields          rows, bullets and definitions as one record
    operations      an entry -> operations with their parameters
    samples         curl commands, HTTP messages and JSON
    servers         base URLs in prose
May import: records, diagnostics, syntax, reading.markdown, reading.dialects; a part of reading.
"""
