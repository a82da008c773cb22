"""The formats that a spec is exported in, a row each.

In: a `Spec`. Out: a text. A format's module is loaded when it writes, so that the command line and the configuration
have the table at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

# The command line needs the table, not the classes of a spec, which take as long to load as all that it parses.
if TYPE_CHECKING:
    from docgen.spec.model import Spec

OPENAPI_VERSIONS = ("3.1", "3.2")


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: its key in docgen.toml, and the text of a spec."""

    key: str
    # A pattern: only a file that begins so is overwritten. Tools may have formatted it.
    begin: bytes
    # Of a spec, and of a version of OpenAPI.
    text: Callable[[Spec, str], str]


def _spec(spec: Spec, version: str) -> str:
    from docgen.spec.spec_json import to_json

    return to_json(spec)


def _openapi(spec: Spec, version: str) -> str:
    from docgen.openapi.document import openapi_text

    return openapi_text(spec, version)


def _json_schema(spec: Spec, version: str) -> str:
    from docgen.openapi.schemas import json_schema_text

    return json_schema_text(spec)


# By the names of `docgen export`.
EXPORTS = {
    "spec": ExportFormat("spec", rb'\{\s*"version":\s*\d+,\s*"name":', _spec),
    "openapi": ExportFormat("openapi", rb'\{\s*"openapi":', _openapi),
    "jsonschema": ExportFormat(
        "json_schema", rb'\{\s*"\$schema":\s*"https://json-schema\.org/', _json_schema
    ),
}
