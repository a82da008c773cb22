"""A document of a reference divided at its titles, with the request lines of each part.

In: a `Document`. Out: `Entry`s, in page order.
    declaration      a request line
    declarations     request lines in one block
    fence_requests   request lines of a fence
    table_requests   request lines of a table
    sentences        request lines among words
    labelled_values  values beside labels that may be a method or an address
    split_requests   request lines in two places: a method in one, a path in another
    unstated_methods addresses of which no method is said
    prefixes         what the paths of a chapter begin with
    index_rows       request lines of tables that link to where the rest is
    method_names     request lines of headings that are names of methods, or their steps
    parts            sections, one with several operations in parts
    shown            request lines that are samples of others
    items            bullets that are each about an operation
    answers          sections about what an operation returns
    webhooks         sections about what the service sends
    entry            a part of a document
    outline          the entries
May import: records, diagnostics, syntax, reading.markdown, reading.dialects; a part of reading.
"""
