"""A request of the generated code compared with the documented one.

Both enter; the first difference leaves, in words, and the request as text. A form and JSON with the same fields are
the same content where the operation takes JSON: curl sends a form unless it is told otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote, unquote

from docgen.spec.model import SampleRequest
from docgen.spec.odata import option_name
from docgen.syntax.form_content import FormField, form_fields, is_form
from docgen.syntax.headers import header, own_headers
from docgen.syntax.json_difference import difference
from docgen.verify.binding import is_empty_object, query_options


def sent_text(request: Any, documented: SampleRequest, base_url: str) -> str:
    """A request of the generated code as text, spelled as documented where that means the same."""
    target = request.url.removeprefix(base_url)
    if _normal(request.url) == _normal(base_url + documented.target):
        target = documented.target
    spellings = {name.lower(): name for name, _ in documented.headers}
    headers = (f"{spellings.get(n.lower(), n)}: {value}" for n, value in request.headers.items())
    content = request.content_bytes() or b""
    try:
        text = json.dumps(json.loads(content), indent=2, ensure_ascii=False) if content else ""
    except ValueError:
        text = content.decode("utf-8", "replace")
    return "\n".join([f"{request.method} {target}", *headers, "", text]).rstrip()


def request_difference(documented: SampleRequest, actual: Any, base_url: str) -> str:
    """Where a request of the generated code is not the documented one, "" when it is.

    An empty object counts as no content: an action whose parameters are all left out has either.
    """
    if actual.method != documented.method:
        return f"the method is {actual.method}, documented is {documented.method}"
    if _normal(actual.url) != _normal(base_url + documented.target):
        return f"the URL is {actual.url}, documented is {base_url}{documented.target}"
    fields: dict[str, str] = {}
    for name, value in actual.headers.items():
        fields.setdefault(name.lower(), value)
    for name, value in own_headers(documented.headers):
        sent = fields.get(name.lower(), "")
        if sent != value:
            return f"the header {name} is {sent or None}, documented is {value}"
    try:
        return _content_difference(documented, actual.content_bytes() or b"", fields)
    except ValueError as error:
        # Parts without their boundary.
        return str(error)


def _content_difference(documented: SampleRequest, content: bytes, fields: dict[str, str]) -> str:
    if documented.has_json:
        return difference(json.loads(content or b"null"), documented.json)
    if not documented.text or is_empty_object(documented.text):
        return difference(json.loads(content or b"{}"), {})
    if content == documented.text.encode():
        return ""
    sent, shown = fields.get("content-type", ""), header(documented.headers, "content-type")
    if not is_form(shown):
        return "the content differs"
    expected = form_fields(shown, documented.text)
    if "json" in sent:
        # An array of JSON has no style.
        expected = [field._replace(name=field.name.replace("[]", "")) for field in expected]
        made = [FormField(*pair) for pair in _flat("", json.loads(content or b"{}"))]
    else:
        made = form_fields(sent, content.decode("utf-8", "replace"))
    return _fields_difference(made, expected)


def _fields_difference(actual: Iterable[FormField], documented: Sequence[FormField]) -> str:
    # Of a file, only the name of its field is documented.
    files = {field.name for field in documented if field.file}
    made, shown = (_by_name(fields, files) for fields in (actual, documented))
    for name, texts in shown.items():
        if name not in made:
            return f"the content lacks {name}={texts[0]}"
        # One field may have all items of an array.
        if made[name] != texts and ",".join(made[name]) != ",".join(texts):
            return f"the content has {name}={','.join(made[name])}, documented is {','.join(texts)}"
    more = [name for name in made if name not in shown]
    return f"the content has {more[0]}, which is not documented" if more else ""


def _by_name(fields: Iterable[FormField], files: Collection[str]) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for field in fields:
        texts.setdefault(field.name, []).append("" if field.name in files else field.text)
    return texts


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """A JSON value as the fields of a form: `a[b]` for a key in an object, one field for each item of an array."""
    match value:
        case dict():
            for key, item in value.items():
                yield from _flat(f"{name}[{key}]" if name else key.replace("[]", ""), item)
        case list():
            for item in value:
                yield from _flat(name, item)
        case bool() | None:
            yield name, "" if value is None else str(value).lower()
        case _:
            yield name, str(value)


def _normal(url: str) -> tuple[str, list[tuple[str, str]]]:
    """A URL in the normal form of RFC 3986, section 6.2.2; its query options in any order."""
    path, _, query = url.partition("?")
    options = ((option_name(name), value) for name, value in query_options(query))
    return quote(unquote(path.rstrip("/"))), sorted(options)
