"""Pages that state many operations: cut at their titles, operations found by their request lines.

In: a `Document`. Out: `OperationDoc`s and `SampleDoc`s. What stands below one title never reaches another.
    outline         a document cut into entries
    declarations    request lines, wherever they stand
    fields          rows, bullets and definitions as one record
    operations      an entry -> operations with their parameters
    samples         curl commands, HTTP messages and JSON
    servers         base URLs in prose
May import: records, diagnostics, syntax, reading.markdown, reading.dialects; a part of reading.
"""
