"""Forms as named fields, in both spellings, and as the object that frameworks make of them."""

from __future__ import annotations

import pytest

from docgen.syntax.form_content import (
    MULTIPART,
    URL_ENCODED,
    FormField,
    form_fields,
    form_value,
    multipart,
)


def test_a_form_on_one_line_or_on_several():
    fields = (FormField("a b", "1+1"), FormField("c", ""))
    assert form_fields(URL_ENCODED, "a+b=1%2B1&c=") == fields
    assert form_fields(f"{URL_ENCODED}; charset=utf-8", "a+b=1%2B1\n&c") == fields


def test_a_form_in_parts_is_read_as_it_was_written():
    fields = (FormField("name", "two\nlines"), FormField("photo", "", "lamp.png"))
    assert form_fields(*multipart(fields)) == fields


def test_parts_without_their_boundary():
    with pytest.raises(ValueError, match="boundary"):
        form_fields(f"{MULTIPART}; boundary=x", "--y\n\nz\n--y--")


def test_content_that_is_no_form_has_no_fields():
    assert form_fields("application/json", '{"a": 1}') == ()


@pytest.mark.parametrize(
    "text, value",
    [
        ("a=1&b=2", {"a": "1", "b": "2"}),
        ("a[]=1&a[]=2", {"a": ["1", "2"]}),
        ("a=1&a=2", {"a": ["1", "2"]}),
        ("a[b]=1&a[c][d]=2", {"a": {"b": "1", "c": {"d": "2"}}}),
        ("a[][b]=1&a[][c]=2&a[][b]=3", {"a": [{"b": "1", "c": "2"}, {"b": "3"}]}),
    ],
)
def test_a_form_as_an_object(text: str, value: object):
    assert form_value(form_fields(URL_ENCODED, text)) == value
