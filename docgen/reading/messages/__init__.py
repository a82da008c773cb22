"""The messages that an entry of a reference shows.

In: an `Entry` and its `OperationDoc`s. Out: `SampleDoc`s.
    fence_labels    what the words above a fence say of it
    fence_parts     what a fence has below its request line
    sample_docs     messages of a fence, with their JSON read
    texts           content that is no JSON
    programs        requests as programs, literals in place of JSON
    roots           variables of addresses that hold a part of the path
    received        the messages of webhooks
    comments        what comments in JSON say of its keys
    rewritten       forms as YAML or pairs, queries as JSON
    row_samples     JSON in the row of a request line
    entry_samples   commands, HTTP messages, programs, and JSON
May import: records, diagnostics, syntax, reading.markdown, reading.dialects; a part of reading.
"""
