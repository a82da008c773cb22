"""What an operation returns, by its samples and by what its page states.

In: a draft with its samples, and what mentions mean. Out: the type of its successful responses; what is wrong with
these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Span
from docgen.linking.drafts import Draft
from docgen.linking.resolve import Mentions, type_in_body
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import OperationDoc, SampleDoc, TypeMention
from docgen.records import Record
from docgen.spec.hierarchy import ancestors
from docgen.spec.model import Operation, Type
from docgen.spec.odata import NEXT_LINKS
from docgen.spec.types import ANY, BINARY, INT64, STRING, TypeUse, array_of, use_of
from docgen.syntax.headers import header
from docgen.syntax.http_message import NO_CONTENT
from docgen.syntax.naming import simple, singular

ACCEPTED = 202
_DOWNLOAD = 302


class TypeFacts(Record, frozen=True, kw_only=True):
    """The types of an API that decide those of its responses."""

    # Type -> base type, without those that only have the key of all entities: they are no answer.
    bases: Mapping[str, str]
    # A type that documents a response with many things as a whole, `{"value": [...]}` -> the type of these.
    items: Mapping[str, str]


class Returned(Record, frozen=True, kw_only=True):
    """The type of a successful response's content, None when it has none."""

    type: TypeUse | None
    findings: tuple[Diagnostic, ...] = ()


def type_facts(types: Sequence[Type]) -> TypeFacts:
    """The facts of linked types."""
    telling = {item.name for item in types if len(item.properties) > len(item.key)}
    return TypeFacts(
        bases={item.name: item.base for item in types if item.base in telling},
        # Some pages document a response with many as a type of its own.
        items={
            item.name: item.properties[0].type.item.name
            for item in types
            if [p.name == "value" and p.type.is_array for p in item.properties] == [True]
        },
    )


def returned_type(draft: Draft, mentions: Mentions, facts: TypeFacts, dialect: Dialect) -> Returned:
    """The type of a successful response's content.

    Evidence in order: the annotation of a sample, the prose, the sample's own "@odata.type". Whether
    there are many is seen in the body first: it is what a client gets. Reports an annotation with a type
    that no page documents (DG303).
    """
    responses = draft.section_responses
    if content := _content_that_is_not_json(draft, responses):
        return Returned(type=content)
    name, is_collection, findings = _type_by_samples(draft, responses, mentions, facts, dialect)
    has_content = any(response.message.body for response in responses)
    returns, stated = draft.doc.returns, set(draft.doc.statuses)
    if returns and returns.ref.kind == "map" and not name:
        use = mentions.of_mention(returns, draft.doc.at.path).type
        return Returned(type=use, findings=findings)
    if returns and not name and (has_content or not responses):
        if has_content or not stated or stated - without_content(draft.doc):
            name = stated_type(draft, returns, mentions)
            # Of a type that only samples show, these show as well whether there are many.
            is_seen = any(response.has_value for response in responses)
            if is_collection is None and (name or not is_seen or dialect.is_odata):
                is_list = bool(name) and not dialect.is_odata and _is_list(responses)
                is_collection = returns.ref.is_collection or is_list
    if not name and has_content:
        name = _type_in_bodies(draft, mentions, dialect) or ANY.name
    statuses = stated | {response.message.status for response in responses}
    is_download = draft.method == "GET" and _DOWNLOAD in statuses
    if not name and (is_download or _is_content(draft)):
        return Returned(type=BINARY, findings=findings)
    if not name and draft.method == "GET" and not statuses & {ACCEPTED, 204}:
        return Returned(type=ANY, findings=findings)
    if not name:
        return Returned(type=None, findings=findings)
    use = array_of(use_of(facts.items.get(name, name))) if is_collection else use_of(name)
    return Returned(type=use, findings=findings)


def without_content(doc: OperationDoc) -> frozenset[int]:
    """The statuses of an operation that no content comes with.

    A 202 has some where it is the one success of an operation that states what it returns: what is known by then.
    """
    is_stated = doc.returns is not None and not doc.returns.is_noun
    return NO_CONTENT - {ACCEPTED} if is_stated and doc.statuses == (ACCEPTED,) else NO_CONTENT


def _content_that_is_not_json(draft: Draft, responses: Sequence[SampleDoc]) -> TypeUse | None:
    """The type of what has a path of its own, or of other media types; None for JSON."""
    if draft.method == "GET" and draft.template.path.endswith("/$value"):
        return BINARY
    if draft.method == "GET" and draft.template.path.endswith("/$count"):
        # OData 4.01, part 2, section 4.8: a number as text.
        return INT64
    if _is_content(draft) and draft.doc.is_secondary and not responses:
        # A page's prose about a response is about its main operation.
        return BINARY
    for response in () if any(r.has_value for r in responses) else responses:
        media_type = header(response.message.headers, "content-type").lower()
        if response.message.body and media_type and "json" not in media_type:
            return STRING if media_type.startswith("text/") else BINARY
    return None


def _is_content(draft: Draft) -> bool:
    return draft.method == "GET" and draft.key[1].endswith("/content")


def _type_by_samples(
    draft: Draft,
    responses: Sequence[SampleDoc],
    mentions: Mentions,
    facts: TypeFacts,
    dialect: Dialect,
) -> tuple[str, bool | None, tuple[Diagnostic, ...]]:
    """The type that annotations state, "" without any, and whether there are many; None when they do not agree."""
    name = ""
    is_collection: bool | None = None
    findings: list[Diagnostic] = []
    for response in responses:
        if is_collection is None and isinstance(response.value, dict):
            is_collection = _is_collection(response.value)
            if not is_collection and not dialect.is_odata and _has_many(response.value):
                is_collection = None  # what the page says, under one key of the body
        if is_collection is None and not response.has_value:
            is_collection = response.is_collection
        if response.type and (not name or response.at.path == draft.page.path):
            ref = response.type.ref
            annotated = mentions.target(ref, response.at.path).name
            if annotated is None:
                findings.append(diagnose("DG303", response.type.at, name=ref.name, hint=""))
            name = _common(name, annotated or "", facts.bases)
            is_collection = ref.is_collection if is_collection is None else is_collection
    return name, is_collection, tuple(findings)


def _common(name: str, other: str, bases: Mapping[str, str]) -> str:
    """The nearest type that both are or inherit from, the first where there is none."""
    line = [other, *ancestors(other, bases)]
    shared = (base for base in (name, *ancestors(name, bases)) if base in line)
    return next(shared, name) if name else other


def _is_collection(value: dict[str, Any]) -> bool:
    """Whether a body wraps many: some wrap a single object in "value" as well."""
    inner = value.get("value")
    return isinstance(inner, list) and all(
        key in ("value", *NEXT_LINKS) or key.startswith(("@", "odata.")) for key in value
    )


def _is_list(responses: Sequence[SampleDoc]) -> bool:
    """Whether the first body is an array of objects."""
    value = next((response.value for response in responses if response.has_value), None)
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _has_many(value: dict[str, Any]) -> bool:
    """Whether an array of objects is in a body, so that this may be an envelope around many things."""
    return any(isinstance(v, list) and v and isinstance(v[0], dict) for v in value.values())


def _type_in_bodies(draft: Draft, mentions: Mentions, dialect: Dialect) -> str:
    """The type that the content of a sample response states, "" where none does."""
    for response in draft.responses:
        ref = type_in_body(response, dialect)
        if ref and (name := mentions.target(ref, response.at.path).name):
            return name
    return ""


def stated_type(draft: Draft, mention: TypeMention, mentions: Mentions) -> str:
    """The type that prose states, "" when no page documents it.

    "The default dimensions of the **customer**" names the owner; what the path ends in is meant.
    """
    name = mentions.of_mention(mention, draft.doc.at.path).name or ""
    if not name:
        # "a **lamps** object": the collection in place of its item.
        words = [
            word for name in (mention.ref.name, *mention.names) for word in (name, singular(name))
        ]
        others = (word for word in words if word != mention.ref.name)
        name = next(filter(None, (mentions.named(word, draft.page) for word in others)), "")
    segments = [s.partition("(")[0] for s in draft.template.path.split("/")]
    words = [singular(s) for s in segments if s and not s.startswith("{")]
    if mention.ref.target or len(words) < 2 or words[-2].lower() != simple(name).lower():
        return name
    return mentions.named(words[-1], draft.page) or name


def collection_findings(
    draft: Draft, returned: TypeUse | None, dialect: Dialect
) -> Iterator[Diagnostic]:
    """DG327 where the page, or another sample of it, states a collection, and a sample has something else; DG354 the
    reverse.

    `returned` is the type of all of them.
    """
    returns = _told(draft)
    form = '{"value": [...]}' if dialect.is_odata else "an array"
    for response in draft.responses:
        value = response.value
        if isinstance(value, dict) and not _is_collection(value):
            stated = _states_many(draft, response, returned)
            if stated and (dialect.is_odata or not _has_many(value)):
                yield diagnose(
                    "DG327", response.at, place=f"{stated.path}:{stated.line}", form=form
                )
            elif draft.doc.many_at and not _holds_many(value) and not dialect.is_odata:
                stated = draft.doc.many_at
                yield diagnose(
                    "DG327", response.at, place=f"{stated.path}:{stated.line}", form=form
                )
        elif returns and not dialect.is_odata and _is_list([response]):
            is_one = not (returns.ref.is_collection or returns.ref.is_primitive or returns.ref.kind)
            if is_one and returned and returned.is_array and not response.type:
                place = f"{returns.at.path}:{returns.at.line}"
                yield diagnose("DG354", response.at, name=returns.ref.name, place=place)


def _told(draft: Draft) -> TypeMention | None:
    """The type that prose states; none for a noun, "a list of names", which may be none."""
    returns = draft.doc.returns
    return returns if returns and not returns.is_noun else None


def _states_many(draft: Draft, response: SampleDoc, returned: TypeUse | None) -> Span | None:
    """Where the page states a collection for a sample: its annotation, the prose, or other samples of the type."""
    returns = _told(draft)
    annotated = response.type.ref if response.type else None
    if response.is_collection or (annotated and annotated.is_collection):
        return response.type.at if response.type else response.at
    # One page may document two operations, with a type each.
    is_of_page = returns and (not annotated or simple(annotated.name) == simple(returns.ref.name))
    if returns and is_of_page and returns.ref.is_collection:
        return returns.at
    returned_item = simple(returned.item.name).lower() if returned and returned.is_array else ""
    # A response of another type may belong to another request of the page.
    is_same = not annotated or simple(annotated.name).lower() == returned_item
    others = (other.at for other in draft.responses if other is not response)
    return next(others, draft.doc.at) if returned_item and is_same else None


def _holds_many(value: dict[str, Any]) -> bool:
    """Whether a body has an array, or is a map of objects: either may be the many things that words tell of."""
    inner = list(value.values())
    is_map = bool(inner) and all(isinstance(v, dict) for v in inner)
    return is_map or any(isinstance(v, list) for v in inner)


def status_findings(draft: Draft) -> Iterator[Diagnostic]:
    """DG344 where only other pages state a sample's status for the operation, not its own."""
    drafts = (draft, *draft.others)
    stated = {status for other in drafts for status in other.doc.statuses}
    for response in draft.responses:
        pages = (d for d in drafts if d.page.path == response.at.path)
        own = sorted({status for d in pages for status in d.doc.statuses if status < 400})
        status = response.message.status
        # What a client sees after a redirect.
        is_followed = status == 200 and _DOWNLOAD in own
        if own and status in stated and status not in own and not is_followed:
            here = " or ".join(map(str, own))
            yield diagnose("DG344", response.at, status=status, here=here)


def returned_nouns(
    operations: Sequence[Operation], drafts: Sequence[Draft]
) -> dict[str, TypeMention]:
    """What a sentence says that each operation returns, where it has a noun for it: "Returns the new lamp"."""
    return {
        operation.id: returns
        for operation, draft in zip(operations, drafts)
        if (returns := draft.doc.returns) and not returns.ref.target
    }
