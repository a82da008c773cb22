"""The formats that a spec is exported in."""

from __future__ import annotations

from docgen.spec.json_schema import json_schema_text
from docgen.spec.openapi import openapi_text
from docgen.spec.spec_json import to_json

EXPORTS = {"openapi": openapi_text, "jsonschema": json_schema_text, "spec": to_json}
