"""Type phrases, by the grammar at the top of docgen/reading/type_phrases.py."""

from __future__ import annotations

import pytest

from docgen.reading.dialects.dialect import load_dialect
from docgen.reading.page import TypeRef
from docgen.reading.type_phrases import read_type

PLAIN = load_dialect("plain")


def shown(ref: TypeRef | None) -> str:
    if ref is None:
        return "nothing"
    marks = ("partial " if ref.is_partial else "") + str(ref)
    return f"{marks} or null" if ref.is_nullable else marks


@pytest.mark.parametrize(
    "phrase, expected",
    [
        ("String", "string"),
        ("?string", "string or null"),
        ("string?", "string or null"),
        ("string or null", "string or null"),
        ("string¦null", "string or null"),
        ("string,null(date-time)", "date-time or null"),
        ("String ([Datetime](/formats)), or null if it never shone", "date-time or null"),
        ("String ([Datetime](/formats)) if it shone, otherwise null", "date-time or null"),
        ("{{<nullable>}} String (URL)", "uri or null"),
        ("Nullable<Integer>", "int32 or null"),
        ("NullableString", "string or null"),
        ("NullableFloat32", "double or null"),
        ("NullableTime", "date-time or null"),
        ("NullableLamp", "NullableLamp"),
        ("String (cast from an integer, but no number)", "string"),
        ("integer(int64)", "int64"),
        ("Array of String", "array of string"),
        ("array of up to 10 strings", "array of string"),
        ("list of [lamp](#lamp) objects", "array of lamp"),
        ("[array](#arrays) of integers", "array of int32"),
        ("[Lamp](#lamp)[]", "array of Lamp"),
        ("[[Lamp](#lamp)]", "array of Lamp"),
        ("[**List**](shop.v1.lamp.md)", "array of shop.v1.lamp"),
        ("[List](lamp_state.md)", "array of lamp_state"),
        ("[Array](data_types.md)", "Array"),
        ("array[string]", "array of string"),
        ("array<string>", "array of string"),
        ("[]string", "array of string"),
        ("comma-separated string", "string"),
        ("string array", "array of string"),
        ("array of arrays of strings", "array of array of string"),
        ("array of partial [lamp](#lamp) objects", "partial array of lamp"),
        ("?[desk lamp](#desk-lamp) object", "DeskLamp or null"),
        ("array of [mood](#moods) strings", "array of mood"),
        ("array of [lamp](#lamp) ids", "array of string"),
        ("map<string|string>", "map of string"),
        ("dict<string, int>", "map of int32"),
        ("map[string]string", "map of string"),
        ("Map of tags to [lamp](#lamp) objects", "map of lamp"),
        ("dictionary with keys in [moods](#moods)", "map of any"),
        ("Hash of String key and associated [Lamp](#lamp) value", "map of Lamp"),
        (
            "Hash of String (one of `desk` or `hall`) keys to lists of strings values",
            "map of array of string",
        ),
        ("Hash", "map of any"),
        ("Array of Hash", "array of map of any"),
        ("integer or string", "int32 or string"),
        ("[Lamp](#lamp), [Shade](#shade) or null", "Lamp or Shade or null"),
        ("string or array of strings", "string or array of string"),
        ("`V1::Lamp`", "V1.Lamp"),
        ("Three bytes, the first is 0x80", "nothing"),
        ("Nullable&lt;Long&gt;", "int64 or null"),
        ("(Optional) String", "string"),
        ("[200 OK](statuses.md)", "nothing"),
        ("", "nothing"),
    ],
)
def test_phrase(phrase: str, expected: str):
    assert shown(read_type(phrase, PLAIN)) == expected


@pytest.mark.parametrize(
    "phrase, expected",
    [
        ("Edm.String", "string"),
        ("Collection(Edm.Int32)", "array of int32"),
        ("[lamp](lamp.md) collection", "array of lamp"),
        ("[lamp collection](lamp.md)", "array of lamp"),
        ("[lamp](lamp.md)-Sammlung", "array of lamp"),
        ("lamp集合", "array of lamp"),
        ("[lamp](lamp.md) resource type", "lamp"),
        ("[lamp](lamp.md", "lamp"),
        ("#shop.lamp", "shop.lamp"),
        ("String (timestamp)", "date-time"),
        ("String (URL)", "string"),
        ("[lamp](lamp.md) or [shade](shade.md)", "lamp"),
    ],
)
def test_phrase_of_odata(phrase: str, expected: str):
    assert shown(read_type(phrase, load_dialect("graph"))) == expected


def test_shortcut_link():
    references = {"lamp": "lamp.md"}
    assert shown(read_type("[Lamp] object", PLAIN, references)) == "Lamp"
    assert shown(read_type("[string]", PLAIN, references)) == "array of string"
