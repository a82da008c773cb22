"""The one walk over samples: which type each value has, and which object an undocumented key holds."""

from __future__ import annotations

import json

from docgen.spec.sample_values import Walker, contents
from docgen.spec.spec_json import from_json

TYPES = [
    {"name": "s.lamp", "kind": "entity", "properties": [
        {"name": "watts", "type": "int32"},
        {"name": "parts", "type": {"array": "s.part"}},
    ]},
    {"name": "s.neon", "kind": "entity", "base": "s.lamp", "properties": [{"name": "gas", "type": "string"}]},
    {"name": "s.part", "kind": "object", "is_open": True, "properties": [{"name": "size", "type": "int32"}]},
]  # fmt: skip


def visits(returns: object, value: object, status: int = 200) -> list[str]:
    """A line for each value of a response: its place, its type, the type with its key, and what an object is."""
    operation = {
        "method": "GET",
        "path": "/lamps",
        "kind": "get",
        "responses": [{"status": 200, "content": [{"type": returns}]}],
        "samples": [{"name": "s", "response": {"status": status, "json": value}}],
    }
    text = {"version": 2, "name": "s", "namespace": "s", "types": TYPES}
    spec = from_json(json.dumps({**text, "operations": [operation]}))
    walker = Walker(spec.types, spec.enums)
    return [
        f"/{'/'.join(map(str, v.at))} {v.type or '?'} {v.owner or '-'} {v.object_type or '-'}"
        for content in contents(spec.operations[0])
        for v in walker.walk(content)
    ]


def test_values_have_the_types_of_their_keys():
    assert visits("s.lamp", {"watts": 1, "parts": [{"size": 2}]}) == [
        "/ s.lamp - s.lamp",
        "/watts int32 s.lamp -",
        "/parts array of s.part s.lamp -",
        "/parts/0 s.part - s.part",
        "/parts/0/size int32 s.part -",
    ]


def test_an_object_is_of_the_type_that_it_states():
    assert visits("s.lamp", {"@odata.type": "#S.Neon", "gas": "Ne"}) == [
        "/ s.lamp - s.neon",
        "/@odata.type ? - -",
        "/gas string s.neon -",
    ]


def test_an_undocumented_key_has_an_owner_unless_the_type_is_open():
    assert visits("s.lamp", {"hue": 1, "parts": [{"hue": 1}]}) == [
        "/ s.lamp - s.lamp",
        "/hue ? s.lamp -",
        "/parts array of s.part s.lamp -",
        "/parts/0 s.part - s.part",
        "/parts/0/hue ? - -",
    ]


def test_what_nothing_documents_is_walked_too():
    assert visits("s.lamp", {"parts@delta": [{"@odata.type": "s.part", "size": 1}]}) == [
        "/ s.lamp - s.lamp",
        "/parts@delta ? - -",
        "/parts@delta/0 ? - s.part",
        "/parts@delta/0/@odata.type ? - -",
        "/parts@delta/0/size int32 s.part -",
    ]
    assert visits("s.lamp", {"error": {"code": "1"}}, status=404) == [
        "/ ? - -",
        "/error ? - -",
        "/error/code ? - -",
    ]


def test_a_collection_is_an_array_or_the_value_of_an_object():
    assert visits({"array": "s.part"}, [{"size": 1}])[:2] == [
        "/ array of s.part - -",
        "/0 s.part - s.part",
    ]
    assert visits({"array": "s.part"}, {"value": [{}]}) == [
        "/value array of s.part - -",
        "/value/0 s.part - s.part",
    ]
    # Another finding says that this is no collection.
    assert visits({"array": "s.part"}, {"size": 1}) == ["/ ? - -", "/size ? - -"]


def test_a_single_object_may_be_wrapped():
    assert visits("s.lamp", {"value": {"watts": 1}}) == [
        "/value s.lamp - s.lamp",
        "/value/watts int32 s.lamp -",
    ]
    assert visits("s.lamp", {"value": [{"watts": 1}]}) == [
        "/value ? - -",
        "/value/0 ? - -",
        "/value/0/watts ? - -",
    ]
