"""OData as a protocol of a spec: its query options, its way to set a link, its names of the primitives.

In: names. Out: names, types. What OData adds to HTTP and JSON is here and in no other module of the package's records.
"""

from __future__ import annotations

from typing import Any

from docgen.spec.types import BOOLEAN, INT32, STRING, array_of

# OData 4.01, part 2, section 5.1: the system query options.
QUERY_OPTIONS = {
    "$select": array_of(STRING),
    "$expand": array_of(STRING),
    "$filter": STRING,
    "$orderby": array_of(STRING),
    "$top": INT32,
    "$skip": INT32,
    "$search": STRING,
    "$count": BOOLEAN,
}

NOT_NEGATIVE = ("$top", "$skip")  # the same, sections 5.1.5 and 5.1.6

ITEM_OPTIONS = ("$select", "$expand")  # those that a single resource takes

# The link to the next page of a collection. OData 4.01 may leave "odata." out, and services that are OData but for its
# control information the sign too.
NEXT_LINKS = ("@odata.nextLink", "@nextLink", "nextLink")

# CSDL 4.01, part 3, section 3.3 -> OpenAPI's format registry. Each has its own.
EDM = {
    "Edm.String": "string",
    "Edm.Boolean": "boolean",
    "Edm.Byte": "uint8",
    "Edm.SByte": "int8",
    "Edm.Int16": "int16",
    "Edm.Int32": "int32",
    "Edm.Int64": "int64",
    "Edm.Single": "float",
    "Edm.Double": "double",
    "Edm.Decimal": "decimal",
    "Edm.DateTimeOffset": "date-time",
    "Edm.Date": "date",
    "Edm.TimeOfDay": "time",
    "Edm.Duration": "duration",
    "Edm.Guid": "uuid",
    "Edm.Binary": "byte",
    "Edm.Stream": "binary",
    "Edm.Untyped": "any",
}


def without_annotations(value: Any) -> Any:
    """A JSON value without the names that have an "@": control information (OData JSON 4.01, 4.5)."""
    if isinstance(value, dict):
        return {k: without_annotations(v) for k, v in value.items() if "@" not in k}
    return [without_annotations(v) for v in value] if isinstance(value, list) else value


def option_name(name: str) -> str:
    """The name of a query option; those of the system may come in any case and without their "$"."""
    system = "$" + name.lower().lstrip("$")
    return system if system in QUERY_OPTIONS else name


def is_present(content: Any, name: str) -> bool:
    """Whether a JSON object has a value for a name, or links one that is there already (OData JSON 4.0, 8.5)."""
    members = content if isinstance(content, dict) else {}
    return any(members.get(key) is not None for key in (name, f"{name}@odata.bind"))
