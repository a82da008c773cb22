"""What a package has of the runtime: one table of features and their files.

A `Spec` enters; the names of the features that its API uses leave, and whether a file is of one of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from docgen.python.annotations import json_hint
from docgen.python.bodies import body_function, content_kind
from docgen.python.paging import CLASSES, is_list, pages_of
from docgen.python.security import ways
from docgen.spec.model import Parameter, Spec
from docgen.spec.types import ANY, STRING, TypeUse, is_composed

# Feature -> the files of the runtime that only it and others here need. Every other file is in each package.
FILES = {
    "accepted": ("accepted.py",),
    "addressing": ("addressing.py",),
    "arrays": ("arrays.py",),
    "basic": ("auth_basic.py",),
    "binary": ("binary.py",),
    "common parameters": ("common.py", "options.py"),
    "composed": ("composed.py",),
    "contents": ("contents.py",),
    "cookie": ("auth_cookie.py",),
    "decimals": ("decimals.py",),
    "deprecation": ("deprecation.py",),
    "downloads": ("downloads.py",),
    "durations": ("durations.py",),
    "enums": ("enum.py",),
    "error fields": ("error_fields.py",),
    "envelopes": ("envelopes.py",),
    "forms": ("forms.py",),
    "lists": ("lists.py",),
    "maps": ("maps.py",),
    "odata": (
        "batch.py",
        "infinite.py",
        "odata_client.py",
        "odata_lazy.py",
        "odata_model.py",
        "odata_request.py",
        "tokens.py",
        "upload.py",
    ),
    "odata options": ("odata_options.py",),
    "open types": ("open_model.py",),
    "query": ("auth_query.py",),
    "query values": ("query_values.py",),
    "scheme": ("auth_scheme.py",),
    "scopes": ("scopes.py",),
    "servers": ("options.py", "servers.py"),
    "streams": ("streams.py",),
    "styles": ("styles.py",),
    "temporal": ("temporal.py",),
    "totals": ("totals.py",),
    "unions": ("unions.py",),
    **{style: (f"paging_{style}.py",) for style in CLASSES},
    "offset": ("counting.py", "paging_offset.py"),
    "page": ("counting.py", "paging_page.py"),
}
# Primitive -> the feature that reads and writes it. A float may round what is documented as a number.
_OF_TYPES = {
    **dict.fromkeys(("byte", "binary"), "binary"),
    **dict.fromkeys(("decimal", "number"), "decimals"),
    **dict.fromkeys(("date-time", "date", "time"), "temporal"),
    "duration": "durations",
}
# What OData has of them without a page that says so.
_OF_ODATA_ITSELF = {"accepted", "addressing", "binary", "downloads", "durations", "lists", "odata"}
_OF_ODATA_ITSELF |= {"arrays", "contents", "envelopes", "open types", "temporal", "totals"}
_NEEDS = (
    ("forms", "styles"),
    ("maps", "composed"),
    ("query values", "temporal"),
    ("unions", "composed"),
    ("streams", "downloads"),
)  # a feature and another one that it uses
_ADDRESSED = re.compile(r":/\{|\{[^{}]*\}'")  # a path below a folder, a value in quotes


def used_features(spec: Spec) -> tuple[str, ...]:
    """The features that the API of a spec uses, by name."""
    found = set(_of_operations(spec))
    found |= {_OF_TYPES[name] for use in _uses(spec) for name in use.names if name in _OF_TYPES}
    found |= {way.lower() for way in ways(spec)} & FILES.keys()
    if any(_is_map_of_models(use) for use in _uses(spec)):
        found.add("maps")
    types = {item.name for item in spec.types if item.kind != "alias"}
    if any(is_union_of_models(use.item, types) for use in _uses(spec)):
        found.add("unions")
    if any(item.is_open for item in spec.types):
        found.add("open types")
    held = [
        *(item.type for item in spec.types),
        *(p.type for t in spec.types for p in t.properties),
    ]
    returned = [operation.returned for operation in spec.operations]
    # The items of a list are read one by one.
    items = (o.returned.items[0] for o in spec.operations if o.returned and is_list(o))
    others = (o.returned for o in spec.operations if not is_list(o))
    if any(_has_array(use) for use in (*held, *others, *items) if use):
        found.add("arrays")
    if any(is_composed(use) for use in (*held, *returned) if use):
        found.add("composed")
    if spec.parameters:
        found.add("common parameters")
    if spec.servers and spec.servers[0].variables:
        found.add("servers")
    if spec.envelope or any(operation.envelope for operation in spec.operations):
        found.add("envelopes")
    if spec.error_fields:
        found.add("error fields")
    if any(item.type == STRING for item in spec.enums):  # others are integers
        found.add("enums")
    if any(_ADDRESSED.search(operation.path) for operation in spec.operations):
        found.add("addressing")
    if spec.protocol == "odata":
        found |= _OF_ODATA_ITSELF
        found |= {"odata options"} if found & {"common parameters", "servers"} else set[str]()
    found |= {needed for feature, needed in _NEEDS if feature in found}
    return tuple(sorted(found))


def is_union_of_models(use: TypeUse, types: Collection[str]) -> bool:
    """Whether values are of one of several `types`, or of texts, numbers and truths beside them."""
    named = [item for item in use.items if item.name in types]
    others = [item for item in use.items if item.name not in types]
    is_primitive = all(item.kind == "primitive" and json_hint(item) for item in others)
    return use.kind == "union" and bool(named) and is_primitive


def _has_array(use: TypeUse) -> bool:
    return use.is_array or any(map(_has_array, use.items))


def _is_map_of_models(use: TypeUse) -> bool:
    item = use.item
    return item.kind == "map" and item.items[0].kind == "named"


def _uses(spec: Spec) -> Iterator[TypeUse]:
    """The types of everything that a program sends or gets."""
    for item in spec.types:
        yield from (*([item.type] if item.type else []), *(p.type for p in item.properties))
    for operation in spec.operations:
        body = operation.request_body
        yield from (p.type for p in (*operation.parameters, *(body.properties if body else ())))
        contents = [c for r in operation.responses for c in r.content]
        contents += body.content if body else ()
        yield from (content.type for content in contents if content.type)


def _of_operations(spec: Spec) -> Iterator[str]:
    types = {item.name: item for item in spec.types}
    enums = {item.name for item in spec.enums}
    for operation in spec.operations:
        if any(response.status == 202 for response in operation.responses):
            yield "accepted"
        if operation.is_deprecated:
            yield "deprecation"
        if any(permission.scopes for permission in operation.permissions):
            yield "scopes"
        if spec.protocol == "odata":
            continue
        usual = [r.content[0] for r in operation.responses if r.status < 400 and r.type]
        kind = content_kind(usual[0]) if usual else ""
        if kind in ("events", "lines"):
            yield "streams"
        if kind in ("bytes", "content"):
            yield "downloads"
        # A list of texts returns "str" as well.
        if kind in ("content", "text") or any(c.type and c.type.item == STRING for c in usual[:1]):
            yield "contents"
        pages = pages_of(operation, spec, types)
        if pages or is_list(operation):
            yield "lists"
        if pages and pages.style:
            yield pages.style
        if pages and pages.total:
            yield "totals"
        if body_function(operation):
            yield "forms"
        queried = [p for p in operation.parameters if p.location == "query"]
        if not all(_is_text(p, enums) for p in queried):
            yield "styles"
        if any(ANY.name in p.type.names for p in queried):
            yield "query values"


def _is_text(parameter: Parameter, enums: Collection[str]) -> bool:
    """Whether the value of a query parameter is one text; of what is named only an enumeration is."""
    is_scalar = parameter.type.kind == "primitive" or parameter.type.name in enums
    return is_scalar and not parameter.name.endswith("[]")


def is_used(file: str, features: Collection[str]) -> bool:
    """Whether a package with these features has a file of the runtime."""
    owners = [feature for feature, files in FILES.items() if file in files]
    return not owners or any(feature in features for feature in owners)


# Names of the runtime, and where they are if not in "request".
_MODULES = {
    **dict.fromkeys(("AsyncClientBase", "SyncClient"), "client"),
    **dict.fromkeys(("AsyncDownloads", "Downloads"), "downloads"),
    **dict.fromkeys(("Model", "field"), "model"),
    "ApiError": "errors",
    "OpenModel": "open_model",
    "error_fields": "error_fields",
    "deprecated": "deprecation",
    "scopes": "scopes",
    **dict.fromkeys(("NULL", "Null"), "values"),
    **dict.fromkeys(("Page", "Paging", "collection"), "lists"),
    **dict.fromkeys(("literal", "quote_path"), "addressing"),
    **dict.fromkeys(("File", "form", "multipart", "nested", "raw", "with_files"), "forms"),
    **{name: f"paging_{style}" for style, name in CLASSES.items()},
    **dict.fromkeys(("Event", "Stream", "streamed"), "streams"),
    "Accepted": "accepted",
    "Options": "options",
    "QueryValue": "query_values",
    "address": "servers",
    "with_common": "common",
    "counted": "totals",
    "delimited": "styles",
}
# Those that OData has in another one.
_OF_ODATA = {
    **dict.fromkeys(("AsyncClientBase", "SyncClient"), "odata_client"),
    **dict.fromkeys(("Model", "OpenModel", "field"), "odata_model"),
    **dict.fromkeys(("ItemOptions", "ListOptions", "Page", "RequestBuilder"), "odata_request"),
    "Options": "odata_options",
    "collection": "odata_request",
}


def runtime_module(name: str, features: Collection[str]) -> str:
    """The module of the runtime that a name is imported from: "._runtime.request"."""
    own = _OF_ODATA.get(name) if "odata" in features else None
    return f"._runtime.{own or _MODULES.get(name, 'request')}"
