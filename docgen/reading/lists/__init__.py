"""What a page lists: parameters and properties as one record, in whatever form they are written.

In: the tables and paragraphs of a page. Out: `Field`s, and the rows that they are.
    fields          rows of tables
    marks           words that say what is required
    facts           facts of an operation in bullets
    bullets         bullets, definitions, lines and components
    attributes      a heading with labelled lines below it as a field
    listed_values   values in bullets below a field
    value_lists     values that descriptions list
    parameter_names parameters of a path in words
    rows            fields as rows, their phrases read
May import: records, diagnostics, syntax, reading.markdown, reading.dialects; a part of reading.
"""
