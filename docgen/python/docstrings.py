"""Descriptions put in the place of their message ids, in the records of a plan."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.python.records import Builder, EnumClass, ModelClass, RequestModule
from docgen.records import replace
from docgen.spec.descriptions import Catalog
from docgen.syntax.message_id import is_message_id
from docgen.syntax.plain_text import plain_text


def worded(record: object, catalog: Catalog) -> object:
    """What a template prints, with plain sentences in place of their ids."""

    def doc(text: str) -> str:
        message_id, blank, rest = text.partition("\n\n")
        found = catalog.get(message_id)
        return text if found is None else plain_text(found) + blank + rest

    def builder(item: Builder) -> Builder:
        return replace(
            item,
            methods=tuple(replace(method, doc=doc(method.doc)) for method in item.methods),
            aliases=tuple(map(builder, item.aliases)),
        )

    match record:
        case ModelClass():
            attributes = tuple(replace(item, doc=doc(item.doc)) for item in record.attributes)
            return replace(record, doc=doc(record.doc), attributes=attributes)
        case EnumClass():
            members = tuple(replace(item, doc=doc(item.doc)) for item in record.members)
            return replace(record, doc=doc(record.doc), members=members)
        case RequestModule():
            return replace(record, builders=tuple(map(builder, record.builders)))
        case _:
            return record


def message_ids(record: object) -> Iterator[str]:
    """The ids of the sentences that a template prints of a record."""
    match record:
        case ModelClass():
            docs = [record.doc, *(item.doc for item in record.attributes)]
        case EnumClass():
            docs = [record.doc, *(item.doc for item in record.members)]
        case RequestModule():
            docs = [method.doc for place in record.places for method in place.methods]
        case _:
            docs = []
    return (doc.partition("\n\n")[0] for doc in docs if is_message_id(doc))
