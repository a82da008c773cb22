"""What a package has of the runtime: one table of features and their files.

A `Spec` enters; the names of the features that its API uses leave, and whether a file is of one of them.
"""

from __future__ import annotations

from collections.abc import Collection

from docgen.python.bodies import body_function
from docgen.python.paging import CLASSES, pages_of
from docgen.spec.model import Spec

# Feature -> the files of the runtime that only it needs. Every other file is in each package.
FILES = {
    "forms": ("forms.py",),
    "odata": (
        "batch.py",
        "odata_client.py",
        "odata_model.py",
        "odata_request.py",
        "tokens.py",
        "upload.py",
    ),
    **{style: (f"paging_{style}.py",) for style in CLASSES},
}


def used_features(spec: Spec) -> tuple[str, ...]:
    """The features that the API of a spec uses, by name."""
    if spec.protocol == "odata":
        return ("odata",)
    types = {item.name: item for item in spec.types}
    pages = (pages_of(operation, spec, types) for operation in spec.operations)
    found = {each.style for each in pages if each and each.style}
    if any(body_function(operation) for operation in spec.operations):
        found.add("forms")
    return tuple(sorted(found))


def is_used(file: str, features: Collection[str]) -> bool:
    """Whether a package with these features has a file of the runtime."""
    owners = [feature for feature, files in FILES.items() if file in files]
    return not owners or any(feature in features for feature in owners)


# Names of the runtime that OData has in another module than an API of HTTP alone.
_OF_ODATA = {
    **dict.fromkeys(("ItemOptions", "ListOptions", "Page", "RequestBuilder"), "odata_request"),
    "collection": "odata_request",
    **dict.fromkeys(("AsyncClientBase", "SyncClient"), "odata_client"),
    **dict.fromkeys(("Model", "OpenModel", "field"), "odata_model"),
}
_OF_HTTP = {
    **dict.fromkeys(("AsyncClientBase", "SyncClient"), "client"),
    **dict.fromkeys(("Model", "OpenModel", "field"), "model"),
    **{name: f"paging_{style}" for style, name in CLASSES.items()},
    **dict.fromkeys(("File", "form", "multipart", "nested", "raw", "with_files"), "forms"),
}


def runtime_module(name: str, features: Collection[str]) -> str:
    """The module of the runtime that a name is imported from: "._runtime.request"."""
    own = _OF_ODATA.get(name) if "odata" in features else None
    return f"._runtime.{own or _OF_HTTP.get(name, 'request')}"
