"""Where the fields below a label go: "Query parameters", "Response headers", "Request body".

A label enters; a place leaves.
"""

from __future__ import annotations

import re
from functools import lru_cache

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.entries.outline import STATUS
from docgen.reading.markdown.inline import slug
from docgen.reading.page_reader import PageReader

_MEDIA_TYPE = re.compile(r"\b(?:application|audio|image|multipart|text|video)/[\w.+*-]+")
# Meanings of a label -> where what it heads goes; of several the first.
PLACES = {
    "response": "response",
    "error": "error",
    "status": "error",
    "header": "header",
    "query": "query",
    "path": "path",
    "body": "body",
}
# The roles that dialects give to headings -> where a field below one goes.
_PLACES_OF_ROLES = {
    "query_parameters": "query",
    "path_parameters": "path",
    "request_body": "body",
    "request_headers": "header",
    "response": "response",
    "example_response": "response",
    "error_responses": "error",
    "permissions": "permission",
}


def label_place(page: PageReader, label: str) -> str:
    """The place of the fields below a label; "" where it has no word for one."""
    return _place_of(page.dialect, label)


def is_media_type(page: PageReader, title: str) -> bool:
    """Whether a heading only says of which media type what is above it is: "Content-Type: application/json"."""
    rest = _MEDIA_TYPE.sub("", title)
    return rest != title and not label_place(page, rest)


# Labels recur on every page.
@lru_cache(8192)
def _place_of(dialect: Dialect, label: str) -> str:
    meanings = dialect.vocabulary().meanings(label)
    if meanings >= {"response", "header"}:
        return "response header"
    if place := _PLACES_OF_ROLES.get(dialect.role(slug(label)) or ""):
        return place
    place = next((place for meaning, place in PLACES.items() if meaning in meanings), "")
    codes = STATUS.findall(label)
    if not place and STATUS.match(label):
        place = "error"  # "404: Not found"
    return "response" if place == "error" and codes and codes[0][0] == "2" else place
