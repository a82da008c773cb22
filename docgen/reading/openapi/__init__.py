"""OpenAPI documents in fences -> the headings, tables and fences that readers know.

In: the `Document` of a page. Out: the same document, and what the OpenAPI documents in it state of the API as a whole.
    operations  an operation as blocks
    general     credentials and addresses
    parts       parts of operations: requests as objects, schemas
    elsewhere   documents in files beside the page, which are not read
    document    the document of the page
May import: records, diagnostics, syntax, reading.markdown, reading.dialects; a part of reading.
"""
