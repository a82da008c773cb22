"""What a page states of an API as a whole.

In: the blocks and `Entry`s of a page. Out: what its `Page` has beside types and operations.
    servers            addresses, and their variables
    credentials        what requests are authenticated with
    told_credentials   those that words tell, where no sample shows any
    statements         failures, the envelope, links to the next page
    common_parameters  headers and query parameters that every request sends
    list_parameters    parameters of pages, which every list takes
    shared_parameters  lists of parameters that operations link to
May import: records, diagnostics, syntax, reading.markdown, reading.dialects; a part of reading.
"""
