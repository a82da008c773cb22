"""The values that a string or an integer may have.

In: phrases, descriptions, bullets and tables. Out: the values of a field, or an `EnumDoc`.
    phrases       values after set phrases, flags
    descriptions  values that descriptions list
    bullets       values in bullets below a field
    typed         values in the phrase of a type
    tables        tables and lists of values as enumerations
May import: records, diagnostics, syntax, reading.markdown, reading.dialects; a part of reading.
"""
