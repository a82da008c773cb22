"""What an operation returns, by its samples and by what the page tells.

A draft with its samples enters; the type of its successful responses leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docgen.linking.context import Linker
from docgen.linking.drafts import Draft
from docgen.linking.names import ancestors
from docgen.reading.page import SampleDoc, TypeMention
from docgen.reading.type_phrases import TypeRef, read_type
from docgen.spec.types import ANY, INT64, STREAM, STRING, TypeUse, array_of, use_of
from docgen.syntax.headers import header
from docgen.syntax.naming import simple, singular

_WRAPPER_KEYS = ("value", "@odata.context", "@odata.nextLink", "@odata.deltaLink", "@odata.count")
_DOWNLOAD = 302


def answers_of(draft: Draft) -> list[SampleDoc]:
    """The sample responses that show success, those of the draft's own page first.

    Without any, those to requests that look like the operation but fit no documented path.
    """
    answers = [response for _, response in draft.samples if response]
    answers = answers or [response for _, response in draft.alike if response]
    found = [a for a in answers if a.message.status < 400 and not a.expects_error]
    return sorted(found, key=lambda response: response.at.path != draft.page.path)


def answers_alike(draft: Draft) -> list[SampleDoc]:
    """The sample responses of the draft, else those to the other paths of its section."""
    return answers_of(draft) or draft.answers_of_siblings


def returned_type(linker: Linker, draft: Draft) -> TypeUse | None:
    """The type of a successful response's content, None when it has none.

    Evidence in order: the annotation of a sample, the prose, the sample's own "@odata.type". Whether
    there are many is seen in the body first: it is what a client gets.
    """
    name = ""
    is_collection: bool | None = None
    has_content = False
    answers = answers_alike(draft)
    if draft.method == "GET" and draft.template.path.endswith("/$value"):
        return STREAM
    if draft.method == "GET" and draft.template.path.endswith("/$count"):
        return INT64  # OData 4.01, part 2, section 4.8: a number as text
    if answers and not any(a.has_value for a in answers) and (other := _other_content(answers)):
        return other
    for answer in answers:
        value = answer.value
        has_content = has_content or bool(answer.message.body)
        if isinstance(value, dict) and is_collection is None:
            is_collection = _is_collection(value)
        if answer.is_collection is not None and is_collection is None and not answer.has_value:
            is_collection = answer.is_collection
        if answer.type and (not name or answer.at.path == draft.page.path):
            ref = answer.type.ref
            found = linker.find(ref, draft.page)
            name = _common(linker, name, found or "")
            if found is None:
                linker.report("DG303", answer.type.at, name=ref.name, hint="")
            if is_collection is None:
                is_collection = ref.is_collection
    returns = draft.doc.returns
    is_content = draft.method == "GET" and draft.key[1].endswith("/content")
    if is_content and draft.doc.is_secondary and not answers:
        return STREAM  # what the page returns is what its main operation does
    if returns and not name and (has_content or not answers):
        if not draft.doc.statuses or set(draft.doc.statuses) - {202, 204, 205}:
            name = told_type(linker, draft, returns)
            if is_collection is None:
                is_collection = returns.ref.is_collection
    if not name and has_content:
        name = _stated_in_body(linker, draft) or ANY.name
    statuses = {*draft.doc.statuses, *(a.message.status for a in answers)}
    if not name and (_DOWNLOAD in statuses or is_content):
        return STREAM
    if not name and draft.method == "GET" and not statuses & {202, 204}:
        return ANY
    name = linker.wrapped.get(name, name) if is_collection else name
    if not name:
        return None
    return array_of(use_of(name)) if is_collection else use_of(name)


def told_type(linker: Linker, draft: Draft, mention: TypeMention) -> str:
    """The type that prose tells of, "" when no page documents it.

    "The default dimensions of the **customer**" names the owner; what the path ends in is meant.
    """
    name = linker.find(mention.ref, draft.page) or ""
    segments = [s.partition("(")[0] for s in draft.template.path.split("/")]
    words = [singular(s) for s in segments if s and not s.startswith("{")]
    if mention.ref.target or len(words) < 2 or words[-2].lower() != simple(name).lower():
        return name
    return linker.find(TypeRef(name=words[-1]), draft.page) or name


def _common(linker: Linker, name: str, other: str) -> str:
    """The nearest type that both are or inherit from, the first where there is none."""
    line = [other, *ancestors(other, linker.bases)]
    shared = (base for base in (name, *ancestors(name, linker.bases)) if base in line)
    return next(shared, name) if name else other


def check_collections(linker: Linker, draft: Draft, returned: TypeUse | None) -> None:
    """DG327 where the page, or another sample of it, tells of a collection, and a sample shows
    something else. `returned` is the type that was found for all of them.
    """
    returns = draft.doc.returns
    returned_item = simple(returned.item.name).lower() if returned and returned.is_array else ""
    for answer in answers_of(draft):
        stated = answer.type.ref if answer.type else None
        told = answer.is_collection or (stated and stated.is_collection)
        if returns and (
            not stated or simple(stated.name) == simple(returns.ref.name)
        ):  # one page, two operations
            told = told or returns.ref.is_collection
        # A response of another type may belong to another request of the page.
        is_same = not stated or simple(stated.name).lower() == returned_item
        told = told or (bool(returned_item) and is_same)
        if told and isinstance(answer.value, dict) and not _is_collection(answer.value):
            linker.report("DG327", answer.at)


def check_statuses(linker: Linker, draft: Draft) -> None:
    """DG344 where a sample's status is told of the operation by other pages only, not by its own."""
    drafts = (draft, *draft.others)
    told = {status for other in drafts for status in other.doc.statuses}
    for answer in answers_of(draft):
        pages = (d for d in drafts if d.page.path == answer.at.path)
        own = sorted({status for d in pages for status in d.doc.statuses if status < 400})
        status = answer.message.status
        is_followed = status == 200 and _DOWNLOAD in own  # what a client sees behind a redirect
        if own and status in told and status not in own and not is_followed:
            here = " or ".join(map(str, own))
            linker.report("DG344", answer.at, status=status, here=here)


def _other_content(answers: Sequence[SampleDoc]) -> TypeUse | None:
    """The type of content that is not JSON, None when no answer shows any."""
    for answer in answers:
        content_type = header(answer.message.headers, "content-type").lower()
        if answer.message.body and content_type and "json" not in content_type:
            if not content_type.startswith("text/html"):
                return STRING if content_type.startswith("text/") else STREAM
    return None


def _is_collection(value: dict[str, Any]) -> bool:
    """Whether a body wraps many: Intune wraps a single object in "value" as well."""
    inner = value.get("value")
    return isinstance(inner, list) and all(
        key in _WRAPPER_KEYS or key.startswith(("@", "odata.")) for key in value
    )


def _stated_in_body(linker: Linker, draft: Draft) -> str:
    for answer in answers_of(draft):
        value = answer.value
        if isinstance(value, dict) and isinstance(inner := value.get("value"), (list, dict)):
            value = inner[0] if isinstance(inner, list) and inner else inner
        if isinstance(value, dict) and isinstance(stated := value.get("@odata.type"), str):
            ref = read_type(stated, linker.dialect)
            if ref and (found := linker.find(ref, draft.page)):
                return found
    return ""
