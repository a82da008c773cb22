"""What a package has of the runtime: one table of features and their files.

A `Spec` enters; the names of the features that its API uses leave, and whether a file is of one of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from docgen.python.bodies import body_function, content_kind, query_value
from docgen.python.paging import CLASSES, is_list, pages_of
from docgen.spec.model import Spec
from docgen.spec.types import STRING, TypeUse

# Feature -> the files of the runtime that only it and others here need. Every other file is in each package.
FILES = {
    "accepted": ("accepted.py",),
    "addressing": ("addressing.py",),
    "durations": ("durations.py",),
    "enums": ("enum.py",),
    "forms": ("forms.py",),
    "lists": ("lists.py",),
    "odata": (
        "batch.py",
        "odata_client.py",
        "odata_model.py",
        "odata_request.py",
        "tokens.py",
        "upload.py",
    ),
    "streams": ("streams.py",),
    "styles": ("styles.py",),
    **{style: (f"paging_{style}.py",) for style in CLASSES},
    "offset": ("counting.py", "paging_offset.py"),
    "page": ("counting.py", "paging_page.py"),
}
_ADDRESSED = re.compile(r":/\{|\{[^{}]*\}'")  # a path below a folder, a value in quotes


def used_features(spec: Spec) -> tuple[str, ...]:
    """The features that the API of a spec uses, by name."""
    found = set(_of_operations(spec))
    if any("duration" in use.names for use in _uses(spec)):
        found.add("durations")
    if any(item.type == STRING for item in spec.enums):  # others are integers
        found.add("enums")
    if any(_ADDRESSED.search(operation.path) for operation in spec.operations):
        found.add("addressing")
    if spec.protocol == "odata":
        found |= {"accepted", "addressing", "durations", "lists", "odata"}
    return tuple(sorted(found))


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
    for operation in spec.operations:
        if any(response.status == 202 for response in operation.responses):
            yield "accepted"
        if spec.protocol == "odata":
            continue
        usual = [r.content[0] for r in operation.responses if r.status < 400 and r.type]
        if usual and content_kind(usual[0]) in ("events", "lines"):
            yield "streams"
        pages = pages_of(operation, spec, types)
        if pages or is_list(operation):
            yield "lists"
        if pages and pages.style:
            yield pages.style
        if body_function(operation):
            yield "forms"
        if any(query_value(parameter, "")[1] for parameter in operation.parameters):
            yield "styles"


def is_used(file: str, features: Collection[str]) -> bool:
    """Whether a package with these features has a file of the runtime."""
    owners = [feature for feature, files in FILES.items() if file in files]
    return not owners or any(feature in features for feature in owners)


# Names of the runtime, and where they are if not in "request".
_MODULES = {
    **dict.fromkeys(("AsyncClientBase", "SyncClient"), "client"),
    **dict.fromkeys(("Model", "OpenModel", "field"), "model"),
    **dict.fromkeys(("NULL", "Null"), "values"),
    **dict.fromkeys(("Page", "Paging", "collection"), "lists"),
    **dict.fromkeys(("literal", "quote_path"), "addressing"),
    **dict.fromkeys(("File", "form", "multipart", "nested", "raw", "with_files"), "forms"),
    **{name: f"paging_{style}" for style, name in CLASSES.items()},
    **dict.fromkeys(("Event", "Stream", "streamed"), "streams"),
    "Accepted": "accepted",
    "delimited": "styles",
}
# Those that OData has in another one.
_OF_ODATA = {
    **dict.fromkeys(("AsyncClientBase", "SyncClient"), "odata_client"),
    **dict.fromkeys(("Model", "OpenModel", "field"), "odata_model"),
    **dict.fromkeys(("ItemOptions", "ListOptions", "Page", "RequestBuilder"), "odata_request"),
    "collection": "odata_request",
}


def runtime_module(name: str, features: Collection[str]) -> str:
    """The module of the runtime that a name is imported from: "._runtime.request"."""
    own = _OF_ODATA.get(name) if "odata" in features else None
    return f"._runtime.{own or _MODULES.get(name, 'request')}"
