"""What a request sends, written in another form: a form as YAML or as pairs, a query as JSON.

A fence and the request before it enter; the `Message` that is sent leaves, None where the fence holds something else.
"""

from __future__ import annotations

import json
import re
from urllib.parse import urlencode

from docgen.reading.markdown.parser import Fence
from docgen.reading.messages.fence_labels import object_of
from docgen.reading.page import RequestTarget
from docgen.records import replace
from docgen.syntax.form_content import (
    URL_ENCODED,
    form_fields,
    is_form,
    multipart,
    url_encoded,
    yaml_fields,
)
from docgen.syntax.headers import header
from docgen.syntax.http_message import WITH_CONTENT, Message

# "color=red&size=3"
_PAIRS = re.compile(r"\s*[\w.$\[\]-]++=[^\s&]*+(?:\s*&\s*[\w.$\[\]-]++=[^\s&]*+)*\s*")


def with_form(last: Message, fence: Fence) -> Message | None:
    """The last request with the form below it: as YAML, or "color=red&size=3"."""
    if last.method not in WITH_CONTENT or last.body:
        return None
    pairs = _PAIRS.fullmatch(fence.text)
    fields = form_fields(URL_ENCODED, fence.text.strip()) if pairs else yaml_fields(fence.text)
    written = header(last.headers, "content-type") or URL_ENCODED
    if not fields or not is_form(written):
        return None
    is_encoded = written.lower().startswith(URL_ENCODED)
    media_type, text = (written, url_encoded(fields)) if is_encoded else multipart(fields)
    others = (field for field in last.headers if field[0].lower() != "content-type")
    return replace(last, body=text, headers=(*others, ("Content-Type", media_type)))


def with_query(target: RequestTarget, fence: Fence) -> Message | None:
    """The request with the query that JSON is in place of: {"color": "red"} as `?color=red`."""
    value = object_of(fence)
    if not value or not all(isinstance(held, str | int | float) for held in value.values()):
        return None
    pairs = {k: json.dumps(v) if isinstance(v, bool) else v for k, v in value.items()}
    path = target.target.partition("?")[0]
    return Message(method=target.method, target=f"{path}?{urlencode(pairs)}")
