"""Pages that state many operations; request lines declare the operations.

In: the `Entry`s of a page, and what `lists`, `values` and `types` read of them. Out: `OperationDoc`s, with the `SampleDoc`s of `messages`. Nothing in one entry reaches another.
    request_rows    what a row of request lines says beside them
    introduction    what sentences below a title say of its operations
    entry_reader    the blocks of an entry, each by its label
    stated          what they say
    prose           what sentences and labelled lines say
    groups          headings and labels that say more together
    places          where the fields below a label go
    sampled_places  where fields go by what samples show
    statuses        statuses in prose, below labels and in bullets
    status_tables   those of tables, with the types of their contents
    returns         what an operation returns, in words and in tables of statuses
    operations      an entry -> operations with their parameters
    union           one operation of what several sections state of it, and what is said to be as elsewhere
    unread          what no reader used
May import: records, diagnostics, syntax, reading.markdown, reading.dialects; a part of reading.
"""
