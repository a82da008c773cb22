"""Where failures have what, by the contents that pages show."""

from __future__ import annotations

from typing import Any

import pytest

from docgen.inference.error_fields import error_fields
from docgen.spec.model import ErrorFields


@pytest.mark.parametrize(
    "content, code, message",
    [
        ({"error": {"code": "a", "message": "b"}}, "/error/code", "/error/message"),
        ({"error": {"type": "a", "message": "b"}}, "/error/type", "/error/message"),
        ({"errorType": "a", "error": "b"}, "/errorType", "/error"),
        ({"errcode": "A", "error": "b"}, "/errcode", "/error"),
        ({"error": "a", "message": "b"}, "/error", "/message"),
        ({"error": "There is none."}, "", "/error"),
        ({"errors": [{"code": "a", "detail": "b"}]}, "/errors/0/code", "/errors/0/detail"),
        ({"errors": ["a", "b"]}, "", "/errors"),
        ({"code": 7, "fault": {"message": "b"}}, "/code", "/fault/message"),
        ({"message": "a", "errors": [{"field": "b", "code": "c"}]}, "", "/message"),
        ({"fault": {"code": "a", "text": "b"}}, "/fault/code", "/fault/text"),
        ({"error": True, "message": "a"}, "", "/message"),
    ],
)
def test_one_content(content: Any, code: str, message: str):
    assert error_fields([content]) == ErrorFields(code=code, message=message)


@pytest.mark.parametrize(
    "content",
    [
        *([], {}, "a", None, {"id": 7, "name": "a"}, {"error": {}}, {"message": {"name": ["a"]}}),
        {"error": "invalid_grant", "error_description": "a"},
        {"message": "a", **{f"key_{number}": number for number in range(20)}},
    ],
)
def test_no_failure_or_none_of_this_api(content: Any):
    assert error_fields([content]) is None


def test_what_most_have():
    contents = [{"error": "a"}, {"error": "b"}, {"errors": ["c"]}, {"id": 7}]
    assert error_fields(contents) == ErrorFields(message="/error")


def test_what_has_more_of_the_keys_counts_more():
    contents = [{"errors": [{"detail": "a"}]}, {"errors": [{"code": "b", "message": "c"}]}]
    assert error_fields(contents) == ErrorFields(code="/errors/0/code", message="/errors/0/message")


def test_requests_and_seconds():
    content = {"error": {"message": "a", "request_id": "b"}, "retry_after": 0.5}
    fields = ErrorFields(
        message="/error/message", request_id="/error/request_id", retry_after="/retry_after"
    )
    assert error_fields([content]) == fields
