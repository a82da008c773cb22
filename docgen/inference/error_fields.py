"""Where the content of a failure has its code, its message, the id of the request, the seconds to wait.

Contents that pages show leave as the JSON Pointers that most of them agree on. An object of OAuth (RFC 6749, 5.2) is as
it is everywhere, and says nothing of an API.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import ErrorFields, Type
from docgen.spec.types import TypeUse
from docgen.syntax.json_pointer import pointer

_DEEPEST = 3
_MOST_KEYS = 12  # of an object about a failure; a larger one is a thing
# Names of keys in small letters without signs, the clearest first; the others only beside a message or a code.
_CODES = ("code", "errorcode", "errcode", "errortype", "errorkey")
_ALSO_CODES = ("type", "kind", "name", "key", "error")
_MESSAGES = ("message", "errormessage", "errmsg", "msg", "detail", "errordescription", "error")
_ALSO_MESSAGES = ("description", "reason", "title", "text")
_MANY = ("errors", "messages", "errormessages")  # lists of texts
_REQUESTS = ("requestid", "xrequestid", "traceid", "correlationid")
_WAITS = ("retryafter", "retryafterseconds")


def error_fields(contents: Iterable[Any]) -> ErrorFields | None:
    """What most contents of failures have; None where they have none of it."""
    votes = {name: Counter[str]() for name in ErrorFields.__struct_fields__}
    for content in contents:
        fields = _fields(content)
        for name, at in fields.items():
            votes[name][at] += len(fields)  # what has more of them shows more of the shape
    found = {
        name: min(counts, key=lambda at: (-counts[at], len(at), at))
        for name, counts in votes.items()
        if counts
    }
    if found.get("code") == found.get("message"):
        found.pop("code", None)
    return ErrorFields(**found) if found else None


def content_of_type(use: TypeUse, hierarchy: Hierarchy, depth: int = 0) -> Any:
    """A value with the keys of a type, texts and numbers empty: what a page shows of it in JSON."""
    if use.is_array:
        return [content_of_type(use.item, hierarchy, depth + 1)] if depth < _DEEPEST else []
    if use.kind == "named" and depth < _DEEPEST:
        return {
            name: content_of_type(item.type, hierarchy, depth + 1)
            for name, item in hierarchy.properties(use.name).items()
        }
    return "" if use.kind in ("primitive", "named") else None


def contents_of_types(uses: Iterable[TypeUse], types: Sequence[Type]) -> Iterator[Any]:
    """Such values of the types of documented failures."""
    hierarchy = Hierarchy(types)
    return (content_of_type(use, hierarchy) for use in uses)


def _fields(content: Any) -> dict[str, str]:
    """The pointers to what one content has."""
    objects = [*_objects(content)]
    if any({"error", "error_description"} <= item.keys() for _, item in objects):
        return {}
    found: dict[str, str] = {}
    for way, item in objects:
        keys = {key.lower().replace("_", "").replace("-", ""): key for key in reversed(item)}
        texts = {word: key for word, key in keys.items() if _is_scalar(item[key])}
        code, message = _first(texts, _CODES), _first(texts, _MESSAGES)
        if message and keys[message] == keys.get(code):
            message = ""
        message = message or (_first(texts, _ALSO_MESSAGES) if code else "")
        if message and not code:
            code = next((w for w in _ALSO_CODES if w in texts and w != message), "")
        is_outer = not way
        if message and "message" not in found:
            found["message"] = pointer([*way, keys[message]])
            if code:
                found.setdefault("code", pointer([*way, keys[code]]))
        elif code and is_outer:
            found["code"] = pointer([keys[code]])
        for name, words in (("request_id", _REQUESTS), ("retry_after", _WAITS)):
            if word := _first(texts, words):
                found.setdefault(name, pointer([*way, keys[word]]))
        many = next((keys[w] for w in _MANY if w in keys and _are_texts(item[keys[w]])), "")
        if many and "message" not in found:
            found["message"] = pointer([*way, many])
    return found if "message" in found or "code" in found else {}


def _objects(
    content: Any, way: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """The objects in a content, the outer ones first; of a list the first one."""
    waiting: list[tuple[tuple[str, ...], Any]] = [(way, content)]
    while waiting:
        way, value = waiting.pop(0)
        if isinstance(value, list):
            value, way = (value[0] if value else None), (*way, "0")
        if not isinstance(value, dict) or len(value) > _MOST_KEYS:
            continue
        yield way, value
        if len(way) < _DEEPEST:
            waiting += (((*way, key), inner) for key, inner in value.items())


def _first(keys: Mapping[str, str], words: Sequence[str]) -> str:
    return next((word for word in words if word in keys), "")


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)
