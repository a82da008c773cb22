"""Types as code declares them, in the languages that documentation shows types in.

In: the text of a fence. Out: `Declaration`s, with offsets into the text. Nothing is run; of a type only what a small client needs is kept.
    declared    the records
    typescript  TypeScript: interfaces, aliases, enumerations
    golang      Go: structs with tags
    python      Python: classes with annotations, as of dataclasses and pydantic
May import: records, diagnostics, syntax.
"""
