"""What a page lists: parameters and properties as one record, in whatever form they are written.

In: the tables and paragraphs of a page. Out: `Field`s, and the rows that they are.
    fields          the record, and what is said beside it
    names           names as cells and bullets have them
    marks           words that say what is required
    columns         columns of tables by their roles
    columns_beside  columns of further words for the description
    tables          rows of tables
    permissions     rows of permissions
    facts           facts of an operation in bullets
    brackets        what a bracket behind a name says
    field_tags      components of MDX and of liquid
    bullets         bullets and lines
    definitions     definitions of names
    described       paragraphs below a field
    told            names in sentences
    attributes      a heading with labelled lines below it as a field
    parameter_names parameters of a path in words
    guesses         types of fields for which none is written
    rows            fields as rows, their phrases read
May import: records, diagnostics, syntax, reading.markdown, reading.dialects; a part of reading.
"""
